from __future__ import annotations

import sys

import numpy as np
import pytest

from sounds.errors import SoundError
from sounds.recorder import LEVEL_S, Level, Recorder, Take, level, try_out
from tests.sounds.machine import RATE, heard, nothing_new, open_things, tone, until
from tests.waiting import LONG_S

SINE = (
    "import sys, numpy as np; t = np.arange({n}) / 48000; "
    "sys.stdout.buffer.write((8000 * np.sin(2 * np.pi * 440 * t)).astype('<i2').tobytes())"
)


def program(code: str, name: str = "program") -> Recorder:
    return Recorder(name, (sys.executable, "-c", code), "alsa")


def test_take_ends_by_itself_at_its_length_and_shows_the_level() -> None:
    before, levels = open_things(), list[Level]()
    take = Take([program(SINE.format(n=480_000))], 1.0, levels.append)
    assert take.wait(LONG_S)
    samples, rate = take.result()
    assert (samples.size, rate) == (RATE, RATE)
    assert heard(samples).hertz == pytest.approx(440.0, abs=1.0)
    assert len(levels) >= int(1.0 / LEVEL_S)
    assert levels[3].peak_db == pytest.approx(20 * np.log10(8000 / 32767), abs=0.2)
    assert nothing_new(before)


def test_stopped_take_keeps_what_was_said() -> None:
    half_a_second = SINE.format(n=24_000) + "; sys.stdout.flush(); import time; time.sleep(600)"
    take = Take([program(half_a_second)], 60.0)
    assert until(lambda: take.seconds >= 0.5)
    take.stop()
    assert take.result()[0].size == 24_000


def test_recorder_without_a_sound_is_passed_over() -> None:
    silent = program("import sys; sys.exit('cannot find card 0')", "first")
    take = Take([silent, program(SINE.format(n=96_000), "second")], 0.5)
    assert take.wait(LONG_S)
    assert take.result()[0].size == RATE // 2


def test_nothing_that_records_is_an_error_with_every_reason() -> None:
    chain = [program("import sys; sys.exit('cannot find card 0')", "a"), Recorder("b", ("no-such-recorder",), "alsa")]
    take = Take(chain, 1.0)
    assert take.wait(LONG_S)
    with pytest.raises(SoundError, match=r"a: .*cannot find card 0; b: .*No such file") as caught:
        take.result()
    assert caught.value.code == "no_recorder"


def test_microphone_is_tried_before_anybody_is_asked_to_speak() -> None:
    silent = Recorder("silent", ("false",), "alsa")
    with pytest.raises(SoundError, match="silent: ended with code 1"):
        try_out([silent])
    try_out([silent, program(SINE.format(n=96_000), "second")])


def test_microphone_pulled_out_is_an_error() -> None:
    take = Take([program(SINE.format(n=4800) + "; sys.exit('device gone')")], 2.0)
    assert take.wait(LONG_S)
    with pytest.raises(SoundError, match="device gone") as caught:
        take.result()
    assert caught.value.code == "recording_failed"


def test_probe_tells_what_is_missing() -> None:
    assert Recorder("x", ("no-such-recorder",), "alsa").probe().code == "no_command"
    assert program("import sys; sys.exit('PortAudio library not found')").probe().code == "no_library"
    assert program("import sys; sys.exit('cannot find card 0')").probe().code == "no_device"
    assert program(SINE.format(n=96_000)).probe().works


def test_level_of_full_scale_and_of_silence() -> None:
    assert level(np.full(100, 32767, dtype=np.int16)) == Level(0.0, 0.0)
    assert level(np.full(100, 32767, dtype=np.int16)).clipped
    assert level(np.zeros(100, dtype=np.int16)) == Level(-90.0, -90.0)
    assert level(tone(440.0, 1.0, 16384)).rms_db == pytest.approx(-9.03, abs=0.05)
