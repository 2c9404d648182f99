"""`poise history`: the sessions so far, those that are meant, and how scores went over time."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from core.report.choosing import Wanted, fitting, meant
from tui.cli import completion
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.speaking import UsageProblem
from tui.cli.history_text import answers_line, booth_lines, history_csv, history_lines
from tui.cli.output import Output
from tui.i18n import _
from tui.wiring.centre import centre_store
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.store.sessions import SessionInfo
    from core.store.store import SessionStore

CHOICE = "Which sessions"
Table = Annotated[bool, typer.Option("--csv", help="As a table, for spreadsheets.")]
Limit = Annotated[int, typer.Option(help="Show so many.", min=1, metavar="N")]
Salvage = Annotated[
    bool, typer.Option("--salvage", help="Save what can be read of a damaged store; the damaged copy is kept.")
]
Compact = Annotated[
    bool, typer.Option("--compact", help="Pack what an older Poise stored, and give the freed room back.")
]
Format = Annotated[
    str,
    typer.Option(help="Of this format.", rich_help_panel=CHOICE, autocompletion=completion.formats, metavar="NAME"),
]
Bank = Annotated[
    str,
    typer.Option(
        help="With questions of this bank.", rich_help_panel=CHOICE, autocompletion=completion.banks, metavar="NAME"
    ),
]
Category = Annotated[
    str,
    typer.Option(
        help="With a question of this category; its trend comes last.",
        rich_help_panel=CHOICE,
        autocompletion=completion.categories,
        metavar="NAME",
    ),
]
Question = Annotated[
    str,
    typer.Option(
        help="With this question (its id or words of it); its trend comes last.",
        rich_help_panel=CHOICE,
        metavar="WORDS",
    ),
]
Company = Annotated[
    str,
    typer.Option(
        help="With a question that is noted as asked at this company.", rich_help_panel=CHOICE, metavar="NAME"
    ),
]


def history(
    as_json: options.Json = False,
    csv: Table = False,
    limit: Limit = 20,
    format: Format = "",
    bank: Bank = "",
    category: Category = "",
    question: Question = "",
    company: Company = "",
    salvage: Salvage = False,
    compact: Compact = False,
    device: options.Device = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List the stored sessions, the newest first, with the trend of the scores.

    Examples: `poise history --limit 5`, `poise history --csv --limit 1000`, `poise history --bank nursing`,
    `poise history --question weakness`, `poise history --device all`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    if csv and as_json:
        raise UsageProblem(_("choose one of --csv and --json"))
    store = open_store(settings)
    if salvage:
        _salvage(store)
    if compact:
        _compact(store)
    wanted = Wanted(format, bank, category, question, company)
    with _store(store, device) as listed:
        _tell(settings, listed, wanted, limit, "csv" if csv else "json" if as_json else "", device)


def _store(own: SessionStore, device: str | None) -> AbstractContextManager[SessionStore]:
    """This machine's store, or a copy of what the centre has of a device."""
    return nullcontext(own) if device is None else centre_store(own.path, device)


def _tell(settings: Settings, store: SessionStore, wanted: Wanted, limit: int, kind: str, device: str | None) -> None:
    """The sessions in the way that was asked for."""
    sessions = _wanted(settings, store, wanted, limit)
    if device is not None:  # by the numbers under which `poise report --device` finds them
        sessions = [replace(session, id=session.about.get("number", session.id)) for session in sessions]
    if kind == "csv":
        sys.stdout.write(history_csv(sessions))
        return
    if kind == "json":
        print_json([session.to_json_dict() for session in sessions])
        return
    output = Output()
    booths = device is not None
    if sessions or not (wanted or device):
        lines = [*history_lines(sessions, output, booths=booths)]
        lines += ["", *booth_lines(sessions, output)] if booths else []
    else:
        lines = [_none(device, chosen=bool(wanted))]
    for line in lines:
        output.line(line)
    if sessions and (wanted.category or wanted.question):
        output.line(answers_line(meant(store.answered(None), wanted)))


def _none(device: str | None, *, chosen: bool) -> str:
    """Why nothing is listed."""
    if chosen or device is None:
        return _("No session fits these choices.")
    if device == "all":
        return _("The centre has no session yet.")
    return _("The centre has no session of {device}; `poise history --device all` lists its booths.").format(
        device=device
    )


def _wanted(settings: Settings, store: SessionStore, wanted: Wanted, limit: int) -> list[SessionInfo]:
    from tui.wiring.prompts import companies_now

    if not wanted:
        return store.sessions(limit)
    companies = companies_now(settings) if wanted.company else {}
    return fitting(store.sessions(None), wanted, companies)[:limit]


def _salvage(store: SessionStore) -> None:
    saved = store.salvage()
    text = _("saved {sessions} sessions with {rows} rows; the damaged copy is {copy}")
    said = text.format(sessions=saved.sessions, rows=saved.rows, copy=saved.copy)
    print(f"poise: {said}", file=sys.stderr)


def _compact(store: SessionStore) -> None:
    before, after = (f"{size / 1e6:.1f}" for size in store.compact())
    said = _("the store takes {after} MB, {before} MB before").format(before=before, after=after)
    print(f"poise: {said}", file=sys.stderr)
