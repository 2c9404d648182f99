"""`poise questions`: the banks and formats there are, and whether a file of one's own can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tui.commands import options

if TYPE_CHECKING:
    from questions.loading import Entry
    from questions.schema import Language
    from tui.output import Output

app = typer.Typer(help="Question banks and formats: list, check, import and export.", no_args_is_help=True)


@app.command("list")
def list_(as_json: options.Json = False, lang: options.Lang = None, data_dir: options.DataDir = None) -> None:
    """List the banks and the formats, the built-in ones and your own.

    Example: `poise questions list --lang ko`.
    """
    from questions.loading import list_banks, list_formats
    from tui.commands.common import load_settings
    from tui.i18n import _
    from tui.output import Output

    settings = load_settings({"language": lang, "data_dir": data_dir})
    banks, formats = list_banks(settings.data), list_formats(settings.data)
    if as_json:
        import json

        listed = {"banks": [_described(e) for e in banks], "formats": [_described(e) for e in formats]}
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    output = Output()
    for title, entries in ((_("Banks"), banks), (_("Formats"), formats)):
        output.line(output.paint(title, "bold"))
        _print_entries(output, entries)


def _print_entries(output: Output, entries: tuple[Entry, ...]) -> None:
    from questions.schema import in_language
    from tui.i18n import _, language
    from tui.output import table

    known: Language = "ko" if language() == "ko" else "en"
    rows = []
    for entry in entries:
        counts = ", ".join(f"{name} {number}" for name, number in entry.questions.items())
        text = str(entry.error) if entry.error else in_language(entry.description, known)
        where = _("your own") if entry.origin == "user" else ""
        rows.append((f"  {entry.name}", in_language(entry.title, known), counts or where, text))
    for line in table(rows):
        output.line(line)


def _described(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "path": str(entry.path),
        "origin": entry.origin,
        "title": entry.title,
        "description": entry.description,
        "questions": entry.questions,
        "error": str(entry.error) if entry.error else None,
    }
