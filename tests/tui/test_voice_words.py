"""The voice in words and in the report: nobody reads a figure that is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.report.advice import Advice
from core.report.voice import VoiceReport, advise_voice
from core.scoring.lanes import Lane, LaneKind
from core.scoring.voice import silent, voice_score
from core.voice.measures import Pause, VoiceMeasures
from core.voice.norms import Norms
from core.voice.readings import VoiceState
from tui.i18n import set_language
from tui.widgets.text import lanes, voice
from tui.widgets.text.advice import VOICE, advice_words

NORMS = Norms()
FINE = VoiceMeasures(30.0, 30.0, 20.0, first_word_s=1.0, syllables=90, pace=4.5, level_db=30.0, range_st=5.0)


def told(measures: VoiceMeasures) -> VoiceReport:
    return VoiceReport(measures, voice_score(measures, NORMS), silent(measures, NORMS))


def test_a_spoken_answer_tells_its_figures() -> None:
    line = voice.facts(told(replace(FINE, pauses=(Pause(3.0, 2.9), Pause(9.0, 0.8)))))
    assert line == "voice: spoken 67 %; 4.5 syllables a second; first word after 1.0 s; 2 pauses, the longest 2.9 s"


def test_a_silent_and_an_unmeasured_answer_say_so() -> None:
    assert "silent" in voice.facts(told(replace(FINE, speaking_s=0.5, syllables=0, pace=None)))
    deaf = VoiceMeasures(30.0, 2.0, 0.0, unmeasured={VoiceState.MUTED: 28.0})
    assert voice.facts(told(deaf)) == "voice not measured: the microphone is muted"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_advice_has_words_with_its_figures(language: str) -> None:
    set_language(language)
    poor = replace(
        FINE,
        first_word_s=6.2,
        syllables=160,
        pauses=(Pause(3.0, 4.1),),
        level_db=4.0,
        trail_db=9.0,
        range_st=1.1,
    )
    found = [
        *advise_voice([told(poor), told(replace(FINE, speaking_s=0.0))], NORMS),
        *advise_voice([told(replace(FINE, syllables=40))], NORMS),
    ]
    found.append(Advice("many_fillers", {"n": 4, "in_hundred": 6.1, "word": "um"}))  # of words, by a recogniser
    assert {advice.code for advice in found} == set(VOICE)
    for advice in found:
        line = advice_words(advice.code, advice.params)
        assert "{" not in line
        assert any(letter.isdigit() for letter in line)
    assert "6.2" in advice_words("late_start", {"n": 3, "of": 5, "longest": 6.2})


def test_lane_of_speech_tells_speech_silence_and_not_measured_apart() -> None:
    lane = Lane("microphone", "speech", LaneKind.LEVEL, "share", (1.0, 0.1, None))
    assert len({lanes.mark(lane, piece) for piece in range(3)}) == 3
    assert [lanes.value(lane, piece) for piece in range(3)] == ["100 %", "10 %", ""]


def test_advice_on_one_answer_does_not_count_it() -> None:
    for code, params in (
        ("silent", {"n": 1, "of": 1}),
        ("late_start", {"n": 1, "of": 1, "longest": 3.1}),
        ("trailing_off", {"n": 1, "of": 1, "fall": 7.0}),
    ):
        alone, among = advice_words(code, params), advice_words(code, {**params, "of": 2})
        assert "1 of" not in alone
        assert "1 of 2 answers" in among
