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
from questions.documents import read_document
from questions.exchange import preview_import
from questions.imports import carry_out, take_back
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
@given(
    raw=st.binary(max_size=60), suffix=st.sampled_from(["yaml", "csv", "tsv", "json", "jsonl", "md", "txt", "html"])
)
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


@settings(deadline=None, max_examples=40)
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


_lines = st.lists(
    st.sampled_from(
        [
            *(
                "Why us?",
                "1. 왜 지원하셨습니까?",
                "- [ ] Q1) Tell me about a time you failed.",
                "> Who led?",
                "A: Because.",
            ),
            *(
                "# Teamwork",
                "### Q2: Why now?",
                "| No | Question |",
                "|---|---|",
                "| 1 | Why? |",
                "```",
                "---",
                "title: x",
            ),
            *(
                "<details><summary>Why?</summary>",
                "</details>",
                "<!-- Why? -->",
                "  - nested?",
                "\tindented?",
                "",
                "* * *",
            ),
            *(
                "No,Question,Category",
                '"quoted ""cell""?",x',
                "sep=;",
                "a;b;c",
                '"open',
                '{"question": "Why?"}',
                "[",
                "]}",
            ),
            *(
                "teamwork:",
                "  - question: Who?",
                "    answer: |",
                "      me",
                "- {a: [b",
                "&x *x",
                "\u2028",
                "\x00",
                "\ufeff",
            ),
            *(
                "#separator:tab",
                "#tags column:2",
                "front?\tback",
                "<html><body>",
                "<table><tr><td>Why?<td>x",
                "</tr></ul>",
                "<li><b>Who?",
                "> [!question] Why?",
                "[me] [오후 3:02] 왜요?",
                "Question 1",
                "00:00:01,000 --> 00:00:02,000",
                "** TODO Why?",
                ":END:",
                "\\begin{enumerate}",
                "  \\item Why?",
                "From: a\nTo: b\nContent-Transfer-Encoding: base64",
                "V2h5Pw==",
                "> 1. Why?",
                "[[a|Why]]? %%",
                "|---|---|",
                "---",
            ),
        ]
    ),
    max_size=12,
)
_SUFFIXES = ("yaml", "csv", "tsv", "json", "jsonl", "md", "txt", "html", "srt", "eml")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "cp1252")
KEPT = "# mine\n- {id: a, text: Mine?}\n"


@settings(deadline=None, max_examples=40)
@given(lines=_lines, suffix=st.sampled_from(_SUFFIXES), encoding=st.sampled_from(_ENCODINGS), cut=st.integers(0, 3))
def test_whatever_is_imported_the_bank_is_whole_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], suffix: str, encoding: str, cut: int
) -> None:
    data = tmp_path_factory.mktemp("import")
    bank, source = data / "banks" / "mine.yaml", data / f"list.{suffix}"
    bank.parent.mkdir()
    bank.write_text(KEPT, encoding="utf-8")
    raw = "\n".join(lines).encode(encoding, "replace")
    source.write_bytes(raw[: len(raw) - cut])
    try:
        preview = preview_import(source, load_bank(bank))
    except BankError as error:
        told = str(error)
    else:
        told = ""
    if told:
        assert "\n" not in told
        assert bank.read_text(encoding="utf-8") == KEPT
        return
    assert all("\n" not in str(finding) for finding in (*preview.invalid, *preview.remarks))
    editor = carry_out(preview, "mine", data)
    assert load_bank(bank).questions == editor.bank.questions
    assert len(editor.bank.questions) == 1 + len(preview.added)
    assert bank.read_text(encoding="utf-8").startswith(KEPT.rstrip("\n")) or preview.changed
    take_back("mine", data)
    assert bank.read_text(encoding="utf-8") == KEPT
    assert not list(data.rglob("*.new"))


@settings(deadline=None, max_examples=60)
@given(raw=st.one_of(st.binary(max_size=80), st.binary(max_size=60).map(lambda some: b"%PDF-1.4\n" + some)))
@example(raw=b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 1 0 R>>\nendobj\ntrailer<</Root 1 0 R>>")
def test_any_advert_is_read_or_refused_in_one_line(folder: Path, raw: bytes) -> None:
    for suffix in ("txt", "md", "pdf"):
        path = folder / f"advert.{suffix}"
        path.write_bytes(raw)
        try:
            told = read_document(path)
        except BankError as error:
            told = str(error)
            assert str(path) in told
        assert told.strip()
