"""The voice in words and in the report: nobody reads a figure that is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.report.voice import Lane, VoiceReport, advise_voice
from core.scoring.timeline import Bucket
from core.scoring.voice import silent, voice_score
from core.voice.measures import Pause, VoiceMeasures
from core.voice.norms import Norms
from core.voice.readings import VoiceState
from tui.features.report.view import voice_strip
from tui.i18n import set_language
from tui.widgets.text import voice
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
    assert {advice.code for advice in found} == set(VOICE)
    for advice in found:
        line = advice_words(advice.code, advice.params)
        assert "{" not in line
        assert any(letter.isdigit() for letter in line)
    assert "6.2" in advice_words("late_start", {"n": 3, "of": 5, "longest": 6.2})


def test_the_lane_is_as_wide_as_the_moods_and_tells_three_things_apart() -> None:
    buckets = [Bucket(float(t), 0.0, 1.0, 0.0, 0.0, 0) for t in range(3)]
    line = voice_strip(buckets, Lane("voice", "speech", (1.0, 0.1, None)), 30).plain
    assert len(line) <= 30
    assert len(set(line)) == 3
