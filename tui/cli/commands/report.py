"""`poise report` and `poise history`: what was observed, in a terminal or as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli.commands import options

SessionId = Annotated[
    int | None, typer.Argument(help="A session's number; without it the newest.", metavar="SESSION", min=1)
]


def report(
    session: SessionId = None,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show the report of a session: score, timeline and what to work on.

    Examples: `poise report`, `poise report 3 --json`.
    """
    from core.report.report import build_report
    from tui.cli.commands.common import load_settings, print_json
    from tui.cli.output import Output
    from tui.cli.report_text import report_lines
    from tui.wiring.session import open_store

    settings = load_settings({"language": lang, "data_dir": data_dir})
    built = build_report(open_store(settings).load(session))
    if as_json:
        print_json(built.to_json_dict())
        return
    output = Output()
    for line in report_lines(built, output):
        output.line(line)


def history(
    as_json: options.Json = False,
    limit: Annotated[int, typer.Option(help="Show so many.", min=1, metavar="N")] = 20,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List the stored sessions, the newest first, with the trend of the scores.

    Example: `poise history --limit 5`.
    """
    from dataclasses import asdict

    from tui.cli.commands.common import load_settings, print_json
    from tui.cli.output import Output
    from tui.cli.report_text import history_lines
    from tui.wiring.session import open_store

    settings = load_settings({"language": lang, "data_dir": data_dir})
    sessions = open_store(settings).sessions(limit)
    if as_json:
        print_json([asdict(session) for session in sessions])
        return
    output = Output()
    for line in history_lines(sessions, output):
        output.line(line)
