"""What is measured of a voice: on made samples everywhere, on espeak-ng's speech where it is installed."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import core
from core.base.errors import WeightsError
from core.voice import pitch
from core.voice.analyser import VoiceAnalyser
from core.voice.detector import FRAME, RATE, SpeechDetector, network_file
from core.voice.measures import VoiceMeasures, measure
from core.voice.norms import Norms, norms_of, parse_norms
from core.voice.nuclei import Nuclei
from core.voice.pitch import STEP_S, Pitch
from core.voice.readings import VoiceReading, VoiceState
from core.voice.settings import VoiceSettings
from core.voice.steady import Steady
from tests.bench.voice_truth import Floats, Spoken, filler, noisy, sentence, short_word, spoken, with_between
from tests.sounds.machine import need


@pytest.fixture(scope="module")
def detector() -> SpeechDetector:
    return SpeechDetector()


@pytest.fixture
def analyser(detector: SpeechDetector) -> VoiceAnalyser:
    return VoiceAnalyser(detector=detector)


@pytest.fixture(scope="module")
def espeak() -> None:
    need("espeak-ng")


def heard(analyser: VoiceAnalyser, samples: Floats, block: int = 800, began: float = 0.0) -> list[VoiceReading]:
    """All readings of samples that come in blocks."""
    found: list[VoiceReading] = []
    for at in range(0, samples.size, block):
        part = samples[at : at + block]
        found += analyser.feed(part, began + (at + part.size) / RATE)
    return [*found, *analyser.flush()]


def measured(analyser: VoiceAnalyser, samples: Floats, norms: Norms | None = None) -> VoiceMeasures:
    return measure(heard(analyser, samples), 0.0, samples.size / RATE, norms or Norms())


def frames_right(readings: list[VoiceReading], speech: Spoken) -> float:
    truth = speech.frames()
    said = np.zeros(truth.size, bool)
    for reading in readings:
        if reading.speech:
            said[round(reading.t / 0.032) : round(reading.until / 0.032)] = True
    return float(np.mean(said == truth))


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("pace", [3.0, 5.0, 8.0])
def test_the_pace_of_known_syllables_is_told_within_a_tenth(
    analyser: VoiceAnalyser, language: str, pace: float
) -> None:
    speech = spoken(language, pace, (0.7,) * 2)
    found = measured(analyser, speech.samples)
    assert found.pace is not None
    assert found.syllables == pytest.approx(speech.syllables, rel=0.10)


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("kind", ["hiss", "fan", "typing", "babble"])
def test_speech_is_told_from_noise_at_ten_decibels(analyser: VoiceAnalyser, kind: str) -> None:
    speech = spoken("ko", 5.0, (0.8,) * 2)
    assert frames_right(heard(analyser, noisy(speech, kind, 10.0)), speech) >= 0.95


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
def test_first_word_and_pauses_are_where_they_were_put(analyser: VoiceAnalyser) -> None:
    speech = spoken("en", 5.0, (0.8, 3.0, 0.3, 1.5), first_s=4.0)
    found = measured(analyser, speech.samples)
    assert found.first_word_s == pytest.approx(4.0, abs=0.15)
    assert found.ended_s == pytest.approx(speech.stretches[-1][1], abs=0.25)
    truth = [(a[1], b[0] - a[1]) for a, b in zip(speech.stretches, speech.stretches[1:], strict=False)]
    wanted = [pause for pause in truth if pause[1] >= 0.5]
    told = [(pause.t, pause.seconds) for pause in found.pauses]
    assert len(told) == len(wanted) == 3
    for (t, seconds), (true_t, true_seconds) in zip(told, wanted, strict=True):
        assert t == pytest.approx(true_t, abs=0.25)
        assert seconds == pytest.approx(true_seconds, abs=0.3)


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_fillers_drawn_out_are_told_and_short_words_are_not(analyser: VoiceAnalyser, language: str) -> None:
    plain = spoken(language, 5.0, (0.8,) * 2)
    told = []
    for sound in (filler, short_word):
        samples = with_between(plain, [sound(language, number) for number in range(3)], 0.5).samples
        told.append(measured(analyser, samples[: 18 * RATE]).lengthened)
    assert told == [2, 0] or told == [3, 0]


def test_a_sound_that_sinks_slowly_is_steady_and_one_that_swings_is_not() -> None:
    def begun(semitones: Callable[[float], float], level: Callable[[float], float] = lambda t: -30.0) -> int:
        steady = Steady(VoiceSettings())
        times = [number * STEP_S for number in range(30)]
        return sum(steady.step(120.0 * 2 ** (semitones(t) / 12), level(t)) for t in times)

    assert begun(lambda t: -10.0 * t) == 1
    assert begun(lambda t: -40.0 * t) == 0
    assert begun(lambda t: 3.0 * math.sin(30 * t)) == 0
    assert begun(lambda t: 0.0, lambda t: -30.0 - 8.0 * math.sin(25 * t)) == 0
    assert begun(lambda t: math.nan) == 0


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
def test_blocks_of_any_size_give_the_same_figures(detector: SpeechDetector) -> None:
    speech = spoken("ko", 5.0, (0.7,)).samples[: 7 * RATE]
    told = [measure(heard(VoiceAnalyser(detector=detector), speech, n), 0, 7, Norms()) for n in (160, 777, 16_000)]
    assert told[0].syllables > 20
    assert told[0] == told[1] == told[2]


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
@pytest.mark.parametrize(
    ("language", "asked"), [("en", "Please tell me about yourself"), ("ko", "자기소개를 해 주세요")]
)
def test_our_own_speech_from_the_speakers_is_left_out(
    analyser: VoiceAnalyser, detector: SpeechDetector, language: str, asked: str
) -> None:
    question, _ = sentence(language, asked, 5.0)
    answer = spoken(language, 5.0, (), first_s=1.0).samples
    echo = np.concatenate([question * 0.3, answer])
    analyser.mask(0.0, question.size / RATE)
    readings = heard(analyser, echo)
    assert not [r for r in readings if r.speech and r.until <= question.size / RATE]
    assert sum(r.seconds for r in readings if r.state is VoiceState.MASKED) == pytest.approx(
        question.size / RATE, abs=0.05
    )
    unmasked = VoiceAnalyser(detector=detector)
    assert [r for r in heard(unmasked, echo[: question.size + RATE]) if r.speech and r.until <= question.size / RATE]


@pytest.mark.system
@pytest.mark.usefixtures("espeak")
def test_an_offset_of_a_cheap_card_changes_nothing(analyser: VoiceAnalyser) -> None:
    """0.1 of full scale lay over every sound: an answer counted as silent."""
    speech = spoken("ko", 5.0, (0.8,)).samples[: 8 * RATE]
    plain, moved = (measured(analyser, 0.3 * speech + offset) for offset in (np.float32(0.0), np.float32(0.1)))
    assert moved.syllables == plain.syllables > 15
    assert moved.level_db == pytest.approx(plain.level_db, abs=0.1)


def odd_sounds() -> dict[str, Floats]:
    """What no voice gives, for half a second: what is no number, offsets, full scale, less than one bit."""
    t = np.arange(RATE // 2) / RATE
    random = np.random.default_rng(7)
    made = {
        "nan": np.where(random.random(t.size) < 0.1, np.nan, random.normal(0, 0.1, t.size)),
        "infinite": np.full(t.size, np.inf),
        "huge": np.full(t.size, -1e30),
        "zeros": np.zeros(t.size),
        "offset": np.full(t.size, 0.5),
        "least": np.full(t.size, 1e-40),
        "clipped": np.sign(np.sin(2 * np.pi * 120 * t)),
        "half the rate": np.where(np.arange(t.size) % 2, 1.0, -1.0),
        "buzz": 0.3 * np.sin(2 * np.pi * 120 * t) + 0.2 * np.sin(2 * np.pi * 240 * t),
        "noise": random.normal(0, 2.0, t.size),
    }
    return {name: np.asarray(sound, np.float32) for name, sound in made.items()}


ODD = odd_sounds()
BLOCK = st.tuples(
    st.sampled_from(sorted(ODD)), st.integers(0, RATE // 2), st.sampled_from([0.0, 0.0, 0.2, -3.0, 9.0])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(BLOCK, max_size=8))
def test_any_blocks_give_readings_of_numbers_and_leave_nothing_behind(
    detector: SpeechDetector, blocks: list[tuple[str, int, float]]
) -> None:
    analyser, t, found = VoiceAnalyser(detector=detector), 0.0, []
    with np.errstate(all="raise", under="ignore"):
        for name, size, late in blocks:
            t += size / RATE + late
            found += analyser.feed(ODD[name][:size], t)
        found += analyser.flush()
    for reading in found:
        figures = (reading.t, reading.until, reading.clipped, reading.level_db or 0.0, reading.pitch_hz or 100.0)
        assert all(math.isfinite(value) for value in figures)
        assert 60.0 < (reading.pitch_hz or 100.0) < 450.0
    room = np.random.default_rng(2).normal(0, 0.002, RATE).astype(np.float32)
    after = [*analyser.feed(room, t + 20.0), *analyser.flush()]
    levels = [reading.level_db for reading in after if reading.level_db is not None]
    assert levels == pytest.approx([-54.0] * len(levels), abs=0.5)
    assert levels


def test_a_muted_microphone_is_muted_and_not_silent(analyser: VoiceAnalyser) -> None:
    room = np.random.default_rng(1).normal(0, 0.001, 3 * RATE).astype(np.float32)
    readings = heard(analyser, np.concatenate([room, np.zeros(5 * RATE, np.float32), room]))
    muted = [r for r in readings if r.state is VoiceState.MUTED]
    assert sum(r.seconds for r in muted) == pytest.approx(5.0, abs=0.6)
    found = measure(readings, 0.0, 11.0, Norms())
    assert found.measured_s == pytest.approx(6.0, abs=0.6)
    assert found.first_word_s is None
    assert found.pauses == ()


def test_a_quiet_room_is_measured_as_silence(analyser: VoiceAnalyser) -> None:
    room = np.random.default_rng(2).normal(0, 0.002, 6 * RATE).astype(np.float32)
    found = measured(analyser, room)
    assert found.measured_s == pytest.approx(6.0, abs=0.1)
    assert found.speaking_s == 0.0
    assert found.pace is None


def test_a_card_that_stalls_leaves_a_gap_that_is_lost(analyser: VoiceAnalyser) -> None:
    room = np.random.default_rng(3).normal(0, 0.002, RATE).astype(np.float32)
    readings = [*analyser.feed(room, 1.0), *analyser.feed(room, 5.0), *analyser.flush()]
    lost = [r for r in readings if r.state is VoiceState.LOST]
    assert [(round(r.t, 1), round(r.until, 1)) for r in lost] == [(1.0, 4.0)]
    assert readings == sorted(readings, key=lambda r: r.t)


def test_a_microphone_that_goes_away_is_told_until_it_is_back(analyser: VoiceAnalyser) -> None:
    room = np.random.default_rng(4).normal(0, 0.002, 2 * RATE).astype(np.float32)
    readings = analyser.feed(room, 2.0)
    readings += analyser.gap(VoiceState.LOST, 2.5) + analyser.gap(VoiceState.LOST, 3.0)
    readings += analyser.feed(room, 5.0) + analyser.flush()
    assert [r.state for r in readings].count(VoiceState.LOST) == 2
    found = measure(readings, 0.0, 5.0, Norms())
    assert found.measured_s == pytest.approx(4.0, abs=0.1)
    assert found.unmeasured[VoiceState.LOST] == pytest.approx(1.0, abs=0.1)


def test_a_click_is_no_speech(analyser: VoiceAnalyser) -> None:
    room = np.random.default_rng(5).normal(0, 0.001, 4 * RATE).astype(np.float32)
    room[2 * RATE : 2 * RATE + 200] += 0.8
    assert measured(analyser, room).speaking_s == 0.0


@pytest.mark.parametrize("hertz", [80.0, 130.0, 220.0, 350.0])
def test_pitch_of_a_buzz_is_told_within_a_percent(hertz: float) -> None:
    t = np.arange(RATE) / RATE
    buzz = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 9))
    found = Pitch().pitches((0.1 * np.asarray(buzz)).astype(np.float32))
    assert np.nanmedian(found[5:]) == pytest.approx(hertz, rel=0.01)
    assert np.isnan(Pitch().pitches(np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32))).mean() > 0.95


@pytest.mark.parametrize("slope", [1, -1])
def test_slope_without_a_bottom_is_no_pitch_beyond_the_limits(slope: int) -> None:
    """The parabola through a straight slope lies infinitely far: "-0.0 Hz", whose logarithm ended all hearing."""
    row = np.full(pitch.LONGEST + 1, 0.19)
    edge = pitch.SHORTEST if slope > 0 else pitch.LONGEST - 1
    row[edge - 1 : edge + 2] = 0.12 + slope * np.array([-0.02, 0.0, 0.02 + slope * 1e-12])
    if slope < 0:
        row[: edge - 1] = 0.9
    assert 0.9 * pitch.LOW_HZ < pitch.frequency(row) < 1.1 * pitch.HIGH_HZ


def at(t: float, until: float, speech: bool = True, **more: object) -> VoiceReading:
    return VoiceReading(t, until, VoiceState.MEASURED, speech, -30.0 if speech else -60.0, **more)  # type: ignore[arg-type]


def test_other_norms_count_other_pauses() -> None:
    readings = [at(0, 1, False), at(1, 2, syllables=5), at(2, 2.8, False), at(2.8, 4, syllables=5), at(4, 5, False)]
    found = measure(readings, 0.0, 5.0, Norms())
    assert [round(p.seconds, 1) for p in found.pauses] == [0.8]
    assert measure(readings, 0.0, 5.0, Norms(pause_s=1.0)).pauses == ()
    assert found.pace == pytest.approx(10 / 2.2)
    assert found.level_db == pytest.approx(30.0)


def test_a_silence_that_was_not_measured_throughout_is_no_pause() -> None:
    gap = VoiceReading(2.0, 4.0, VoiceState.LOST)
    found = measure([at(0, 1), at(1, 2, False), gap, at(4, 5)], 0.0, 5.0, Norms())
    assert found.pauses == ()
    assert found.unmeasured == {VoiceState.LOST: pytest.approx(2.0)}


def test_without_a_microphone_nothing_is_measured() -> None:
    found = measure([], 0.0, 30.0, Norms())
    assert not found.measured
    assert found.unmeasured == {VoiceState.NO_MICROPHONE: 30.0}


def test_a_lengthened_sound_stands_alone() -> None:
    um = at(2.0, 2.5, syllables=1, lengthened=1)
    drawn = [at(4.0, 4.5, syllables=3, lengthened=1), at(4.5, 5.0, syllables=2)]
    found = measure([at(0, 2, False), um, at(2.5, 4.0, False), *drawn, at(5, 6, False)], 0.0, 6.0, Norms())
    assert found.lengthened == 1


def test_a_changed_network_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path
    with pytest.raises(WeightsError, match=r"voice\.toml"):
        network_file(folder)
    (folder / "voice.toml").write_text('[voice.silero]\nfile = "x.onnx"\nsha256 = "0"\n')
    with pytest.raises(WeightsError, match=r"x\.onnx"):
        network_file(folder)
    (folder / "x.onnx").write_bytes(b"other")
    with pytest.raises(WeightsError, match="sha256"):
        network_file(folder)


def test_norms_differ_by_language() -> None:
    assert norms_of("ko").pace_high > norms_of("en").pace_high
    assert norms_of("fr") == norms_of("en")
    assert FRAME == 512


def test_the_page_has_each_norm_as_it_is() -> None:
    page = Path(core.__file__).with_name("README.md").read_text("utf-8")
    for name, english in norms_of("en").to_json_dict().items():
        assert f"| `{name}` | {english:g} | {norms_of('ko').to_json_dict()[name]:g} |" in page
        assert parse_norms(f"{name}=7") == {name: 7.0}


def test_noise_that_is_no_speech_piles_nothing_up() -> None:
    """Peaks of noise, none of them ever counted: they fill what may wait, and then no more is kept."""
    nuclei, noise, sizes = Nuclei(VoiceSettings()), np.random.default_rng(1), []
    for _ in range(6):
        for _ in range(100):
            nuclei.peaks(noise.normal(-60.0, 0.8, 10))
        sizes.append(len(pickle.dumps(nuclei)))
    assert sizes[0] < sizes[1] < sizes[2] == sizes[3] == sizes[4] == sizes[5]
