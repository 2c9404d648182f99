"""Rapid items: what is shipped, the order they come in, and what the answers say about each other."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.cache import keep, kept
from questions.consistency import CHANCE_GAP, measure
from questions.disposition import STEPS, Inventory, Item, Pair, arrange, both
from questions.loading import BUILT_IN, load_inventory
from questions.problems import BankError
from questions.schema import LANGUAGES
from questions.similar import bare
from questions.validation import language_of
from tests.questions.helpers import Writer


@cache
def shipped() -> Inventory:
    return load_inventory()


def pair(name: str, trait: str = "calm") -> Pair:
    return Pair(name, trait, {"en": f"{name} yes"}, {"en": f"{name} no"})


def inventory(*pairs: Pair) -> Inventory:
    traits = {each.trait: {"en": each.trait} for each in pairs}
    return Inventory("mine", {"en": "Mine"}, traits, pairs)  # type: ignore[arg-type]


def mirrored(items: tuple[Item, ...], step: int) -> dict[str, int]:
    return {item.id: step if item.positive else 7 - step for item in items}


def test_a_hundred_and_twenty_items_are_shipped_in_both_languages() -> None:
    items = shipped().items()
    assert len(items) == 120
    assert Counter(item.trait for item in items) == dict.fromkeys(shipped().traits, 10)
    for language in LANGUAGES:
        texts = [bare(item.text[language]) for item in items]
        assert len(set(texts)) == 120
        assert {language_of(item.text[language]) for item in items} == {language}
        assert all(item.text[language].endswith(".") for item in items)


def test_statements_are_short_enough_to_be_read_in_seconds() -> None:
    assert max(len(item.text["ko"]) for item in shipped().items()) <= 35
    assert max(len(item.text["en"].split()) for item in shipped().items()) <= 16


def test_there_is_no_middle_step() -> None:
    assert len(STEPS) == 6
    assert all(set(step) == set(LANGUAGES) for step in STEPS)


@pytest.mark.parametrize("count", [None, 120, 60, 24, 12])
@pytest.mark.parametrize("seed", range(5))
def test_the_two_items_of_a_pair_are_far_apart(count: int | None, seed: int) -> None:
    shown = arrange(shipped(), count, seed=seed)
    assert len(shown) == (count or 120)
    places: dict[str, list[int]] = {}
    for place, item in enumerate(shown):
        places.setdefault(item.pair, []).append(place)
    assert all(len(both_) == 2 and both_[1] - both_[0] >= len(shown) // 4 for both_ in places.values())


def test_a_short_run_has_every_trait_and_a_seed_repeats_it() -> None:
    shown = arrange(shipped(), 24, seed=3)
    assert {item.trait for item in shown} == set(shipped().traits)
    assert shown == arrange(shipped(), 24, seed=3)
    assert shown != arrange(shipped(), 24, seed=4)
    assert arrange(shipped(), 25, seed=3) == shown
    assert arrange(shipped(), 0, seed=3) == ()


@pytest.mark.parametrize("step", range(1, 7))
def test_answers_that_mirror_one_another_are_consistent(step: int) -> None:
    found = measure(shipped().items(), mirrored(shipped().items(), step))
    assert (found.score, found.mean_gap, found.contradictions, found.pairs) == (1.0, 0.0, (), 60)
    assert set(found.traits.values()) == {step}


def test_always_the_same_step_is_not_consistent_and_is_seen() -> None:
    found = measure(shipped().items(), dict.fromkeys((item.id for item in shipped().items()), 6))
    assert (found.score, found.commonest, found.longest_run) == (0.0, 1.0, 120)
    assert len(found.contradictions) == 60


def test_dice_score_nothing_on_average() -> None:
    rng, items = Random(1), shipped().items()
    runs = [measure(items, {item.id: rng.randint(1, 6) for item in items}) for _ in range(200)]
    assert mean(run.mean_gap or 0 for run in runs) == pytest.approx(CHANCE_GAP, rel=0.02)


def test_a_step_beside_costs_little_and_no_contradiction() -> None:
    answers = mirrored(shipped().items(), 5) | {item.id: 3 for item in shipped().items() if not item.positive}
    found = measure(shipped().items(), answers)
    assert found.mean_gap == 1.0
    assert found.score == pytest.approx(1 - 18 / 35)
    assert found.contradictions == ()


def test_the_worst_contradictions_come_first() -> None:
    items = inventory(pair("a"), pair("b"), pair("c")).items()
    found = measure(items, {"a+": 6, "a-": 4, "b+": 6, "b-": 6, "c+": 1, "c-": 6})
    assert found.contradictions == ("b", "a")


def test_what_was_not_answered_in_time_is_counted_and_left_out() -> None:
    items = inventory(pair("a"), pair("b", "bold")).items()
    found = measure(items, {"a+": 5, "a-": 2, "b+": 1})
    assert (found.answered, found.unanswered, found.pairs, found.score) == (3, 1, 1, 1.0)
    assert found.traits == {"calm": 5.0, "bold": 1.0}
    nothing = measure(items, {})
    assert (nothing.score, nothing.mean_gap, nothing.longest_run, nothing.traits) == (None, None, 0, {})


@pytest.mark.parametrize("step", [0, 7, -1])
def test_a_step_that_there_is_not_is_refused(step: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 6"):
        measure(both(pair("a")), {"a+": step})


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=8))
def test_the_score_does_not_care_which_side_is_called_positive(steps: list[tuple[int, int]]) -> None:
    items = inventory(*(pair(f"p{number}") for number in range(len(steps)))).items()
    answers = {f"p{n}{sign}": step for n, two in enumerate(steps) for sign, step in zip("+-", two, strict=True)}
    turned = {f"p{n}{sign}": step for n, two in enumerate(steps) for sign, step in zip("-+", two, strict=True)}
    one, other = measure(items, answers), measure(items, turned)
    assert (one.score, one.mean_gap) == (other.score, other.mean_gap)
    assert one.score is not None
    assert 0.0 <= one.score <= 1.0


def test_items_come_back_from_the_cache_as_they_were_kept(tmp_path: Path) -> None:
    path = BUILT_IN / "dispositions" / "general.yaml"
    keep(shipped(), path, tmp_path)
    assert kept(Inventory, path, tmp_path) == shipped()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ": is empty; it needs at least traits and pairs"),
        ("traits: {a: 이름}\npairs: []\n", ":2: pairs: '[]' is out of range"),
        ("traits: {calm: {en: C}}\npairs:\n- {id: x, trait: clam, positive: {en: a}, negative: {en: b}}\n", "'clam'"),
        (
            "traits: {a: {en: C}}\npairs:\n- {id: x, trait: a, positive: {en: a}}\n",
            ":3: pairs[1]: negative is missing",
        ),
        (
            "traits: {a: {en: C}}\npairs:\n- {id: x, trait: a, key: 1, positive: {en: a}, negative: {}}\n",
            "unknown field",
        ),
        (
            "traits: {a: {en: C}}\npairs:\n- &x {id: x, trait: a, positive: {en: a}, negative: {en: b}}\n- *x\n",
            "x is used twice",
        ),
    ],
)
def test_bad_files_are_named_by_line(write: Writer, text: str, expected: str) -> None:
    path = write("dispositions/bad.yaml", text)
    with pytest.raises(BankError) as caught:
        load_inventory(path)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_users_items_take_the_place_of_ours(write: Writer, tmp_path: Path) -> None:
    write(
        "dispositions/general.yaml",
        "traits: {a: {en: A}}\npairs:\n- {id: x, trait: a, positive: {en: I do.}, negative: {en: I do not.}}\n",
    )
    assert len(load_inventory("general", tmp_path).items()) == 2
