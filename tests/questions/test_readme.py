"""The README's examples are files that load, and its tables name what the code knows."""

from __future__ import annotations

import re

import pytest

from questions.disposition import Inventory, Pair
from questions.exchange import KINDS
from questions.loading import BUILT_IN, list_formats, load_bank, load_format, load_inventory
from questions.schema import CATEGORIES, Bank, Format, FormatKind, Question, Round
from tests.questions.helpers import Writer

README = (BUILT_IN / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_loads(write: Writer, example: str) -> None:
    if "prep_s" in example:
        kind: FormatKind = "disposition" if "kind: disposition" in example else "interview"
        assert load_format(write("x.yaml", example), kind=kind).questions == (120 if kind == "disposition" else 6)
    elif "pairs" in example:
        assert load_inventory(write("x.yaml", example)).items()
    else:
        text = example if example.startswith(("-", "title")) else "questions:\n" + example
        assert load_bank(write("x.yaml", text)).questions


def test_every_field_and_category_is_told() -> None:
    for kind in (Question, Bank, Format, Round, Inventory, Pair):
        for name in set(kind.__annotations__) - {"__pydantic_config__", "id"}:
            assert re.search(rf"\b{name}\b", README), name
    for category in CATEGORIES:
        assert f"`{category}`" in README


def test_the_table_of_formats_agrees_with_the_files() -> None:
    for name in (entry.name for entry in list_formats()):
        kind = load_format(name)
        row = re.search(rf"^\| `{name}` \| (\d+).*\| (\d+) s / (\d+) s \| (\d+) \|", README, re.MULTILINE)
        assert row is not None
        assert [int(cell) for cell in row.groups()] == [kind.questions, kind.prep_s, kind.answer_s, kind.retakes]


def test_every_kind_of_file_is_told() -> None:
    for kind in KINDS:
        assert f"`.{kind}`" in README
