from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from questions.loading import list_formats, load_bank, load_format
from questions.schema import CATEGORIES, LANGUAGES, Question, Round, Timing
from questions.selection import draw, sets_of
from tests.questions.helpers import bank, choose, format_, ids, question, three

SINGLES = [question(f"{category}-{n}", category) for category in CATEGORIES for n in range(3)]
WHOLE = bank(*SINGLES, *three("a"), *three("b", "conflict"), *three("c", "values"))


def test_the_same_seed_asks_the_same_questions_and_another_seed_others() -> None:
    first = choose(WHOLE, format_(8), language="ko", seed=1)
    assert first == choose(WHOLE, format_(8), language="ko", seed=1)
    assert first != choose(WHOLE, format_(8), language="ko", seed=2)


def test_announced_questions_come_first_and_never_vary() -> None:
    asked_by_seed = [
        ids(choose(WHOLE, format_(5, announced=("motivation", "self_introduction")), language="en", seed=seed))
        for seed in range(10)
    ]
    assert {tuple(asked[:2]) for asked in asked_by_seed} == {("motivation-0", "self_introduction-0")}
    assert len({tuple(asked[2:]) for asked in asked_by_seed}) > 1


def test_announced_categories_are_not_asked_again_while_others_are_left() -> None:
    asked = choose(WHOLE, format_(20, announced=("motivation",)), language="en", seed=3)
    assert sum(q.category == "motivation" for q in asked) == 1


def test_viewinter_asks_whole_sets_in_order() -> None:
    asked = choose(WHOLE, format_(9, set_size=3), language="ko", seed=5)
    assert len(asked) == 9
    for place in (0, 3, 6):
        trio = asked[place : place + 3]
        assert len({q.set for q in trio}) == 1
        assert [q.stage for q in trio] == ["experience", "difficulty", "learned"]


def test_sets_are_made_of_follow_ups_where_the_bank_has_no_sets() -> None:
    plain = bank(question("a", follow_ups=2), question("b", "teamwork", follow_ups=1), question("c", "values"))
    asked = ids(choose(plain, format_(6, set_size=3), language="ko", seed=1))
    assert asked[:3] == ["a", "a+1", "a+2"]
    assert sorted(asked[3:]) == ["b", "c"]


def test_a_set_cut_short_by_the_count_keeps_its_beginning() -> None:
    asked = choose(WHOLE, format_(9, set_size=3), language="ko", seed=5, count=4)
    assert [q.stage for q in asked] == ["experience", "difficulty", "learned", "experience"]


def test_an_incomplete_set_is_never_asked_as_a_set() -> None:
    broken = bank(*three("a")[:2], *three("b"))
    assert list(sets_of(broken)) == ["b"]
    asked = choose(broken, format_(6, set_size=3), language="ko", seed=1)
    assert ids(asked) == ["b-experience", "b-difficulty", "b-learned", "a-experience"]


def test_single_questions_never_include_the_later_ones_of_a_set() -> None:
    asked = choose(bank(*three("a"), *three("b")), format_(6), language="ko", seed=1)
    assert sorted(ids(asked)) == ["a-experience", "b-experience"]


def test_a_round_asks_its_categories_each_with_follow_ups() -> None:
    deep = bank(question("x", "values", follow_ups=2), question("y", "conflict", follow_ups=2), *SINGLES)
    rounds = (Round(("situational",), 2), Round(("values", "conflict"), 2, 1))
    only = [q for q in deep.questions if q.id in "xy" or q.category == "situational"]
    asked = choose(bank(*only), format_(6, rounds=rounds), language="en", seed=9)
    assert [q.category for q in asked[:2]] == ["situational"] * 2
    assert {q.id for q in asked[2:]} == {"x", "x+1", "y", "y+1"}
    assert asked[3].id == asked[2].id + "+1"


def test_follow_ups_of_a_question_in_a_set_are_the_rest_of_its_set() -> None:
    asked = choose(bank(*three("a")), format_(2, rounds=(Round(("teamwork",), 1, 1),)), language="ko", seed=0)
    assert ids(asked) == ["a-experience", "a-difficulty"]


def test_questions_asked_lately_come_only_when_others_run_out_and_the_oldest_first() -> None:
    small = bank(*(question(name) for name in "abcde"))
    asked = ids(choose(small, format_(5), language="ko", seed=4, recent=["c", "a", "d"]))
    assert set(asked[:2]) == {"b", "e"}
    assert asked[2:] == ["d", "a", "c"]


def test_categories_take_turns_and_the_closing_is_not_drawn_to_fill_up() -> None:
    asked = choose(WHOLE, format_(len(CATEGORIES) - 1), language="ko", seed=11)
    assert {q.category for q in asked} == set(CATEGORIES) - {"closing"}


def test_a_closing_round_ends_the_interview() -> None:
    kind = format_(4, announced=("motivation",), rounds=(Round(("values",), 2), Round(("closing",), 1)))
    asked = choose(WHOLE, kind, language="ko", seed=2)
    assert [q.category for q in asked] == ["motivation", "values", "values", "closing"]


def test_every_question_knows_its_round_and_the_clock_of_it() -> None:
    deep = Round(("values",), 1, 1, prep_s=5, answer_s=45, retakes=0, skip_allowed=True)
    kind = format_(4, announced=("motivation",), rounds=(deep,), retakes=2, next_allowed_after_s=20)
    values = question("deep", "values", follow_ups=1)
    asked = draw(bank(question("why", "motivation"), values, question("z")), kind, language="en", seed=2)
    assert [a.question.id for a in asked] == ["why", "deep", "deep+1", "z"]
    assert [a.part for a in asked] == [None, deep, deep, None]
    assert kind.timing(asked[0].part) == Timing(30, 90, 2, 20, True, False)
    assert kind.timing(asked[1].part) == Timing(5, 45, 0, 20, True, True)


def test_a_round_may_ask_in_sets() -> None:
    kind = format_(4, rounds=(Round(("values",), 1), Round(("teamwork",), 3, set_size=3)))
    asked = choose(bank(*SINGLES, *three("a"), *three("b")), kind, language="ko", seed=1)
    assert asked[0].category == "values"
    assert [q.stage for q in asked[1:]] == ["experience", "difficulty", "learned"]
    assert len({q.set for q in asked[1:]}) == 1


def test_chosen_categories_restrict_even_the_announced_ones() -> None:
    asked = choose(WHOLE, load_format("midas"), language="ko", seed=1, categories=["values"])
    assert {q.category for q in asked} == {"values"}


def test_questions_missing_in_the_language_are_not_asked() -> None:
    mixed = bank(question("k", languages="ko"), question("e", languages="en"), question("b"))
    assert set(ids(choose(mixed, format_(3), language="ko", seed=1))) == {"k", "b"}
    assert choose(bank(question("e", languages="en")), format_(3), language="ko", seed=1) == ()


def test_a_small_bank_gives_fewer_questions_and_none_twice() -> None:
    asked = choose(bank(question("a"), question("b")), format_(10), language="ko", seed=1)
    assert sorted(ids(asked)) == ["a", "b"]


def test_the_same_question_under_two_ids_is_asked_once() -> None:
    said = question("a", "motivation").text
    again = replace(question("b", "teamwork"), text={"en": said["en"].upper() + "!", "ko": said["ko"]})
    for seed in range(5):
        asked = choose(bank(question("a", "motivation"), again), format_(10), language="en", seed=seed)
        assert ids(asked) == ["a"]


@settings(deadline=None)
@given(
    seed=st.integers(),
    name=st.sampled_from([entry.name for entry in list_formats()]),
    language=st.sampled_from(LANGUAGES),
    count=st.one_of(st.none(), st.integers(1, 50)),
    recent=st.lists(st.sampled_from([q.id for q in load_bank("general").questions]), max_size=90),
)
def test_every_choice_from_the_general_bank_is_sound(
    seed: int, name: str, language: str, count: int | None, recent: list[str]
) -> None:
    general, kind = load_bank("general"), load_format(name)
    asked = choose(general, kind, language=language, seed=seed, count=count, recent=recent)
    assert len(asked) == (kind.questions if count is None else count)
    assert len(set(ids(asked))) == len(asked)
    assert all(language in q.text for q in asked)
    for before, later in zip((None, *asked), asked, strict=False):
        _assert_follows(before, later)


def _assert_follows(before: Question | None, later: Question) -> None:
    """What makes no sense alone comes right after what it belongs to."""
    if not later.stands_alone:
        assert before is not None
        assert before.set == later.set
    if "+" in later.id:
        assert before is not None
        assert before.id.partition("+")[0] == later.id.partition("+")[0]
