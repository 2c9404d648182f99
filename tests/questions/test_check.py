from __future__ import annotations

from itertools import combinations

import pytest

from questions.check import check, reading_seconds
from questions.loading import BUILT_IN, list_formats, load_bank, load_format
from questions.schema import CATEGORIES, FIELDS, LANGUAGES, Bank
from questions.selection import sets_of
from questions.similar import bare
from questions.stats import UNKNOWN, count
from tests.questions.helpers import Writer, choose, format_

NAMES = sorted(path.stem for path in (BUILT_IN / "banks").glob("*.yaml"))


def banks() -> list[Bank]:
    """All that are shipped; read by a test and not while the tests are collected, which each worker does."""
    return [load_bank(name) for name in NAMES]


@pytest.mark.parametrize("path", sorted(BUILT_IN.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_nothing_is_to_be_said_about_what_is_shipped(path) -> None:  # type: ignore[no-untyped-def]
    assert [str(finding) for finding in check(path)] == []


def test_the_general_bank_is_rich_enough() -> None:
    general = load_bank("general")
    alone = [question for question in general.questions if question.stands_alone]
    for language in LANGUAGES:
        assert sum(question.speaks(language) for question in alone) >= 45
    assert {question.category for question in alone} == set(CATEGORIES) - {"general"}
    assert len(sets_of(general)) >= 8


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_question_can_be_deepened(name: str) -> None:
    bank = load_bank(name)
    for question in bank.questions:
        assert question.set or (question.hint and question.follow_ups), question.id


def test_no_question_is_shipped_twice() -> None:
    for language in LANGUAGES:
        every = [question for bank in banks() for question in bank.questions if language in question.text]
        texts = [bare(question.text[language]) for question in every]
        assert len(texts) == len(set(texts))


def runs(text: str) -> frozenset[str]:
    """Its runs of three letters."""
    letters = bare(text)
    return frozenset(letters[start : start + 3] for start in range(max(1, len(letters) - 2)))


def test_no_two_questions_that_are_shipped_are_nearly_the_same() -> None:
    for language in LANGUAGES:
        texts = [(question.id, runs(question.text[language])) for bank in banks() for question in bank.questions]
        pairs = combinations(texts, 2)
        assert [(one, other) for (one, a), (other, b) in pairs if len(a & b) > 0.5 * len(a | b)] == []


def test_there_is_enough_to_practise_with_in_both_languages() -> None:
    every = [question for bank in banks() for question in bank.questions]
    assert len({question.id for question in every}) == len(every)
    for language in LANGUAGES:
        found = count(every, language)
        assert found.questions >= 300
        assert found.hints == found.questions
        assert found.follow_ups * 3 >= found.questions
        assert UNKNOWN not in {*found.fields, *found.difficulties}
        assert set(found.fields) == set(FIELDS)
        assert min(found.fields.values()) >= 12
        assert min(found.difficulties.values()) >= 40
        assert set(found.categories) == set(CATEGORIES) - {"general"}


@pytest.mark.parametrize("name", NAMES)
def test_any_bank_is_enough_for_an_interview(name: str) -> None:
    bank = load_bank(name)
    midas = load_format("midas")
    announced = {question.category for question in bank.questions} >= set(midas.announced)
    for language in LANGUAGES:
        asked = choose(bank, midas, language=language, seed=1)
        assert len(asked) == midas.questions
        if announced:
            assert [question.category for question in asked[:3]] == list(midas.announced)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_korean_is_polite_and_ends_like_a_sentence(name: str) -> None:
    bank = load_bank(name)
    endings = ("까?", "요?", "요.", "다.")
    for question in bank.questions:
        for texts in (question.text, *question.follow_ups):
            assert texts["ko"].endswith(endings), texts["ko"]
            assert texts["en"].endswith((".", "?")), texts["en"]


def found(write: Writer, text: str, **options: object) -> list[tuple[str, int | None, str]]:
    findings = check(write("x.yaml", text), **options)  # type: ignore[arg-type]
    return [(finding.code, finding.line, finding.severity) for finding in findings]


def test_the_same_question_in_other_punctuation_is_found(write: Writer) -> None:
    text = "- Why us?\n- Who are you?\n- why  us\n"
    assert found(write, text) == [("duplicate_text", 3, "warning")]


def test_a_missing_language_is_found_where_the_rest_has_it(write: Writer) -> None:
    text = "- {text: {ko: 하나?, en: One?}}\n- {text: {ko: 둘?, en: Two?}}\n- {text: {ko: 셋?, en: Three?}}\n- 넷?\n"
    assert found(write, text) == [("missing_language", 4, "warning")]


def test_a_text_under_the_wrong_language_is_found(write: Writer) -> None:
    text = "- {text: {ko: One?}}\n- 둘?\n- text: {ko: SQL과 NoSQL은 어떻게 다릅니까?}\n"
    assert found(write, text) == [("wrong_language", 1, "warning")]


def test_a_question_too_long_to_read_names_the_tightest_format(write: Writer) -> None:
    path = write("x.yaml", "- a?\n- b?\n- text: " + "word " * 40 + "\n")
    (finding,) = check(path)
    assert str(finding) == f"{path}:3: questions[3].text.en: takes about 11 s to read, but quick gives 10 s to think"
    assert check(path, [format_(1)]) == []


def test_a_set_with_a_gap_is_found(write: Writer) -> None:
    text = "- {text: a?, set: s, stage: experience}\n- {text: b?, set: s, stage: learned}\n- c?\n"
    assert found(write, text) == [("incomplete_set", 1, "warning")]


def test_a_bank_too_small_for_any_interview_is_found(write: Writer) -> None:
    assert found(write, "- Only one?\n") == [("few_questions", 1, "warning")]


def test_errors_are_findings_too(write: Writer) -> None:
    assert found(write, "questions: [\n") == [("bad_yaml", 2, "error")]
    assert found(write, "questions:\n- text: a?\n  category: nope\n") == [("not_allowed", 3, "error")]
    assert found(write, "questions: 3\nprep_s: -1\nanswer_s: 30\n") == [("out_of_range", 2, "error")]


def test_formats_are_checked_as_formats(write: Writer) -> None:
    assert found(write, "questions: 3\nprep_s: 10\nanswer_s: 30\n") == []
    assert list_formats()


def test_reading_time_grows_with_the_text() -> None:
    assert reading_seconds("가나다라마" * 10, "ko") == pytest.approx(50 / 5.1)
    assert reading_seconds("one two three four five six seven", "en") == pytest.approx(2.0)
