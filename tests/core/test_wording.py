"""Words of an answer: fillers that are sure or possible, words a minute, the question's words taken up."""

from __future__ import annotations

import unicodedata

import pytest

from core.voice.fillers import fillers
from core.voice.transcript import Transcript, Word
from core.voice.uptake import content_words, same, taken_up
from core.voice.wording import measure_words


def spoken(
    text: str, language: str = "en", *, each_s: float = 0.4, gaps: dict[int, float] | None = None
) -> Transcript:
    """The words of a text one after the other; `gaps` are silences before the words of these numbers."""
    words, t = [], 0.0
    for number, word in enumerate(text.split()):
        t += (gaps or {}).get(number, 0.0)
        words.append(Word(word, t, t + each_s))
        t += each_s
    return Transcript("fake", "none", language, tuple(words))


def counted(transcript: Transcript) -> dict[str, tuple[int, bool]]:
    return {each.word: (each.count, each.sure) for each in fillers(transcript.words, transcript.language)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Um, I, uh, Ummm, think", {"um": (2, True), "uh": (1, True)}),
        ("en", "I mean, it was, like, hard", {"i mean": (1, False), "like": (1, False)}),
        ("en", "I like work and you know the team", {}),
        ("en", "the umbrella of her uhuru erred", {}),
        ("en", "mm-hmm uh-huh", {}),
        ("ko", "음… 저는 어 팀을 음음 맡았습니다", {"음": (2, True), "어": (1, True)}),
        ("ko", "그 회사에서 이제 막 시작했고 뭐 드셨어요", {}),
        ("ko", "그, 저희 팀은, 뭐, 약간, 늦었습니다", {"그": (1, False), "뭐": (1, False), "약간": (1, False)}),
        ("ko", "그 그 회사에서", {"그": (1, False)}),
        ("ko", "음악을 어제 들었습니다", {}),
        ("fr", "euh, um", {}),
    ],
)
def test_fillers_count_by_word_and_words_only_where_they_stand_alone(
    language: str, text: str, expected: dict[str, tuple[int, bool]]
) -> None:
    assert counted(spoken(text, language)) == expected


def test_a_silence_on_both_sides_sets_a_word_off_as_a_comma_does() -> None:
    text = "저희가 이제 시작했습니다"
    assert counted(spoken(text, "ko", gaps={1: 0.4, 2: 0.4})) == {"이제": (1, False)}
    assert counted(spoken(text, "ko", gaps={1: 0.4})) == {}


def test_decomposed_hangul_counts_like_composed() -> None:
    assert counted(spoken(unicodedata.normalize("NFD", "음, 저는"), "ko")) == {"음": (1, True)}


def test_a_filler_keeps_its_moments() -> None:
    (um,) = fillers(spoken("Um, yes um", each_s=0.5).words, "en")
    assert um.at == (0.0, 1.0)


def test_words_a_minute_leave_sure_fillers_out_and_silence_before_the_first_word() -> None:
    found = measure_words(spoken("um " + "word " * 20, gaps={0: 9.0}))
    assert found.count == 20
    assert found.minute == pytest.approx(150.0)
    assert found.in_hundred == pytest.approx(5.0)
    assert found.syllables is None


def test_korean_has_eojeol_and_syllables_a_minute() -> None:
    found = measure_words(spoken("저는 팀을 맡았습니다 " * 5, "ko"))
    assert found.minute == pytest.approx(150.0)
    assert found.syllables == pytest.approx(60.0 * 45 / 6.0)


@pytest.mark.parametrize("text", ["", "yes", "… —"])
def test_nothing_said_gives_no_rate(text: str) -> None:
    found = measure_words(spoken(text))
    assert (found.minute, found.fillers, found.uptake) == (None, (), None)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Tell me about a time when you had a conflict in your team.", ("conflict", "team")),
        ("en", "What is your greatest strength?", ("greatest", "strength")),
        ("ko", "팀에서 갈등을 해결했던 경험을 말씀해 주세요.", ("팀", "갈등", "해결", "경험")),
        ("ko", "본인의 장점과 단점은 무엇입니까?", ("장점", "단점")),
        ("ko", "5년 후에는 어떤 전문가가 되고 싶습니까?", ("5년", "후", "전문가")),
        ("fr", "Parlez de vous", ()),
    ],
)
def test_content_words_are_what_a_question_is_about(language: str, text: str, expected: tuple[str, ...]) -> None:
    assert content_words(text, language) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("work", "worked", True),
        ("manage", "managing", True),
        ("team", "teams", True),
        ("art", "artist", False),
        ("strength", "weakness", False),
        ("경험", "경험들", True),
        ("팀", "팀이", True),
        ("팀", "팀장", False),
        ("갈등", "해결", False),
    ],
)
def test_two_forms_of_a_word_meet(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected
    assert same(other, one) is expected


def test_the_share_of_the_question_that_was_taken_up() -> None:
    question = "팀에서 갈등을 해결했던 경험을 말씀해 주세요."
    asked, taken = taken_up(question, "저희 팀은 갈등이 많았는데 제가 해결하였습니다", "ko")
    assert (len(asked), taken) == (4, ("팀", "갈등", "해결"))
    assert measure_words(spoken("저희 팀은 갈등이 많았는데", "ko"), question, "ko").uptake == pytest.approx(0.5)


def test_an_answer_in_another_language_than_the_question_has_no_uptake() -> None:
    assert measure_words(spoken("team conflict"), "팀에서 갈등을", "ko").uptake is None
