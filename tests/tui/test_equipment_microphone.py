"""What the equipment check says of the microphone, by a fake one and by sound through a null source."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from core.settings.model import Settings
from sounds import wav
from sounds.errors import SoundError
from tests.core.test_soundness import CASES
from tests.sounds.machine import NullSink, need_sound
from tests.sounds.machine import until as came
from tests.tui.app_fakes import FakeSounds, until
from tests.tui.desk import at, opened, seen, shows
from tui.features.equipment import view
from tui.features.equipment.data import RealChecks
from tui.features.equipment.screen import EquipmentScreen
from tui.widgets.outside import Static


def told(pilot: Pilot[None]) -> str:
    hint = pilot.app.screen.query_one("#microphone-hint", Static)
    return str(hint.render()) if hint.display else ""


def tells(pilot: Pilot[None], text: str) -> bool:
    return told(pilot) == text


async def test_each_fault_is_told_with_what_to_do_until_it_is_gone(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "equipment", size=(120, 36)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, EquipmentScreen)
        await until(pilot, lambda: told(pilot) == "")
        for fault, (word, advice) in view.MICROPHONE.items():
            screen.post_message(EquipmentScreen.Heard(0.5, fault))
            await until(pilot, partial(tells, pilot, f"! {advice}"))
            await shows(pilot, word)
        screen.post_message(EquipmentScreen.Heard(0.5, ""))
        await until(pilot, lambda: told(pilot) == "")
        await shows(pilot, "heard")


async def test_without_any_recorder_the_screen_says_what_to_do(tmp_path: Path) -> None:
    stage = at(tmp_path)
    stage.sounds.microphone = False
    async with opened(stage, "equipment", size=(120, 36)) as pilot:
        await until(pilot, lambda: "plug one in" in told(pilot))


class Refusing(FakeSounds):
    """A microphone that can be opened once."""

    opened = 0

    def listen(self, tell: Callable[[float | None, str], object]) -> FakeSounds | None:
        self.opened += 1
        if self.opened > 1:
            raise SoundError("no_recorder", "nothing here can record")
        return super().listen(tell)


async def test_the_laptops_microphone_is_let_go_with_its_camera(tmp_path: Path) -> None:
    """Also where none takes its place."""
    stage = at(tmp_path, camera="lent")
    stage.sounds = Refusing()
    async with opened(stage, "equipment", size=(120, 36)) as pilot:
        await until(pilot, lambda: stage.sounds.listening)
        await shows(pilot, "heard")
        await pilot.press("right")
        await until(pilot, lambda: "plug one in" in told(pilot))
        assert not stage.sounds.listening
        assert "heard" not in seen(pilot)


async def test_a_microphone_that_comes_late_is_let_go_by_the_next(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "equipment", size=(120, 36)) as pilot:
        await shows(pilot, "heard")
        late, wanted = FakeSounds(), FakeSounds()
        for each in (late, wanted):
            each.listening = True
            pilot.app.screen.post_message(EquipmentScreen.Listened(each))
        await until(pilot, lambda: not late.listening)
        assert wanted.listening


def test_every_fault_of_the_check_has_its_words() -> None:
    from core.voice.soundness import Fault

    assert {fault.value for fault in Fault} | {"no_microphone", "lost"} == set(view.MICROPHONE)


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NullSink]:
    need_sound("sounddevice")
    sink = NullSink(tmp_path)
    sink.use(monkeypatch)
    yield sink
    sink.kill()


Told = list[tuple[float | None, str]]


def play(name: str, fault: str, sink: NullSink, file: Path, heard: Told) -> None:
    """Let the microphone hear it until the fault is told; that there is none, when what was heard is out of sight."""
    wav.write(file, np.rint(np.tile(CASES[name][0](), 15) * 32767).astype(np.int16), 16_000)
    playing = subprocess.Popen(["paplay", str(file)], env=sink.env)
    since = len(heard) + (0 if fault else 50)
    try:
        assert came(lambda: fault in {code for _, code in heard[since:]}, 50.0), (name, heard[since:][-1])
    finally:
        playing.kill()
        playing.wait()


@pytest.mark.system
def test_what_is_wrong_is_found_in_the_sound_of_a_real_microphone(sink: NullSink, tmp_path: Path) -> None:
    heard: Told = []
    listening = RealChecks(Settings(data_dir=str(tmp_path))).listen(lambda level, fault: heard.append((level, fault)))
    try:
        assert came(lambda: heard and heard[-1][1] == "muted"), "a null sink that plays nothing gives zeros"
        for name, fault in (("a hum of 50 Hz", "hum"), ("speech too loud", "clipping"), ("speech", "")):
            play(name, fault, sink, tmp_path / "x.wav", heard)
        assert max(level for level, _ in heard if level is not None) > 0.5
        sink.kill()
        assert came(lambda: heard[-1] == (None, "lost"))
    finally:
        listening.close()
    assert came(lambda: not any(thread.name == "microphone" for thread in threading.enumerate()))
