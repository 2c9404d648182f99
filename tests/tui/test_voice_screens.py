"""The own voice in the app: count in, record, listen, keep, import, remove."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from sounds import wav
from sounds.errors import SoundError
from sounds.shape import RATE
from sounds.voices import DEFAULT_SLOT, LONGEST_S, SLOTS, Voices
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import FakeAudio, at, audio, opened, rows, said, shows, tone, write
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.features.voice import data as voice_data
from tui.features.voice import view as view
from tui.features.voice.record import RecordScreen
from tui.features.voice.screen import VoiceScreen
from tui.features.voice.view import Stage as Moment
from tui.i18n import set_language
from tui.widgets.text.failures import SOUND, failure_words


def kept(data: Path) -> list[str]:
    return [f"{voice.slot}/{voice.name}" for voice in Voices(data / "recordings").voices()]


def recorder(pilot: Pilot[None]) -> RecordScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RecordScreen)
    return screen


async def record(pilot: Pilot[None], stage: Stage, one: FakeAudio) -> None:
    """From the list to a take that is over."""
    await pilot.press("r", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
    await write(pilot, "smile")
    await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen))
    await shows(pilot, "Get ready … 3")
    stage.clock.advance(view.COUNT_IN_S)
    await until(pilot, lambda: one.takes)
    await shows(pilot, "Speak now.")
    await pilot.press("enter")


def test_slots_are_those_of_the_sounds() -> None:
    assert set(view.SLOTS) == set(SLOTS)
    assert view.SLOTS[0] == DEFAULT_SLOT
    assert voice_data.LONGEST_S == LONGEST_S


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_failure_of_the_sounds_is_worded_in_one_line(language: str) -> None:
    set_language(language)
    for code in SOUND:
        words = failure_words(SoundError(code, "in English", path="/a.wav", reason="why", name="x", longest="60"))
        assert "\n" not in words
        assert words != "in English"


def test_count_in_counts_to_the_beginning() -> None:
    assert [view.count_in(t) for t in (0.0, 0.9, 1.1, 2.5, 3.0, 9.0)] == [3, 3, 2, 1, 0, 0]


@pytest.mark.parametrize(
    ("level", "loud", "good"), [(0.1, False, False), (0.6, False, True), (0.6, True, False), (1.0, False, False)]
)
def test_meter_tells_too_quiet_from_too_loud(level: float, loud: bool, good: bool) -> None:
    assert view.meter(level, loud).good is good


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_moment_says_what_to_do(moment: Moment, language: str) -> None:
    set_language(language)
    assert view.stage_words(moment, 1.0, 2.0)


async def test_take_is_heard_and_then_kept(tmp_path: Path) -> None:
    stage, (one, get) = at(tmp_path), audio(tone())
    async with opened(stage, "voice", audio=get) as pilot:
        await shows(pilot, "No recording yet")
        await record(pilot, stage, one)
        await until(pilot, lambda: one.played)
        await shows(pilot, "Recorded:")
        assert kept(tmp_path) == [], "nothing is kept before it is said"
        await pilot.press("k")
        await until(pilot, lambda: isinstance(pilot.app.screen, VoiceScreen) and rows(pilot))
        assert kept(tmp_path) == ["level-3/smile"]
        assert said(pilot) == ["Kept: smile"]


async def test_silent_take_is_told_and_made_again(tmp_path: Path) -> None:
    stage, (one, get) = at(tmp_path), audio(np.zeros(RATE, np.int16))
    async with opened(stage, "voice", audio=get) as pilot:
        await record(pilot, stage, one)
        await shows(pilot, "Nothing was recorded. r tries again.")
        await until(pilot, lambda: said(pilot))
        assert "Nothing was heard" in said(pilot)[0]
        await pilot.press("r")
        await shows(pilot, "Get ready")
        stage.clock.advance(view.COUNT_IN_S)
        await until(pilot, lambda: len(one.takes) == 2)


async def test_take_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    stage, (one, get) = at(tmp_path), audio(tone())
    async with opened(stage, "voice", audio=get) as pilot:
        await record(pilot, stage, one)
        await shows(pilot, "Keep")
        await pilot.press("ctrl+c")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, VoiceScreen))
        assert kept(tmp_path) == []


async def test_leaving_in_the_middle_lets_the_microphone_go(tmp_path: Path) -> None:
    stage, (one, get) = at(tmp_path), audio(tone())
    async with opened(stage, "voice", audio=get) as pilot:
        await pilot.press("r", "enter")
        await write(pilot, "smile")
        stage.clock.advance(view.COUNT_IN_S)
        await until(pilot, lambda: one.takes)
        await pilot.press("escape")
        await until(pilot, lambda: one.takes[0].wait(0.0))


async def test_removed_recording_comes_back(tmp_path: Path) -> None:
    Voices(tmp_path / "recordings").save("breathe", tone(), RATE, "sad")
    async with opened(at(tmp_path), "voice", audio=audio(tone())[1]) as pilot:
        await until(pilot, lambda: len(rows(pilot)) == 1)
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: rows(pilot) == [])
        assert kept(tmp_path) == []
        await pilot.press("u")
        await until(pilot, lambda: len(rows(pilot)) == 1)
        assert kept(tmp_path) == ["sad/breathe"]
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: rows(pilot) == [])
        await pilot.press("escape")
        await until(pilot, lambda: not list((tmp_path / "recordings" / ".trash").glob("*.wav")))


async def test_recording_of_the_list_is_played(tmp_path: Path) -> None:
    Voices(tmp_path / "recordings").save("breathe", tone(), RATE, "sad")
    one, get = audio(tone())
    async with opened(at(tmp_path), "voice", audio=get) as pilot:
        await until(pilot, lambda: rows(pilot))
        await pilot.press("l")
        await until(pilot, lambda: one.played == [RATE])


async def test_file_is_imported_and_what_is_none_is_told(tmp_path: Path) -> None:
    wav.write(tmp_path / "hello.wav", tone(), RATE)
    (tmp_path / "notes.wav").write_text("no sound at all")
    async with opened(at(tmp_path), "voice", audio=audio(tone())[1]) as pilot:
        for name in ("notes.wav", "hello.wav"):
            await pilot.press("i", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
            await write(pilot, str(tmp_path / name))
            await until(pilot, lambda: isinstance(pilot.app.screen, VoiceScreen))
        await until(pilot, lambda: rows(pilot) and said(pilot))
        assert kept(tmp_path) == ["level-3/hello"]
        assert "notes.wav" in said(pilot)[0]
