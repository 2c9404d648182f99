"""`poise questions import` and `export`: look at a file of questions, take it in or back; write a bank as one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from questions.exchange import Kind, Preview, export_bank, export_text, preview_import
from questions.imports import carry_out, take_back
from questions.loading import files, load_bank
from tui.cli import completion
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, one_of
from tui.cli.commands.speaking import UsageProblem
from tui.cli.output import Output
from tui.i18n import _, language, ngettext
from tui.widgets.text.findings import finding_words

if TYPE_CHECKING:
    from questions.schema import Language, Question

_SHOWN = 20
"""Lines of a kind that are printed where nobody asked for all: the counts are always there."""


def import_(
    into: Annotated[str, typer.Option(help="The bank of yours to add to; made where there is none.", metavar="BANK")],
    file: Annotated[
        Path | None,
        typer.Argument(help="A csv, json, md, txt, yaml or html file of questions.", metavar="FILE"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be added.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last import into the bank back.")] = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Add the questions of a file to a bank of your own; what it has already is left out.

    Example: `poise questions import list.csv --into mine`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    if undo:
        _take_back(into, settings.data)
        return
    if file is None:
        raise UsageProblem(_("FILE: is missing; see `{command}`").format(command="poise questions import --help"))
    known = into in files("bank", settings.data)
    with _Bar() as bar:
        preview = preview_import(file, load_bank(into, settings.data) if known else None, progress=bar.show)
    if (preview.added or preview.changed) and not dry_run:
        carry_out(preview, into, settings.data)
    _print_preview(preview, into, done=not dry_run)
    if preview.invalid:
        raise typer.Exit(2)


def _take_back(bank: str, data: Path) -> None:
    n = take_back(bank, data)
    text = ngettext("{n} imported question taken out of {bank}.", "{n} imported questions taken out of {bank}.", n)
    Output().line(text.format(n=n, bank=bank))


class _Bar:
    """A line on the terminal that says how far the reading is; nothing where there is no terminal."""

    def __enter__(self) -> _Bar:
        self._shown = False
        return self

    def show(self, part: float) -> None:
        """Draw the part that is done, 0 to 1."""
        if sys.stderr.isatty():
            done = round(30 * part)
            sys.stderr.write(f"\r[{'#' * done}{'.' * (30 - done)}] {part:4.0%}")
            sys.stderr.flush()
            self._shown = True

    def __exit__(self, *_: object) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _print_preview(preview: Preview, into: str, *, done: bool) -> None:
    """Say what was done, or would be, kind by kind; a trial run lists every question."""
    output = Output()
    n = len(preview.added)
    if done:
        text = ngettext("{n} question added to {bank}.", "{n} questions added to {bank}.", n)
    else:
        text = ngettext("{n} question would be added to {bank}.", "{n} questions would be added to {bank}.", n)
    output.line(text.format(n=n, bank=into))
    if not done:
        _print_all(output, (f"  + {_said(question)}" for question in preview.added), n)
    if more := len(preview.changed):
        text = ngettext("{n} gets what it lacked.", "{n} get what they lacked.", more)
        output.line(text.format(n=more))
        if not done:
            _print_all(output, (f"  ~ {_said(change.new)}" for change in preview.changed), more)
    if many := len(preview.duplicates):
        text = ngettext("{n} is there already.", "{n} are there already.", many)
        output.line(text.format(n=many))
    _print_findings(output, preview)
    if done and (n or preview.changed):
        output.line(_("`poise questions import --into {bank} --undo` takes it back.").format(bank=into))


def _said(question: Question) -> str:
    known: Language = "ko" if language() == "ko" else "en"
    return question.says(known)


def _print_all(output: Output, lines: Iterator[str], count: int) -> None:
    everything = not sys.stdout.isatty()
    for line in lines if everything else islice(lines, _SHOWN):
        output.line(line)
    if not everything and count > _SHOWN:
        output.line(_("  … and {n} more").format(n=count - _SHOWN))


def _print_findings(output: Output, preview: Preview) -> None:
    for finding in preview.remarks:
        output.line(_("note: {what}").format(what=finding_words(finding)))
    for finding in preview.invalid:
        output.line(_("left out: {why}").format(why=finding_words(finding)))


def export(
    bank: Annotated[
        str, typer.Argument(help="A bank by its name, or a file.", metavar="BANK", autocompletion=completion.banks)
    ],
    file: Annotated[
        Path | None,
        typer.Argument(help="The new file: csv, json, md, txt or yaml; without it, standard output.", metavar="FILE"),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--as", help="csv, json, md, txt or yaml, where the name does not say it.", metavar="KIND"),
    ] = None,
    only: Annotated[str | None, typer.Option("--only", help="Questions in ko or en only.", metavar="LANG")] = None,
    data_dir: options.DataDir = None,
) -> None:
    """Write a bank for spreadsheets and other programs.

    Example: `poise questions export general questions.csv`.
    """
    settings = load_settings({"data_dir": data_dir})
    loaded = load_bank(bank, settings.data)
    chosen = _kind(kind)
    language: Language | None = (
        None if only is None else ("ko" if one_of("--only", only, ("ko", "en")) == "ko" else "en")
    )
    if file is not None:
        export_bank(loaded, file, chosen, language)
    else:
        typer.echo(export_text(loaded, chosen or "txt", language), nl=False)


def _kind(name: str | None) -> Kind | None:
    known: tuple[Kind, ...] = get_args(Kind)
    return None if name is None else known[known.index(one_of("--as", name, known))]
