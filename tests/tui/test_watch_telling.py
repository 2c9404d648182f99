"""What `poise watch` hands on of a session's notices, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from core.base.types import Notice, Reading
from core.cueing.cues import Cue
from core.engine.runner import SessionRunner
from core.session.events import CueSounded
from core.session.snapshot import Snapshot
from core.voice.readings import VoiceReading
from tests.tui.app_fakes import snapshot
from tui.cli.commands.watch import Telling


@dataclass
class Runner:
    """Has a snapshot."""

    now: Snapshot = field(default_factory=snapshot)

    def snapshot(self) -> Snapshot:
        return self.now


@dataclass
class Heard:
    """Keeps the notices' codes."""

    codes: list[str] = field(default_factory=list)

    def voice(self, reading: VoiceReading) -> None:
        raise AssertionError(reading)

    def reading(self, reading: Reading) -> None:
        raise AssertionError(reading)

    def cue(self, cue: Cue) -> None:
        raise AssertionError(cue)

    def sounded(self, event: CueSounded) -> None:
        raise AssertionError(event)

    def notice(self, notice: Notice) -> None:
        self.codes.append(notice.code)

    def summary(self, snapshot: Snapshot, readings: int, dropped: int) -> None:
        raise AssertionError((snapshot, readings, dropped))


def test_a_rate_that_is_lowered_twice_is_told_twice_and_not_with_every_snapshot() -> None:
    runner, heard = Runner(), Heard()
    telling = Telling(cast(SessionRunner, runner), heard)
    slowed = Notice("slowed", {"fps": 10})
    for notices in ((), (slowed,), (slowed,), (slowed, slowed), (slowed, slowed)):
        runner.now = replace(runner.now, notices=notices)
        telling.notices()
    assert heard.codes == ["slowed", "slowed"]


def test_missing_sound_is_told_with_the_first_cue_only() -> None:
    heard = Heard()
    telling = Telling(cast(SessionRunner, Runner()), heard)
    for _ in range(3):
        telling.item(Notice("no_sound"))
    assert heard.codes == ["no_sound"]
