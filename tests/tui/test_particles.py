"""Korean particles follow the sound before them."""

from __future__ import annotations

import pytest

from core.base.types import Notice
from tui.i18n import _, ngettext, set_language
from tui.locale.catalogues import read, translations
from tui.particles import FORM, particles
from tui.widgets.text.advice import advice_words
from tui.widgets.text.keys import by_keys
from tui.widgets.text.notices import notice_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2초이(가) 지나면", "1.2초가 지나면"),
        ("73 %을(를) 측정", "73 %를 측정"),
        ("0:06이(가) 되면", "0:06이 되면"),
        ("0:05이(가) 되면", "0:05가 되면"),
        ("파일은(는) 없고 나무은(는) 있다", "파일은 없고 나무는 있다"),
        ("서울(으)로, 부산(으)로, 제주(으)로", "서울로, 부산으로, 제주로"),
        ("`poise calibrate`(으)로", "`poise calibrate`로"),
        ("model-7(으)로, model-3(으)로", "model-7로, model-3으로"),
        ("‘슬픔’과(와) ‘미소’과(와)", "‘슬픔’과 ‘미소’와"),
        ("人은(는)", "人은(는)"),
        ("은(는)", "은(는)"),
    ],
)
def test_particle_follows_the_last_sound(text: str, expected: str) -> None:
    assert particles(text) == expected


def test_no_translation_puts_one_particle_after_a_field() -> None:
    for file in translations():
        for message in read(file):
            for text in message.string if isinstance(message.string, (tuple, list)) else (message.string,):
                for particle in ("이 ", "가 ", "을 ", "를 ", "은 ", "는 ", "와 ", "과 "):
                    assert "}" + particle not in str(text), text


def test_texts_choose_their_particles_when_their_fields_are_filled() -> None:
    set_language("ko")
    said = advice_words("often_bad", {"share": 0.73}) + notice_text(Notice("slowed", {"fps": 7}))
    assert not FORM.search(said)
    assert "컴퓨터" in said
    assert "0:05가" in _("You may submit once the clock shows {time}.").format(time="0:05")


def test_nothing_reads_as_a_lost_signal_or_as_two_numbers() -> None:
    set_language("ko")
    assert _("no cues") == "알림 0회"
    set_language("en")
    one = ngettext("{answered} of {count} question", "{answered} of {count} questions", 1)
    assert one.format(answered=1, count=1) == "1 of 1 question"


@pytest.mark.parametrize("misread", ["신호", "기계", "무표정 표정", "초이 ", "초을 "])
def test_no_translation_says_what_was_misread(misread: str) -> None:
    """A cue that reads as a lost signal, a computer that is a machine, a face twice, a particle that does not fit."""
    for file in translations():
        for message in read(file):
            assert misread not in str(message.string)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_inside_the_app_a_key_stands_for_a_command(language: str) -> None:
    set_language(language)
    told = by_keys(
        advice_words("calibrate", {"share": 0.73}) + notice_text(Notice("demo_camera", {"why": "no_camera"}))
    )
    assert "poise calibrate" not in told
    assert "--camera" not in told
    assert "(으)로" not in told
