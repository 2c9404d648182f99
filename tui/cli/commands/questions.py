"""`poise questions`: the banks and formats there are, and whether a file of one's own can be used."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from questions.check import check as examined
from questions.loading import Entry, files, list_banks, list_formats
from questions.schema import Language, in_language
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.speaking import Commands
from tui.cli.outline import Outline, Outlined
from tui.cli.output import Output, table
from tui.i18n import _, language
from tui.widgets.text.findings import finding_words

if TYPE_CHECKING:
    from questions.problems import Finding

ABOUT = """Question banks and formats: list, count, check, import, export, and draft from a job advert.

Examples: `poise questions list`, `poise questions import list.csv --into mine`.
"""


class QuestionsGroup(Outlined):
    """Its commands that stand in files of their own."""

    entries = MappingProxyType(
        {
            "import": Outline(
                "tui.cli.commands.importing:import_",
                "Add the questions of a file to a bank of your own; what it has already is left out.",
            ),
            "export": Outline(
                "tui.cli.commands.importing:export", "Write a bank for spreadsheets and other programs."
            ),
            "stats": Outline(
                "tui.cli.commands.drafts:stats",
                "Count the questions: by language, category, field and difficulty, with hints and follow-ups.",
            ),
            "draft": Outline(
                "tui.cli.commands.drafts:draft",
                "Write questions out of a job advert or CV, by rules; you take or drop each.",
            ),
        }
    )


app = Commands(help=ABOUT, no_args_is_help=True, cls=QuestionsGroup)


@app.command("list")
def list_(as_json: options.Json = False, lang: options.Lang = None, data_dir: options.DataDir = None) -> None:
    """List the banks and the formats, the built-in ones and your own.

    Example: `poise questions list --lang ko`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    banks, formats = list_banks(settings.data), list_formats(settings.data)
    items = list_formats(settings.data, "disposition")
    if as_json:
        every = {"banks": banks, "formats": formats, "dispositions": items}
        listed = {name: [_described(entry) for entry in entries] for name, entries in every.items()}
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    output = Output()
    for title, entries in ((_("Banks"), banks), (_("Formats"), formats), (_("Rapid items"), items)):
        output.line(output.paint(title, "bold"))
        _print_entries(output, entries)


def _print_entries(output: Output, entries: tuple[Entry, ...]) -> None:
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


@app.command("check")
def check(
    files: Annotated[list[str], typer.Argument(help="Files, or names of banks and formats.", metavar="FILE...")],
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Check banks and formats: what is wrong, in which line, and how to mend it.

    Ends with exit code 2 where a file cannot be used.

    Example: `poise questions check my-bank.yaml`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    found = {str(path): examined(path) for path in (_file(name, settings.data) for name in files)}
    if as_json:
        print_json({path: [_finding(finding) for finding in findings] for path, findings in found.items()})
    else:
        for path, findings in found.items():
            _print_findings(path, findings)
    if any(finding.severity == "error" for findings in found.values() for finding in findings):
        raise typer.Exit(2)


def _file(name: str, data: Path) -> Path:
    """The file of a name, or the file itself."""
    for kind in ("bank", "format"):
        known = files("bank" if kind == "bank" else "format", data)
        if name in known and not Path(name).is_file():
            return known[name][0]
    return Path(name).expanduser()


def _print_findings(path: str, findings: list[Finding]) -> None:
    output = Output()
    if not findings:
        output.line(_("{file}: nothing is wrong").format(file=path))
    for finding in findings:
        error = finding.severity == "error"
        severity = output.paint(_("error") if error else _("advice"), "red" if error else "yellow")
        output.line(f"{path}: {severity}: {finding_words(finding)}")


def _finding(finding: Finding) -> dict[str, object]:
    return {**asdict(finding), "message": str(finding)}
