"""`poise report` and `poise history`: what was observed, in a terminal or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands import options
from tui.i18n import _

if TYPE_CHECKING:
    from core.store.sessions import SessionInfo
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
Table = Annotated[bool, typer.Option("--csv", help="As a table, for spreadsheets.")]
Limit = Annotated[int, typer.Option(help="Show so many.", min=1, metavar="N")]
Salvage = Annotated[
    bool, typer.Option("--salvage", help="Save what can be read of a damaged store; the damaged copy is kept.")
]
Compact = Annotated[
    bool, typer.Option("--compact", help="Pack what an older Poise stored, and give the freed room back.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.", rich_help_panel=FILES)]

Device = Annotated[
    str | None,
    typer.Option("--device", help="Of a centre's server: one booth's sessions, or all.", metavar="NAME"),
]


def report(
    session: options.Session = None,
    as_json: options.Json = False,
    html: Html = False,
    pdf: Pdf = False,
    markdown: Markdown = False,
    csv: Csv = False,
    output_file: Target = None,
    force: Force = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of --json.")] = False,
    device: Device = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show the report of a session: score, timeline and what to work on.

    Examples: `poise report`, `poise report 3 --json`, `poise report --html`, `poise report 3 --csv -o readings.csv`.
    """
    from tui.cli.commands.common import load_settings, print_json
    from tui.wiring.parts import open_store

    if schema:
        sys.stdout.write((files("tui.cli") / "schemas" / "report.schema.json").read_text("utf-8"))
        return
    settings = load_settings({"language": lang, "data_dir": data_dir})
    number = session.number if session else None
    kinds = _kinds({"html": html, "pdf": pdf, "markdown": markdown, "csv": csv}, as_json)
    with _store(open_store(settings), device, number) as (store, number):
        if kinds:
            _file(store, number, kinds[0], output_file, force)
            return
        from core.report.report import build_report

        built = build_report(store.load(number))
    if as_json:
        print_json(built.to_json_dict())
        return
    from tui.cli.output import Output
    from tui.cli.report_text import report_lines

    output = Output()
    for line in report_lines(built, output):
        output.line(line)


def _kinds(chosen: Mapping[str, bool], as_json: bool) -> list[str]:
    """The one kind of file that is wanted, if any."""
    kinds = [kind for kind, wanted in chosen.items() if wanted]
    if len(kinds) + as_json > 1:
        raise typer.BadParameter(_("choose one of --html, --pdf, --markdown, --csv and --json"))
    return kinds


@contextmanager
def _store(own: SessionStore, device: str | None, number: int | None) -> Iterator[tuple[SessionStore, int | None]]:
    """The store that the session lies in, and its number there: this machine's, or a copy of a booth's session."""
    if device is None:
        yield own, number
        return
    from tui.wiring.centre import centre_store

    if number is None or device == "all":
        raise typer.BadParameter(_("with --device name one booth, and the number of its session"))
    with centre_store(own.path, device, number) as central:
        yield central, None


def _file(store: SessionStore, session: int | None, kind: str, target: Path | None, force: bool) -> None:
    """Tables and Markdown go to standard output unless a file is named; pages always become a file."""
    from tui.features.report.files.save import content, save

    if target is None and kind in ("markdown", "csv"):
        sys.stdout.write(str(content(store, session, kind)[1]))
        return
    print(save(store, session, kind, target or Path(), force=force))


def history(
    as_json: options.Json = False,
    csv: Table = False,
    limit: Limit = 20,
    salvage: Salvage = False,
    compact: Compact = False,
    device: Device = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List the stored sessions, the newest first, with the trend of the scores.

    Examples: `poise history --limit 5`, `poise history --csv --limit 1000`, `poise history --device all`.
    """
    from dataclasses import asdict

    from tui.cli.commands.common import load_settings, print_json
    from tui.cli.output import Output
    from tui.cli.report_text import booth_lines, history_csv, history_lines
    from tui.wiring.parts import open_store

    settings = load_settings({"language": lang, "data_dir": data_dir})
    if csv and as_json:
        raise typer.BadParameter(_("choose one of --csv and --json"))
    store = open_store(settings)
    if salvage:
        _salvage(store)
    if compact:
        _compact(store)
    sessions = store.sessions(limit) if device is None else _of_centre(store, device, limit)
    if csv:
        sys.stdout.write(history_csv(sessions))
        return
    if as_json:
        print_json([asdict(session) for session in sessions])
        return
    output = Output()
    booths = ("", *booth_lines(sessions, output)) if device is not None else ()
    for line in (*history_lines(sessions, output), *booths):
        output.line(line)


def _of_centre(store: SessionStore, device: str, limit: int) -> list[SessionInfo]:
    from tui.wiring.centre import centre_store

    with centre_store(store.path, device) as central:
        return central.sessions(limit)


def _salvage(store: SessionStore) -> None:
    saved = store.salvage()
    text = _("saved {sessions} sessions with {rows} rows; the damaged copy is {copy}")
    said = text.format(sessions=saved.sessions, rows=saved.rows, copy=saved.copy)
    print(f"poise: {said}", file=sys.stderr)


def _compact(store: SessionStore) -> None:
    before, after = (f"{size / 1e6:.1f}" for size in store.compact())
    said = _("the store takes {after} MB, {before} MB before").format(before=before, after=after)
    print(f"poise: {said}", file=sys.stderr)
