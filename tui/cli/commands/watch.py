"""`poise watch`: the paper's device. It watches and cues by sound while you practise with anything else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Union

import typer
from typing_extensions import Unpack

from core.base.types import Notice, Reading
from core.cueing.cues import Cue
from core.session.events import CueGiven, CueSounded, Event, LookCalled, VoiceCalled
from core.voice.readings import VoiceReading
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.mailbox import Mailbox
from tui.cli.output import Output, columns
from tui.wiring.hearing import hearing_of, masking
from tui.wiring.listeners import Listeners
from tui.wiring.sound import cue_sink
from tui.wiring.start import How
from tui.wiring.terminal import noise_to_log

if TYPE_CHECKING:
    from core.engine.runner import SessionRunner
    from core.settings.model import Settings
    from tui.cli.watch_lines import Presenter

Item = Union["Reading", VoiceReading, Cue, CueSounded, Notice]
Seconds = Annotated[float | None, typer.Option(help="End after so many seconds.", metavar="S", min=0.0)]
Loop = Annotated[bool, typer.Option("--loop", help="Let a file go round; its time goes on.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print cues only.")]
Voice = Annotated[bool, typer.Option("--voice", help="Measure the voice too, by the microphone.")]
Attach = Annotated[
    bool, typer.Option("--attach", help="Only look on at your session that runs already, elsewhere on this machine.")
]
Record = Annotated[bool, typer.Option("--record", help="Store the session, for `poise report`.")]


@options.with_session_flags
def watch(
    *,
    seconds: Seconds = None,
    loop: Loop = False,
    fast: options.Fast = False,
    as_json: options.Json = False,
    quiet: Quiet = False,
    record: Record = False,
    voice: Voice = False,
    attach: Attach = False,
    **flags: Unpack[options.SessionFlags],
) -> None:
    """Watch your expression and cue by sound, while you practise with anything else.

    Needs no screen. Nothing is stored without --record. End it with Ctrl-C.

    Examples: `poise watch`, `poise watch --cue bell --policy gentle`,
    `poise watch --voice --cue-voice 8`, `poise watch --camera clip.mp4 --fast --json`, `poise watch --attach`.
    """
    if attach:
        _look_on(_presenter(as_json, quiet), flags["language"])
        return
    settings = load_settings(flags)
    how = How(fast=fast, loop=loop, until_s=seconds, record=record)
    run(settings, how, lambda: _presenter(as_json, quiet), voice=voice and not fast)


def _look_on(presenter: Presenter, lang: str | None) -> None:
    from tui.cli.attach import look_on

    load_settings(language=lang)
    look_on(presenter)


def never() -> bool:
    """Nothing but the end ends it."""
    return False


def run(
    settings: Settings,
    how: How,
    presenter: Callable[[], Presenter],
    *,
    voice: bool = False,
    until: Callable[[], bool] = never,
) -> None:
    """Watch until the end, or `until`; sounds are for live watching only.

    `presenter` is made where standard error is known.
    """
    from tui.wiring.session import build_runner

    mailbox: Mailbox[Item] = Mailbox(lossless=how.fast)

    def unheard() -> None:
        mailbox.put(Notice("no_sound"))

    def deaf(reason: str) -> None:
        mailbox.put(Notice("no_microphone", {"reason": reason}))

    hearing = hearing_of(settings, deaf) if voice else None
    with noise_to_log(), cue_sink(settings, off=how.fast, on_silence=unheard) as sink:
        listeners = Listeners(
            sink=masking(sink, hearing),
            on_reading=mailbox.put,
            on_event=partial(_pass_on, mailbox),
            on_voice=mailbox.put,
            hearing=hearing,
        )
        follow(build_runner(settings, None, how, listeners), mailbox, presenter(), until)


def _pass_on(mailbox: Mailbox[Item], event: Event) -> None:
    """What is printed of the session's events."""
    if isinstance(event, CueGiven):
        mailbox.put(event.cue)
    elif isinstance(event, CueSounded):
        mailbox.put(event)
    elif isinstance(event, LookCalled | VoiceCalled):
        mailbox.put(event.notice)


def quiet_lines() -> Presenter:
    """Cues only, for people."""
    return _presenter(as_json=False, quiet=True)


def _presenter(as_json: bool, quiet: bool) -> Presenter:
    from tui.cli.watch_lines import HumanLines, JsonLines

    if as_json:
        return JsonLines(sys.stdout, sys.stderr, quiet=quiet)
    return HumanLines(Output(), quiet=quiet, columns=columns() - 1)


def follow(
    runner: SessionRunner, mailbox: Mailbox[Item], presenter: Presenter, until: Callable[[], bool] = never
) -> None:
    """Print what the session sends until it is over; however it ends, it is closed, and summed up if it began."""
    stopped: KeyboardInterrupt | None = None
    telling = Telling(runner, presenter)
    runner.start()
    try:
        while not (runner.join(0) or until()):
            telling.notices()
            telling.item(mailbox.get(0.25))
    except KeyboardInterrupt as interrupt:
        stopped = interrupt
    finally:
        runner.stop()
        mailbox.close()
        runner.join(5.0)
    for item in mailbox.rest():
        telling.item(item)
    telling.notices()
    if runner.error is not None:
        raise runner.error
    presenter.summary(runner.snapshot(), telling.readings, mailbox.dropped)
    if stopped is not None:
        raise stopped


class Telling:
    """Hands on what is new, and counts the readings."""

    def __init__(self, runner: SessionRunner, presenter: Presenter) -> None:
        self.readings = 0
        self._runner, self._presenter = runner, presenter
        self._noticed: set[str] = set()
        self._seen = 0

    def notices(self) -> None:
        """The session's notices that have not been told yet; an error is told by itself."""
        notices = self._runner.snapshot().notices
        for notice in notices[self._seen :]:
            if notice.code != "session_failed":
                self._presenter.notice(notice)
        self._seen = len(notices)

    def _once(self, notice: Notice) -> None:
        """What the sounds tell comes with every cue, and is said the first time."""
        if notice.code not in self._noticed:
            self._noticed.add(notice.code)
            self._presenter.notice(notice)

    def item(self, item: Item | None) -> None:
        """A reading, a cue or a notice."""
        if isinstance(item, Cue):
            self._presenter.cue(item)
        elif isinstance(item, CueSounded):
            self._presenter.sounded(item)
        elif isinstance(item, Notice):
            self._once(item)
        elif isinstance(item, VoiceReading):
            self._presenter.voice(item)
        elif item is not None:
            self.readings += 1
            self._presenter.reading(item)
