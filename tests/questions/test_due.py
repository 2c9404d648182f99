"""What to practise today: shaky answers come soon, good ones late, new questions in between."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from questions.due import Review, Word, progress, rated, standing, todays
from tests.questions.helpers import ids, question, three

START = datetime(2026, 11, 1, 9, tzinfo=timezone.utc)


def review(days: float = 0, score: float | None = 90, used: float = 0.9, word: Word | None = None) -> Review:
    return Review(START + timedelta(days=days), score, used, word)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (review(), "good"),
        (review(score=70), "hard"),
        (review(score=40), "again"),
        (review(used=0.3), "hard"),
        (review(used=0.1), "again"),
        (review(score=None), "hard"),
        (review(score=40, used=0.1, word="easy"), "easy"),
    ],
)
def test_an_answer_is_rated_by_own_word_then_score_and_time(one: Review, expected: Word) -> None:
    assert rated(one) == expected


def test_good_answers_wait_longer_each_time_and_a_bad_one_brings_it_back() -> None:
    asked = question("a")
    once = standing(asked, [review()], START)
    assert once is not None
    later = review((once.when - START).total_seconds() / 86_400)
    twice = standing(asked, [later, review()], START)
    assert twice is not None
    assert twice.when - later.when > once.when - START > timedelta(hours=20)
    failed = standing(asked, [review(), review(later.when.day, score=20)], START)
    assert failed is not None
    assert failed.when < twice.when


def test_what_was_never_answered_has_no_standing() -> None:
    assert standing(question("a"), [], START) is None


def test_todays_set_holds_what_is_due_first_and_never_a_question_twice() -> None:
    asked = [question("fresh"), question("due"), question("done"), *three("set"), question("other", "values")]
    history = {"due": [review(-30, score=20)], "done": [review(word="easy")]}
    chosen = ids(todays(asked, history, language="en", now=START + timedelta(hours=1), count=9))
    assert chosen[0] == "due"
    assert sorted(chosen) == ["due", "fresh", "other", "set-experience"]


def test_the_same_seed_draws_the_same_set_and_another_one_another() -> None:
    asked = [question(f"q{n}") for n in range(40)]
    drawn = [ids(todays(asked, {}, language="ko", now=START, seed=seed)) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 5


def test_new_questions_take_turns_among_categories() -> None:
    asked = [*(question(f"a{n}") for n in range(9)), question("v", "values"), question("m", "motivation")]
    chosen = todays(asked, {}, language="en", now=START, count=3)
    assert {q.category for q in chosen} == {"experience", "values", "motivation"}


def test_progress_counts_by_category() -> None:
    found = progress(
        [question("a"), question("b"), question("v", "values")], {"a": [review()]}, language="en", now=START
    )
    assert (found["experience"].questions, found["experience"].answered, found["experience"].sit) == (2, 1, 1)
    assert found["values"].answered == 0


def test_fsrs_is_loaded_only_where_a_history_is_looked_at() -> None:
    code = "import sys, questions.due; assert 'fsrs' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
