"""`poise voice words`: what was said in recorded answers, by a recogniser that the user has installed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from core.base.errors import SettingsError
from core.base.paths import data_roots, store_file
from core.store.store import SessionStore
from tui.cli.asking import Yes, sure, tell_aside
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json, session_number
from tui.cli.commands.options import SessionChoice
from tui.cli.commands.speaking import UsageProblem
from tui.cli.output import Output, wrapped
from tui.i18n import _, ngettext
from tui.widgets.text import spoken
from tui.widgets.text.words import percent
from tui.wiring.parts import open_store
from tui.wiring.words import Hearing, hear, recogniser_of, recorded

if TYPE_CHECKING:
    from core.report.report import Report
    from core.settings.model import Settings

BAR = 30
Recogniser = Annotated[
    str | None, typer.Option("--recogniser", help="faster-whisper or whisper.cpp, not that of the settings.")
]
Model = Annotated[str | None, typer.Option("--model", help="The folder or file of its model.", metavar="PATH")]
Again = Annotated[bool, typer.Option("--again", help="Anew where there are words already.")]
Delete = Annotated[
    bool, typer.Option("--delete", help="Delete the words of the session, and what the app saved with them.")
]

Everything = Annotated[bool, typer.Option("--all", help="With --delete: of all sessions, also before an import.")]


def words(
    session: options.Session = None,
    recogniser: Recogniser = None,
    model: Model = None,
    again: Again = False,
    delete: Delete = False,
    everything: Everything = False,
    yes: Yes = False,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Write down what you said in a session's recorded answers, and count fillers and words a minute.

    Needs recorded answers (`poise interview --keep-voice`) and a recogniser with a model of yours: nothing is
    downloaded, and nothing leaves this machine. Ctrl-C stops it; what was heard until then stays.

    Examples: `poise voice words`, `poise voice words last --recogniser whisper.cpp --model ggml-small.bin`,
    `poise voice words --delete --all`.
    """
    if everything and (not delete or session is not None):
        raise UsageProblem(_("--all goes with --delete, and with no session"))
    flags = {"language": lang, "data_dir": data_dir, "recogniser": recogniser, "recogniser_model": model}
    settings, output = load_settings(flags), Output()
    if everything:
        _delete_all(settings, output, yes=yes)
        return
    if delete:
        _delete(settings, session_number(settings, session or options.SessionChoice()), output, yes=yes)
        return
    report = _heard(settings, _report(settings, session), output, again=again)
    if as_json:
        found = [(answer, answer.words) for answer in report.answers]
        print_json([{"question": a.index + 1, **(w.to_json_dict())} for a, w in found if w is not None])
        return
    for line in _lines(report):
        output.line(line)


def _delete(settings: Settings, number: int | None, output: Output, *, yes: bool) -> None:
    """Delete the words of a session where the user is sure."""
    store = open_store(settings)
    _ask(len(store.load(number).transcripts), yes=yes)
    _tell(store.forget_words(number), output)
    tell_aside(settings.data)


def _delete_all(settings: Settings, output: Output, *, yes: bool) -> None:
    """Delete the words of every session, there too where an import put it aside, where the user is sure."""
    files = [store_file(root) for root in data_roots(settings.data)]
    stores = [SessionStore(file) for file in files if file.exists()]
    _ask(sum(store.worded() for store in stores), yes=yes)
    _tell(sum(store.forget_words() for store in stores), output)


def _ask(n: int, *, yes: bool) -> None:
    if n:
        text = ngettext("Delete the words of {n} answer for good?", "Delete the words of {n} answers for good?", n)
        sure(text.format(n=n), yes=yes)


def _tell(gone: int, output: Output) -> None:
    text = ngettext("The words of {n} answer deleted.", "The words of {n} answers deleted.", gone)
    output.line(text.format(n=gone))


def _report(settings: Settings, session: options.SessionChoice | None) -> Report:
    from core.report.report import build_report

    return build_report(open_store(settings).load(session.number if session else None))


def _heard(settings: Settings, report: Report, output: Output, *, again: bool) -> Report:
    """The report with words: those that are there, or else heard now. Raises SoundError and SettingsError."""
    found = recorded(settings, report)
    if not found and not any(answer.words for answer in report.answers):
        raise SettingsError(
            _("session {id}: no answer is recorded; `poise interview --keep-voice` records yours").format(
                id=report.session.id
            )
        )
    waiting = [each for each in found if again or each.answer.words is None]
    if not waiting:
        return report
    stop = threading.Event()
    try:
        hear(settings, report, waiting, recogniser_of(settings), lambda done: output.status(bar(done)), stop)
    finally:
        stop.set()
        output.end_status()
    return _report(settings, SessionChoice(report.session.id))


def bar(done: Hearing) -> str:
    """`answer 2 of 3 |####    | 40 %`."""
    full = "#" * round(done.share * BAR)
    head = _("answer {number} of {count}").format(number=done.number, count=done.count)
    return f"{head} |{full:<{BAR}}| {percent(done.share)}"


def _lines(report: Report) -> list[str]:
    lines: list[str] = []
    for answer in report.answers:
        if answer.words is not None:
            lines += [_("Question {n}").format(n=answer.index + 1)]
            lines += wrapped(spoken.facts(answer.words), "  ", "    ")
            lines += wrapped(spoken.text(answer.words), "  ", "  ")
    return [*lines, *(line for note in spoken.notes(report) for line in wrapped(note))]
