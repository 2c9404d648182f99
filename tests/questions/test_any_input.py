"""Whatever a file holds: it loads, or one line says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questions import libyaml
from questions.check import check
from questions.disposition import Inventory, Pair
from questions.exchange import preview_import
from questions.loading import load_bank, load_format, load_inventory
from questions.parsing import CONTROL, parse
from questions.problems import BankError
from questions.schema import Bank, Format, Question

_fields = st.sampled_from(
    [
        *Bank.__annotations__,
        *Inventory.__annotations__,
        *Pair.__annotations__,
        *Question.__annotations__,
        *Format.__annotations__,
        "ko",
        "en",
        "x",
    ]
)
_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["values", "learned", "Why?", "왜?"]),
)
_data = st.recursive(
    _leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_fields, inner, max_size=5)),
    max_leaves=12,
)
_questions = st.fixed_dictionaries(
    {"questions": st.lists(_data, max_size=3)}, optional={"title": _data, "prep_s": _data, "pairs": _data}
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def survives(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    said = []
    for attempt in (load_bank, load_format, load_inventory, preview_import):
        try:
            attempt(path)
        except BankError as error:
            said.append(str(error))
    assert all("\n" not in line and str(path) in line for line in said)
    for finding in check(path):
        assert "\n" not in str(finding)


@settings(deadline=None, max_examples=30)
@given(raw=st.binary(max_size=60), suffix=st.sampled_from(["yaml", "csv", "json", "md"]))
@example(raw=b"\xff\xfe\x00", suffix="csv")
@example(raw=b"- \xed\xa0\x80", suffix="yaml")
@example(raw=b"? [a]\n: b", suffix="yaml")
@example(raw=b"%YAML 9.9\n---\n- a", suffix="yaml")
@example(raw=b"- 2024-99-99\n- 1e999\n- .nan\n- 0o9", suffix="yaml")
def test_any_bytes(folder: Path, raw: bytes, suffix: str) -> None:
    survives(folder / f"any.{suffix}", raw)


@settings(deadline=None, max_examples=30)
@given(text=st.text("abc:-[]{}#'\"\n >|&*?!%@`,\t=\u2028", max_size=50))
def test_any_punctuation(folder: Path, text: str) -> None:
    survives(folder / "any.yaml", text.encode())


@settings(deadline=None, max_examples=30)
@given(data=st.one_of(_data, _questions))
def test_any_structure(folder: Path, data: Any) -> None:
    survives(folder / "any.yaml", json.dumps(data, ensure_ascii=True).encode())
    survives(folder / "any.json", json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))


_yaml = st.one_of(
    st.text("ab1:-[]{}#'\"\n >|&*?!%~,.\\", max_size=60),
    _data.map(lambda data: json.dumps(data, ensure_ascii=False)),
    st.lists(
        st.sampled_from(["yes", "True", "0x1f", "1_0", "1e3", "~", "2024-01-01", "=", "<<", "'a'", "- b", ""])
    ).map(lambda values: "\n".join(f"- {value}" for value in values)),
)


@settings(deadline=None, max_examples=100)
@given(text=_yaml)
@example(text="a: 1\na: 2")
@example(text="- a\n--- \n- b")
@example(text="questions:\n  # above\n-\n  # within\n  id: a\n- {id: b}")
@example(text="[" * 30 + "]" * 30)
def test_the_quick_reader_says_what_the_other_says_or_nothing(text: str) -> None:
    quick = None if CONTROL.search(text) else libyaml.read(text)
    if quick is None:
        return
    try:
        whole = parse(text, "x")
    except BankError:
        return  # libyaml is more lenient
    assert json.dumps(quick.data) == json.dumps(whole.data)
    assert quick.lines.items() <= whole.lines.items()
