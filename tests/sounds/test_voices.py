from __future__ import annotations

import itertools
import stat
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sounds import wav
from sounds.cues import CueBook
from sounds.errors import SoundError
from sounds.loudness import TARGET_LUFS, loudness
from sounds.shape import RATE
from sounds.voices import LONGEST_S, SLOTS, Voices, prepared, slot_for, slots_for
from tests.sounds.machine import heard, tone


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    return Voices(tmp_path / "voices")


def names(voices: Voices) -> list[str]:
    return [f"{each.slot}/{each.name}" for each in voices.voices()]


def test_empty_folder_has_no_voices(voices: Voices) -> None:
    assert voices.voices() == []
    assert voices.pick(["level-3"]) is None


def test_recordings_are_kept_by_occasion_and_owner_only(voices: Voices) -> None:
    voices.save("웃어요", tone(), RATE)
    voices.save("breathe", tone(), RATE, "sad")
    assert names(voices) == ["level-3/웃어요", "sad/breathe"]
    for path in (voices.folder, voices.folder / "sad"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE(voices.find("breathe").path.stat().st_mode) == 0o600
    assert voices.find("sad/breathe").seconds == pytest.approx(0.5)


def test_folders_made_for_a_recording_are_private_too(tmp_path: Path) -> None:
    Voices(tmp_path / "data" / "recordings").save("smile", tone(), RATE)
    for made in (tmp_path / "data", tmp_path / "data" / "recordings"):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_second_recording_of_a_name_is_another_one(voices: Voices) -> None:
    for _ in range(3):
        voices.save("smile", tone(), RATE)
    assert names(voices) == ["level-3/smile", "level-3/smile-2", "level-3/smile-3"]
    voices.save("smile", tone(seconds=0.2), RATE, replace=True)
    assert len(names(voices)) == 3
    assert voices.find("smile").seconds == pytest.approx(0.2)


def test_no_recording_is_heard_twice_running(voices: Voices) -> None:
    for i in range(3):
        voices.save(f"v{i}", tone(), RATE)
    picked = [found[0].name for _ in range(40) if (found := voices.pick(["level-3"]))]
    assert set(picked) == {"v0.wav", "v1.wav", "v2.wav"}
    assert all(a != b for a, b in itertools.pairwise(picked))


def test_expression_comes_before_level_and_level_before_tone(voices: Voices) -> None:
    def source(level: int, expression: str | None) -> str:
        cues = CueBook(voices)
        cues.prepare()
        return cues.pick(level, expression).source

    assert (source(2, "sad"), source(3, "sad")) == ("tone:soft", "tone:firm")
    voices.save("own", tone(), RATE)
    assert (source(2, "sad"), source(3, "sad")) == ("tone:soft", "own.wav")
    voices.save("cheer-up", tone(), RATE, "sad")
    assert (source(3, "fear"), source(3, "sad"), source(3, None)) == ("own.wav", "cheer-up.wav", "own.wav")


def test_own_voice_at_every_level_by_setting(voices: Voices) -> None:
    voices.save("own", tone(), RATE)
    cues = CueBook(voices, always_voice=True)
    cues.prepare()
    assert cues.pick(2, "sad").source == "own.wav"


def test_damaged_recording_is_passed_over(voices: Voices) -> None:
    good = voices.save("good", tone(), RATE)
    (good.path.parent / "bad.wav").write_bytes(b"RIFFnothing")
    for _ in range(5):
        found = voices.pick(["level-3"])
        assert found
        assert found[0] == good.path
    assert names(voices) == ["level-3/good"]


def test_removed_recording_can_be_fetched_back(voices: Voices) -> None:
    removed = voices.remove(voices.save("smile", tone(seconds=0.3), RATE))
    assert names(voices) == []
    voices.save("smile", tone(seconds=0.1), RATE)
    voices.restore(removed)
    assert sorted(round(each.seconds, 1) for each in voices.voices()) == [0.1, 0.3]


def test_trash_is_emptied_for_good(voices: Voices) -> None:
    removed = voices.remove(voices.save("smile", tone(), RATE))
    assert voices.empty_trash() == 1
    assert not removed.path.exists()


@pytest.mark.parametrize("name", ["", " ", "../up", "a/b", ".hidden", "-rf", "x" * 61, "nul\0", "a\nb"])
def test_unsafe_names_are_refused(name: str, voices: Voices) -> None:
    with pytest.raises(SoundError) as caught:
        voices.save(name, tone(), RATE)
    assert caught.value.code == "bad_name"
    assert not voices.folder.exists()


def test_unknown_slot_is_refused_with_those_there_are(voices: Voices) -> None:
    with pytest.raises(SoundError, match="level-3") as caught:
        voices.save("a", tone(), RATE, "level-9")
    assert caught.value.code == "bad_slot"


def test_unknown_name_is_a_clear_error(voices: Voices) -> None:
    with pytest.raises(SoundError) as caught:
        voices.find("nobody")
    assert (caught.value.code, caught.value.params) == ("no_such_voice", {"name": "nobody"})


@pytest.mark.parametrize(
    ("level", "expression", "slots"),
    [
        (1, "sad", []),
        (2, "sad", ["level-2"]),
        (3, "sad", ["sad", "level-3"]),
        (3, None, ["level-3"]),
        (3, "?", ["level-3"]),
    ],
)
def test_slots_of_a_cue(level: int, expression: str | None, slots: list[str]) -> None:
    assert slots_for(level, expression) == slots


def test_bare_names_mean_a_slot_or_the_own_voice() -> None:
    assert [slot_for(name) for name in ("sad", "level-2", "smile")] == ["sad", "level-2", "level-3"]
    assert set(slots_for(3, "sad") + slots_for(2, None)) <= set(SLOTS)


def test_take_is_trimmed_and_made_as_loud_as_the_tones() -> None:
    quiet = np.concatenate([np.zeros(RATE, dtype=np.int16), tone(440.0, 0.6, 400), np.zeros(RATE, dtype=np.int16)])
    sound = prepared(quiet, RATE)
    assert loudness(sound, RATE) == pytest.approx(TARGET_LUFS, abs=0.3)
    assert sound.size / RATE == pytest.approx(0.72, abs=0.03)
    assert sound[0] == sound[-1] == 0


def test_silent_take_is_an_error_not_an_empty_file() -> None:
    with pytest.raises(SoundError) as caught:
        prepared(np.zeros(RATE, dtype=np.int16), RATE)
    assert caught.value.code == "silent"


@pytest.mark.parametrize(
    ("suffix", "kind", "subtype"),
    [
        ("wav", "WAV", "PCM_16"),
        ("wav", "WAV", "FLOAT"),
        ("wav", "WAV", "PCM_24"),
        ("flac", "FLAC", "PCM_16"),
        ("ogg", "OGG", "VORBIS"),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_flac_and_ogg_are_imported(
    suffix: str, kind: str, subtype: str, channels: int, tmp_path: Path, voices: Voices
) -> None:
    source = tmp_path / f"my take.{suffix}"
    values = np.repeat(tone(440.0, 0.5)[::2, None] / 32767.0, channels, axis=1)
    soundfile.write(source, values, RATE // 2, format=kind, subtype=subtype)
    voice = voices.add_file(source, slot="fear")
    samples, rate = wav.read(voice.path)
    assert (voice.name, voice.slot, rate) == ("my take", "fear", RATE)
    assert heard(samples).hertz == pytest.approx(440.0, abs=1.0)
    assert heard(samples).seconds == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"ID3\x03\0\0\0\0\0\x0fmp3 perhaps", b"RIFF\xff\xff\xff\xffWAVEfmt "]
)
def test_any_other_file_is_refused_with_its_name(content: bytes, tmp_path: Path, voices: Voices) -> None:
    source = tmp_path / "song.mp3"
    source.write_bytes(content)
    with pytest.raises(SoundError, match=r"song\.mp3") as caught:
        voices.add_file(source)
    assert caught.value.code == "bad_audio"
    assert names(voices) == []


def test_other_format_that_the_library_reads_is_refused_too(tmp_path: Path, voices: Voices) -> None:
    source = tmp_path / "a.aiff"
    soundfile.write(source, tone() / 32767.0, RATE)
    with pytest.raises(SoundError) as caught:
        voices.add_file(source)
    assert caught.value.params["reason"] == "it begins like none of these"


def test_damaged_mp3_makes_no_decoder_complain(
    tmp_path: Path, voices: Voices, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "song.mp3"
    source.write_bytes(b"\xff\xfb\x90\x64" + bytes(3000) + b"hello" * 300)
    with pytest.raises(SoundError):
        voices.add_file(source)
    assert capfd.readouterr() == ("", "")


def test_missing_file_and_folder_are_refused(tmp_path: Path, voices: Voices) -> None:
    for source, code in ((tmp_path / "none.wav", "no_file"), (tmp_path, "bad_audio")):
        with pytest.raises(SoundError) as caught:
            voices.add_file(source)
        assert caught.value.code == code


def test_silent_file_is_refused_with_its_name(tmp_path: Path, voices: Voices) -> None:
    source = tmp_path / "quiet.wav"
    soundfile.write(source, np.zeros(RATE), RATE)
    with pytest.raises(SoundError, match=r"quiet\.wav: .*silence") as caught:
        voices.add_file(source)
    assert caught.value.code == "silent_file"
    assert names(voices) == []


def test_song_is_too_long_for_a_cue(tmp_path: Path, voices: Voices) -> None:
    source = tmp_path / "song.flac"
    soundfile.write(source, np.zeros(int((LONGEST_S + 1) * 8000)), 8000)
    with pytest.raises(SoundError) as caught:
        voices.add_file(source)
    assert caught.value.code == "too_long"
    assert caught.value.params["seconds"] == "16"
