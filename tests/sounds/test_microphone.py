"""The microphone as a stream: any rate, mono and stereo, stalls, unplugged and back; real servers where they are."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from sounds.microphone import Ear, Floats, Microphone, ears
from sounds.resampling import Resampler
from tests.sounds.machine import AlsaFile, NullSink, need_sound, nothing_new, open_things, until, write_tone


class Ears:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.parts: list[Floats] = []
        self.codes: list[str] = []

    def heard(self, samples: Floats, ended: float) -> None:
        self.parts.append(samples)

    def missing(self, code: str, now: float) -> None:
        self.codes.append(code)

    @property
    def size(self) -> int:
        return sum(part.size for part in self.parts)

    def samples(self) -> Floats:
        return np.concatenate(self.parts)


def child(name: str, script: str, **more: object) -> Ear:
    code = f"import sys,time\nw=sys.stdout.buffer\n{script}"
    return Ear(name, (sys.executable, "-c", code), **more)  # type: ignore[arg-type]


def pitch(samples: Floats, rate: int = 16_000) -> float:
    middle = samples[samples.size // 4 : samples.size * 3 // 4]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(middle.size), 1 << 17))
    return float(np.argmax(spectrum)) * rate / (1 << 17)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000, 96_000])
def test_any_rate_becomes_sixteen_kilohertz_in_any_blocks(rate: int) -> None:
    tone = np.sin(2 * np.pi * 1000.0 * np.arange(rate) / rate).astype(np.float32)
    whole = Resampler(rate, 16_000).resampled(tone)
    stream = Resampler(rate, 16_000)
    parts = np.concatenate([stream.resampled(part) for part in np.array_split(tone, 37)])
    assert whole.size == pytest.approx(16_000, abs=80)
    np.testing.assert_allclose(parts, whole[: parts.size], atol=1e-6)
    expected = np.sin(2 * np.pi * 1000.0 * np.arange(whole.size) / 16_000)
    assert np.abs(whole - expected)[200:-200].max() < 0.002


def test_what_lies_above_the_band_does_not_fold_back() -> None:
    tone = np.sin(2 * np.pi * 9500.0 * np.arange(48_000) / 48_000).astype(np.float32)
    assert np.abs(Resampler(48_000, 16_000).resampled(tone)[100:-100]).max() < 0.003


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (44_100, 2), (16_000, 1)])
def test_a_card_of_its_own_rate_and_channels_is_heard_right(rate: int, channels: int) -> None:
    script = (
        f"import numpy as np\nw.write(b'{rate} {channels}\\n')\n"
        f"x=(8000*np.sin(2*np.pi*500*np.arange({rate})/{rate})).astype('<i2')\n"
        f"w.write(np.repeat(x,{channels}).tobytes()); w.flush(); time.sleep(60)"
    )
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, [child("card", script, tells=True)])
    microphone.start()
    assert until(lambda: listener.size > 15_500)
    assert microphone.stop()
    assert pitch(listener.samples()) == pytest.approx(500.0, abs=2.0)
    assert microphone.name == "card"


def test_the_next_ear_is_tried_where_one_gives_nothing() -> None:
    good = child("good", "w.write(bytes(6400)); w.flush(); time.sleep(60)")
    listener = Ears()
    chain = [Ear("none", ("no-such-command",)), child("broken", "sys.exit('no card')"), good]
    microphone = Microphone(listener, lambda: 0.0, chain)
    microphone.start()
    assert until(lambda: listener.size >= 3000)
    assert microphone.stop()
    assert microphone.name == "good"
    assert listener.codes == []


@pytest.mark.parametrize("line", ["warming up", "0 1", "48000 0", "48000"])
def test_an_ear_that_tells_no_rate_is_passed_over(line: str) -> None:
    """It was asked again every two seconds, and nobody else was."""
    chain = [
        child("odd", f"w.write({(line + chr(10)).encode()!r} + bytes(6400)); w.flush(); time.sleep(60)", tells=True),
        child("good", "w.write(bytes(6400)); w.flush(); time.sleep(60)"),
    ]
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, chain)
    microphone.start()
    assert until(lambda: listener.size >= 3000)
    assert microphone.stop()
    assert microphone.name == "good"


def test_no_microphone_is_told_with_its_reasons() -> None:
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, [child("only", "sys.exit('no card here')")])
    microphone.start()
    assert until(lambda: len(listener.codes) >= 1)
    assert microphone.stop()
    assert set(listener.codes) == {"no_microphone"}
    assert "no card here" in microphone.reason


def test_unplugged_is_lost_and_it_comes_back(tmp_path: Path) -> None:
    there = tmp_path / "plugged"
    there.touch()
    script = (
        f"import os\nwhile os.path.exists({str(there)!r}):\n w.write(bytes(3200)); w.flush(); time.sleep(0.02)\n"
        "sys.exit('gone')"
    )
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, [child("usb", script)])
    microphone.start()
    assert until(lambda: listener.size > 0)
    there.unlink()
    assert until(lambda: "lost" in listener.codes)
    before = listener.size
    there.touch()
    assert until(lambda: listener.size > before, 20.0)
    assert microphone.stop()
    assert "no_microphone" not in listener.codes


def test_a_stalled_microphone_is_lost_and_opened_anew() -> None:
    listener = Ears()
    microphone = Microphone(
        listener, lambda: 0.0, [child("stall", "w.write(bytes(3200)); w.flush(); time.sleep(60)")]
    )
    microphone.start()
    assert until(lambda: listener.codes.count("lost") >= 2)
    assert until(lambda: len(listener.parts) >= 2, 20.0)
    assert microphone.stop()


def test_stopping_leaves_no_thread_and_no_child() -> None:
    before = open_things()
    microphone = Microphone(Ears(), lambda: 0.0, [child("on", "w.write(bytes(3200)); w.flush(); time.sleep(60)")])
    microphone.start()
    assert microphone.stop()
    assert nothing_new(before)
    assert Microphone(Ears(), lambda: 0.0, []).stop()
    assert "microphone" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.system
@pytest.mark.parametrize("name", ["sounddevice", "arecord"])
def test_alsa_is_heard(alsa_file: AlsaFile, name: str) -> None:
    need_sound(name)
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, [ear for ear in ears() if ear.name == name])
    microphone.start()
    assert until(lambda: listener.size > 24_000, 20.0), microphone.reason
    assert microphone.stop()
    assert pitch(listener.samples()[8000:]) == pytest.approx(330.0, abs=3.0)


@pytest.mark.system
@pytest.mark.parametrize("name", ["sounddevice", "parecord"])
def test_pulseaudio_is_heard(null_sink: NullSink, name: str, tmp_path: Path) -> None:
    import subprocess

    need_sound(name)
    listener = Ears()
    microphone = Microphone(listener, lambda: 0.0, [ear for ear in ears() if ear.name == name])
    microphone.start()
    assert until(lambda: listener.size > 0, 20.0), microphone.reason
    tone = write_tone(tmp_path / "tone.wav", 440.0, 2.0)
    subprocess.run(["paplay", str(tone)], env=null_sink.env, check=True)
    assert until(lambda: np.abs(listener.samples()).max() > 0.1)
    assert microphone.stop()
    loud = listener.samples()
    loud = loud[np.flatnonzero(np.abs(loud) > 0.1)[0] :][:16_000]
    assert pitch(loud) == pytest.approx(440.0, abs=3.0)


def test_listener_that_fails_once_does_not_make_us_deaf() -> None:
    """A pitch of -0 Hz in the fourth second of an hour's soak ended the microphone's thread, and nothing said so."""

    class Failing(Ears):
        def heard(self, samples: Floats, ended: float) -> None:
            super().heard(samples, ended)
            if len(self.parts) == 1:
                raise ValueError("math domain error")

    failing = Failing()
    tone = "while 1: w.write(bytes(3200)); w.flush(); time.sleep(0.1)"
    microphone = Microphone(failing, lambda: 0.0, [child("tone", tone)])
    microphone.start()
    assert until(lambda: len(failing.parts) > 3)
    assert microphone.stop()
