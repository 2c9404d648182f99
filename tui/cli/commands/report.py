"""`poise report`: what was observed, in a terminal, as JSON or as a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.speaking import UsageProblem
from tui.cli.output import Output
from tui.i18n import _
from tui.wiring.centre import centre_store
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.store.store import SessionStore

FILES = "Files"

Html = Annotated[bool, typer.Option("--html", help="Write one self-contained page.", rich_help_panel=FILES)]
Pdf = Annotated[bool, typer.Option("--pdf", help="Write a PDF; needs an installed Chromium.", rich_help_panel=FILES)]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print or write Markdown.", rich_help_panel=FILES)]
Csv = Annotated[bool, typer.Option("--csv", help="Print or write the readings as a table.", rich_help_panel=FILES)]
Target = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="The file or folder to write to.", rich_help_panel=FILES, metavar="FILE"),
]
Pictures = Annotated[
    bool,
    typer.Option(
        "--snapshots/--no-snapshots",
        help="Show in the page the small pictures of your face that were kept.",
        rich_help_panel=FILES,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.", rich_help_panel=FILES)]


def report(
    session: options.Session = None,
    as_json: options.Json = False,
    html: Html = False,
    pdf: Pdf = False,
    markdown: Markdown = False,
    csv: Csv = False,
    output_file: Target = None,
    force: Force = False,
    snapshots: Pictures = True,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json.")] = False,
    device: options.Device = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show the report of a session: score, timeline and what to work on.

    Examples: `poise report`, `poise report 3 --json`, `poise report --html`, `poise report 3 --csv -o readings.csv`.
    """
    if schema:
        sys.stdout.write((files("tui.cli") / "schemas" / "report.schema.json").read_text("utf-8"))
        return
    settings = load_settings({"language": lang, "data_dir": data_dir})
    number = session.number if session else None
    kinds = _kinds({"html": html, "pdf": pdf, "markdown": markdown, "csv": csv}, as_json)
    with _store(open_store(settings), device, number) as (store, number):
        if kinds:
            _file(store, number, kinds[0], output_file, force=force, pictures=snapshots)
        else:
            _print(store, number, as_json)


def _print(store: SessionStore, number: int | None, as_json: bool) -> None:
    """The report in the terminal, or as JSON."""
    if as_json:
        from core.report.report import build_report

        print_json(build_report(store.load(number)).to_json_dict())
        return
    from tui.cli.report_text import session_lines

    output = Output()
    for line in session_lines(store, number, output):
        output.line(line)


def _kinds(chosen: Mapping[str, bool], as_json: bool) -> list[str]:
    """The one kind of file that is wanted, if any."""
    kinds = [kind for kind, wanted in chosen.items() if wanted]
    if len(kinds) + as_json > 1:
        raise UsageProblem(_("choose one of --html, --pdf, --markdown, --csv and --json"))
    return kinds


@contextmanager
def _store(own: SessionStore, device: str | None, number: int | None) -> Iterator[tuple[SessionStore, int | None]]:
    """The store that the session lies in, and its number there: this machine's, or a copy of a booth's session."""
    if device is None:
        yield own, number
        return

    if number is None or device == "all":
        raise UsageProblem(_("with --device name one booth, and the number of its session"))
    with centre_store(own.path, device, number) as central:
        yield central, None


def _file(
    store: SessionStore, session: int | None, kind: str, target: Path | None, *, force: bool, pictures: bool
) -> None:
    """Tables and Markdown go to standard output unless a file is named; pages always become a file."""
    from tui.features.report.files.save import content, save

    if target is None and kind in ("markdown", "csv"):
        sys.stdout.write(str(content(store, session, kind)[1]))
        return
    print(save(store, session, kind, target or Path(), force=force, pictures=pictures))
