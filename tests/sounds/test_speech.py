from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sounds import speech as speech_module
from sounds import wav
from sounds.errors import SoundError, hint
from sounds.loudness import TARGET_LUFS, loudness
from sounds.players.base import Availability
from sounds.shape import RATE
from sounds.speech import ChildEngine, Speech, SpeechSettings, engines
from sounds.speech_cache import SpeechCache
from tests.sounds.machine import tone


class FakeEngine:
    def __init__(self, name: str = "fake", found: str = "ok", fails: bool = False) -> None:
        self.name, self.found, self.fails = name, Availability(found), fails
        self.asked: list[tuple[str, str, int]] = []

    def probe(self) -> Availability:
        return self.found

    def write(self, text: str, voice: str, words_per_minute: int, path: Path) -> None:
        self.asked.append((text, voice, words_per_minute))
        if self.fails:
            raise SoundError("no_speech", f"{self.name}: broken", engine=self.name, reason="broken")
        wav.write(path, tone(440.0, 0.5)[::2], RATE // 2)


def test_speech_is_as_loud_as_the_tones_and_at_their_rate(tmp_path: Path) -> None:
    samples = Speech(SpeechCache(tmp_path), speakers=[FakeEngine()]).spoken("hello", "en")
    assert samples.size == pytest.approx(0.5 * RATE, abs=50)
    assert loudness(samples, RATE) == pytest.approx(TARGET_LUFS, abs=0.2)


def test_second_time_comes_from_the_cache(tmp_path: Path) -> None:
    engine = FakeEngine()
    first = Speech(SpeechCache(tmp_path), speakers=[engine]).spoken("hello  you\n", "en")
    again = Speech(SpeechCache(tmp_path), speakers=[engine]).spoken("hello you", "en")
    assert np.array_equal(first, again)
    assert len(engine.asked) == 1


def test_voice_speed_and_language_each_make_another_sound(tmp_path: Path) -> None:
    engine = FakeEngine()
    for settings, language in [
        (SpeechSettings(), "en"),
        (SpeechSettings(), "ko"),
        (SpeechSettings(words_per_minute=200), "ko"),
        (SpeechSettings(voices={"ko": "ko+f3"}), "ko"),
        (SpeechSettings(words_per_minute=9000), "ko"),
    ]:
        Speech(SpeechCache(tmp_path), settings, [engine]).spoken("hello", language)
    assert [asked[1:] for asked in engine.asked] == [
        ("en", 150),
        ("ko", 150),
        ("ko", 200),
        ("ko+f3", 150),
        ("ko", 350),
    ]


def test_engine_that_breaks_is_passed_over_from_then_on(tmp_path: Path) -> None:
    broken, good = FakeEngine("broken", fails=True), FakeEngine("good")
    speech = Speech(SpeechCache(tmp_path), speakers=[broken, good])
    speech.spoken("one", "en")
    speech.spoken("two", "en")
    assert (len(broken.asked), len(good.asked)) == (1, 2)


def test_setting_puts_an_engine_first(tmp_path: Path) -> None:
    first, second = FakeEngine("first"), FakeEngine("second")
    Speech(SpeechCache(tmp_path), SpeechSettings(engine="second"), [first, second]).spoken("one", "en")
    assert (first.asked, len(second.asked)) == ([], 1)


@pytest.mark.parametrize("engine", ["auto", "off"])
def test_no_engine_is_a_code(engine: str, tmp_path: Path) -> None:
    speech = Speech(SpeechCache(tmp_path), SpeechSettings(engine=engine), [FakeEngine(found="no_command")])
    with pytest.raises(SoundError) as caught:
        speech.spoken("hello", "en")
    assert caught.value.code == "no_speech"


def test_text_is_given_on_stdin_where_it_cannot_be_an_option(tmp_path: Path) -> None:
    code = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    engine = ChildEngine("x", (sys.executable, "-c", code, "{path}"), "espeak", ("true",))
    engine.write("--help; rm -rf {voice} 안녕", "en", 150, tmp_path / "said")
    assert (tmp_path / "said").read_text() == "--help; rm -rf {voice} 안녕"


@pytest.mark.parametrize("code", ["import sys; sys.exit('no voice ko')", "pass"])
def test_engine_that_writes_nothing_is_an_error(code: str, tmp_path: Path) -> None:
    engine = ChildEngine("x", (sys.executable, "-c", code), "espeak", ("true",))
    with pytest.raises(SoundError) as caught:
        engine.write("hello", "ko", 150, tmp_path / "said.wav")
    assert caught.value.code == "no_speech"


def test_missing_engine_comes_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert engines()[0].probe().code == "no_command"


def test_cache_throws_away_what_was_not_used_for_longest(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, limit_mb=0.25)  # two seconds and a half at 96 kB each
    second = np.ones(RATE, dtype=np.int16)
    cache.put("a", second)
    cache.put("b", second)
    for age, key in enumerate("ba", 1):  # apart by more than the clock of the file system tells
        os.utime(tmp_path / f"{key}.wav", (time.time() - 60 * age,) * 2)
    assert cache.get("a") is not None
    cache.put("c", second)
    assert [cache.get(key) is not None for key in "abc"] == [True, False, True]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 250_000


def test_damaged_entry_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path)
    (tmp_path / "a.wav").write_bytes(b"RIFF cut short")
    assert cache.get("a") is None
    assert not (tmp_path / "a.wav").exists()


def test_cache_that_cannot_be_written_is_only_slower(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    engine = FakeEngine()
    speech = Speech(SpeechCache(tmp_path / "file"), speakers=[engine])
    assert speech.spoken("hello", "en").size
    assert speech.spoken("hello", "en").size
    assert len(engine.asked) == 2


def test_engine_without_its_library_tells_so_and_what_installs_that_library(tmp_path: Path) -> None:
    found = pyttsx3_of(tmp_path, "raise RuntimeError('This means you probably do not have eSpeak\\n installed!')")
    assert (found.code, found.params["reason"]) == (
        "no_library",
        "This means you probably do not have eSpeak installed!",
    )
    assert found.install_hint == hint("espeak") != hint("pyttsx3")


def test_engine_that_fails_tells_one_line_of_words_and_no_traceback(tmp_path: Path) -> None:
    found = pyttsx3_of(tmp_path, "raise OSError('no voices:\\n the folder is empty')")
    assert (found.code, found.params["reason"]) == ("failed", "no voices: the folder is empty")


def pyttsx3_of(folder: Path, code: str) -> Availability:
    """The real child process before a module `pyttsx3` that holds this code."""
    (folder / "pyttsx3.py").write_text(code)
    worker = Path(speech_module.__file__).parent / "workers" / "pyttsx3_write.py"
    probe = (sys.executable, "-c", RUN.format(folder=folder, worker=worker))
    return ChildEngine("pyttsx3", (sys.executable,), "pyttsx3", probe).probe()


RUN = (
    "import runpy, sys; sys.path.insert(0, '{folder}'); sys.argv = ['x', '--probe']; "
    "runpy.run_path('{worker}', run_name='__main__')"
)


def test_engine_that_hangs_is_given_up_when_it_is_tried() -> None:
    hanging = (sys.executable, "-c", "import signal; signal.pause()")
    found = ChildEngine("x", ("true",), "espeak", hanging, trial_s=0.05).probe()
    assert found.code == "failed"
    assert "timed out" in found.params["reason"]


def test_trial_of_the_real_engines_is_short() -> None:
    """What is shown first waits for them, one after the other."""
    assert sum(engine.trial_s for engine in engines() if isinstance(engine, ChildEngine)) <= 6.0
