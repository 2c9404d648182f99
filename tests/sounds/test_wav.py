from __future__ import annotations

import stat
import wave
from pathlib import Path

import numpy as np
import pytest

from sounds import wav
from sounds.errors import SoundError
from tests.sounds.machine import RATE, tone


def test_what_is_written_is_read_and_only_its_owner_may(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.wav"
    wav.write(path, tone(), RATE)
    samples, rate = wav.read(path)
    assert rate == RATE
    assert np.array_equal(samples, tone())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["a.wav"]


def test_file_is_an_ordinary_wav(tmp_path: Path) -> None:
    wav.write(tmp_path / "a.wav", tone(), RATE)
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all", b"\0" * 4096])
def test_what_is_no_wav_is_refused_with_its_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(SoundError, match=r"broken\.wav") as caught:
        wav.read(path)
    assert caught.value.code == "bad_audio"
    assert "\n" not in str(caught.value)


def test_stereo_is_refused_by_the_reader_of_our_own_files(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone().tobytes())
    with pytest.raises(SoundError, match="16-bit mono"):
        wav.read(path)


def test_folder_in_the_way_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(SoundError) as caught:
        wav.write(tmp_path / "a.wav", tone(), RATE)
    assert caught.value.code == "not_writable"
    assert [each.name for each in tmp_path.iterdir()] == ["a.wav"]
