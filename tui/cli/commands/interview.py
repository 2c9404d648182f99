"""`poise interview`, in the app or line by line; and `poise` alone, which opens the app."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from typing_extensions import Unpack

from core.base.errors import SettingsError
from tui.cli import completion
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.mailbox import Mailbox
from tui.cli.output import Output
from tui.i18n import _
from tui.wiring.guard import end_sessions
from tui.wiring.listeners import Listeners
from tui.wiring.parts import open_store
from tui.wiring.start import How, Start
from tui.wiring.terminal import leaving, noise_to_log, require_terminal

if TYPE_CHECKING:
    from core.engine.runner import SessionRunner
    from core.session.events import Event
    from core.session.plan import InterviewPlan
    from core.settings.model import Settings
    from core.store.sessions import SessionInfo
    from tui.cli.plain import Keys
    from tui.wiring.session import SoundingSession

QUESTIONS = "What is asked"
LATER = 100
"""Sessions among which is looked for interviews that came after the interrupted one."""

Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="quick, midas, viewinter, hirevue, disposition or your own.",
        rich_help_panel=QUESTIONS,
        autocompletion=completion.formats,
        metavar="NAME",
    ),
]
Bank = Annotated[
    str | None,
    typer.Option(
        help="A question bank by its name, several with commas between them, or a file.",
        rich_help_panel=QUESTIONS,
        autocompletion=completion.banks,
        metavar="BANK",
    ),
]
Number = Annotated[
    int | None,
    typer.Option(
        "--questions", help="How many; 0 as many as the format has.", rich_help_panel=QUESTIONS, metavar="N"
    ),
]
Categories = Annotated[
    str | None,
    typer.Option(
        help="Only these categories, joined by commas.",
        rich_help_panel=QUESTIONS,
        autocompletion=completion.categories,
        metavar="CODES",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        help="Draw the questions by this number: the same ones each time.", rich_help_panel=QUESTIONS, metavar="N"
    ),
]
Exam = Annotated[
    bool, typer.Option("--exam", help="As in the real thing: no cue at all.", rich_help_panel=options.CUES)
]
Speech = Annotated[
    bool | None,
    typer.Option("--speech/--no-speech", help="Read the questions aloud.", rich_help_panel=options.CUES),
]
Voice = Annotated[
    bool | None,
    typer.Option(
        "--voice/--no-voice", help="Measure the voice too, by the microphone.", rich_help_panel=options.CUES
    ),
]
KeepVoice = Annotated[
    bool | None,
    typer.Option(
        "--keep-voice/--no-keep-voice",
        help="Record your answers, on this machine only, so that you can hear them.",
        rich_help_panel=options.PICTURE,
    ),
]
KeepSnapshots = Annotated[
    bool | None,
    typer.Option(
        "--keep-snapshots/--no-keep-snapshots",
        help="Keep small pictures of your face at cues and at best moments, on this machine only.",
        rich_help_panel=options.PICTURE,
    ),
]
SelfView = Annotated[
    bool | None,
    typer.Option(
        "--self-view/--no-self-view",
        help="A small picture of yourself, from 120 columns on.",
        rich_help_panel=options.PICTURE,
    ),
]
Plain = Annotated[bool, typer.Option("--plain", help="Line by line, for dumb terminals and screen readers.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the interview that was interrupted last.")]


@options.with_session_flags
def interview(
    *,
    format_: Format = None,
    bank: Bank = None,
    questions: Number = None,
    categories: Categories = None,
    seed: Seed = None,
    self_view: SelfView = None,
    plain: Plain = False,
    fast: options.Fast = False,
    resume: Resume = False,
    exam: Exam = False,
    speech: Speech = None,
    voice: Voice = None,
    keep_voice: KeepVoice = None,
    keep_snapshots: KeepSnapshots = None,
    **flags: Unpack[options.SessionFlags],
) -> None:
    """Start an interview at once, with the choices of the settings or of these options.

    With --fast the whole interview runs in the file's own time, line by line and without keys.

    Examples: `poise interview --format midas --lang ko`, `poise interview --plain --questions 1`,
    `poise interview --keep-voice`, `poise interview --no-voice`, `poise interview --seed 7`.
    """
    settings = load_settings(
        flags, format=format_, bank=bank, questions=questions, categories=categories, self_view=self_view,
        speech=speech, microphone=voice, keep_voice=keep_voice, keep_snapshots=keep_snapshots, exam=exam or None,
    )  # fmt: skip
    if resume and seed is not None:
        raise SettingsError(_("--seed draws new questions and --resume goes on with old ones; give one of them"))
    if plain or fast:
        run_plain(settings, fast=fast, resume=resume, seed=seed)
    else:
        run_in_app(settings, resume=resume, seed=seed)


def interrupted(settings: Settings) -> int:
    """The number of the session that can go on; said where others came after it, or one that runs was passed over.

    Raises SettingsError or, where there is only one that runs, StoreError.
    """
    store = open_store(settings)
    newest, stored = store.unfinished(), store.unfinished(idle=True)
    if newest is not None and stored is None:
        store.free(newest.info.id)
    if newest is None or stored is None:
        raise SettingsError(_("no interview was interrupted; start one without --resume"))
    later = any(info.id > stored.info.id and info.is_interview for info in store.sessions(LATER))
    if newest.info.id != stored.info.id:
        said = _("Session {running} is running in another Poise: session {id} of {when} goes on.")
        _tell(said, stored.info, newest.info.id)
    elif later:
        _tell(_("Session {id} of {when} goes on."), stored.info)
    return stored.info.id


def _tell(text: str, info: SessionInfo, running: int = 0) -> None:
    """Say beside the output which session goes on, and which one that runs is passed over."""
    began = datetime.fromisoformat(info.began).astimezone()
    said = text.format(id=info.id, when=f"{began:%Y-%m-%d %H:%M}", running=running)
    print(f"poise: {said}", file=sys.stderr)


def open_app(flags: Mapping[str, object], *, resume: bool = False) -> None:
    """`poise` without a command; with `resume` straight into the interview that was interrupted."""
    settings = load_settings(flags)
    if resume:
        run_in_app(settings, resume=True)
        return
    require_terminal()
    run_app(settings, None)


def run_in_app(settings: Settings, *, resume: bool, questions: tuple[str, ...] = (), seed: int | None = None) -> None:
    """Open the app in the interview; `questions` asks those alone, `seed` draws them."""
    require_terminal()
    number = interrupted(settings) if resume else None
    run_app(settings, Start(resume=number, questions=questions, seed=seed))


def run_app(settings: Settings, start: Start | None) -> None:
    """Run the app until the user leaves it; nothing but the app writes on the terminal meanwhile."""
    from tui.app.app import make_app

    app = make_app(settings, start=start)
    with noise_to_log(), leaving(lambda code: app.exit(return_code=code), end_sessions):
        app.run()
    end_sessions()
    if app.return_code:
        raise typer.Exit(app.return_code)


def run_plain(
    settings: Settings, *, fast: bool, resume: bool, questions: tuple[str, ...] = (), seed: int | None = None
) -> None:
    """Run the interview line by line, then print its report; `questions` asks those alone, `seed` draws them."""
    from tui.cli.plain import PlainInterview

    events: Mailbox[Event] = Mailbox(lossless=fast)
    output = Output()
    with noise_to_log():
        start = Start(resume=interrupted(settings) if resume else None, questions=questions, seed=seed)
        plan, session, runner = _prepared(settings, events, start, fast=fast)
        teller = PlainInterview(plan, session, runner, events, output, _keys(fast), hands_free=fast)
        try:
            teller.run()
        except KeyboardInterrupt:
            output.line(_stored(session, runner))
            raise
        finally:
            session.stop()
            events.close()
            session.join(5.0)
    if runner.error is not None:
        raise runner.error
    _report(settings, runner, output)


def _prepared(
    settings: Settings, events: Mailbox[Event], start: Start, *, fast: bool
) -> tuple[InterviewPlan, SessionRunner | SoundingSession, SessionRunner]:
    """The plan, what takes commands (with its sounds, except under --fast) and the session's runner."""
    from tui.wiring.plans import plan_of
    from tui.wiring.session import SoundingSession, build_runner

    if fast:
        stored = open_store(settings).load(start.resume) if start.resume is not None else None
        plan = (stored.plan if stored else None) or plan_of(settings, start)
        assert plan is not None, "only watching has no plan"
        runner = build_runner(settings, plan, How(resume=stored, fast=True), Listeners(on_event=events.put))
        return plan, runner, runner
    session = SoundingSession(settings, start, Listeners(on_event=events.put))
    assert session.plan is not None, "only watching has no plan"
    return session.plan, session, session.runner


def _stored(session: SessionRunner | SoundingSession, runner: SessionRunner) -> str:
    """Ctrl-C: end the session, and say that it is not lost where there is an answer to lose."""
    session.stop()
    runner.join(5.0)
    number = runner.session_id
    if number is None:
        return _("Nothing was answered yet, so nothing is stored.")
    return _("Stored as session {id}; `poise interview --resume` goes on with it.").format(id=number)


def _keys(fast: bool) -> Keys:
    from tui.cli.plain import Keys

    with contextlib.suppress(OSError, ValueError):  # tests and some launchers give no real standard input
        return Keys(None if fast else sys.stdin.fileno())
    return Keys(None)


def _report(settings: Settings, runner: SessionRunner, output: Output) -> None:
    from tui.cli.report_text import session_lines

    output.line()
    for line in session_lines(open_store(settings), runner.snapshot().session_id, output):
        output.line(line)
