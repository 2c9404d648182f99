"""What the playback of answers needs: the recorded files of a session, and something that sounds them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from core.base.errors import PoiseError
from core.base.paths import answers_dir, private_folder
from core.report.report import build_report
from core.store.answers import AnswerFiles
from sounds.errors import SoundError
from tui.widgets.text.failures import failure_words
from tui.wiring import words
from tui.wiring.parts import open_store
from tui.wiring.sound import build_sounds
from tui.wiring.words import Hearing
from tui.wiring.words import Recorded as Recorded
from tui.wiring.words import recorded as recorded

if TYPE_CHECKING:
    from core.report.report import Report
    from core.settings.model import Settings
    from sounds.output import SoundOut
    from sounds.track import Track

READY_S = 30.0
"""Looking through all players takes seconds; one that hangs is given up sooner than that."""


@dataclass(frozen=True, slots=True)
class Worded:
    """The report after a recogniser was asked, its recordings, and what went wrong in a line ("": nothing).

    Without a report it could not be read again; what was shown stays.
    """

    report: Report | None
    found: Sequence[Recorded]
    failure: str


def hear(
    settings: Settings, report: Report, among: Sequence[Recorded], tell: Callable[[Hearing], object], stop: Event
) -> Worded:
    """Write down what was said in these recordings; what was heard before it went wrong or was stopped stays."""
    failure = ""
    try:
        words.hear(settings, report, among, words.recogniser_of(settings), tell, stop)
    except (SoundError, PoiseError) as error:
        failure = "" if getattr(error, "code", "") == "cancelled" else failure_words(error)
    try:
        again = build_report(open_store(settings).load(report.session.id))
        return Worded(again, recorded(settings, again), failure)
    except (SoundError, PoiseError) as error:  # the first thing that went wrong says more
        return Worded(None, (), failure or failure_words(error))


def export(settings: Settings, chosen: Recorded) -> Path:
    """Write the answer as a WAV into `reports` beside the store; an earlier one is replaced. Raises SoundError."""
    from sounds import answers

    target = AnswerFiles(answers_dir(settings.data)).exported(chosen.file.path)
    private_folder(target.parent)
    answers.export(chosen.file.path, target)
    return target


class Speaker:
    """The machine's sounds for as long as somebody listens; its player is looked for in the background."""

    def __init__(self, out: SoundOut) -> None:
        self._out = out

    def lay_in(self, path: Path) -> Track:
        """A recording, ready to be played from its beginning. Reads it whole: not for the event loop.

        Raises SoundError.
        """
        from sounds.answers import read
        from sounds.track import Track

        return Track(self._out, *read(path))

    def works(self) -> bool:
        """Whether anything here can sound it: waits until every player was tried, or one works."""
        self._out.wait_ready(READY_S)
        return bool(self._out.player) and self._out.player != "bell"

    def close(self) -> None:
        """Silence and give everything back; returns at once."""
        self._out.stop()
        threading.Thread(target=self._out.close, name="playback-end", daemon=True).start()


OpenSounds = Callable[["Settings"], "SoundOut"]


def usual_sounds(settings: Settings) -> SoundOut:
    """By the player of the settings. The terminal's bell is left out: it plays no recording."""
    return build_sounds(settings, None, speech=False)
