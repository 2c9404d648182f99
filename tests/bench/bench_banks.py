"""How soon large lists of questions are there: read, edited, searched, imported, and refused where too large.

Each figure stands beside the plainest thing that could be done instead, measured in the same run: ratios hold on a
busy machine too. Times are those of the processor, which waiting for others does not lengthen.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from questions import libyaml
from questions.cache_folder import use_cache
from questions.editing import BankEditor, new_bank
from questions.exchange import preview_import
from questions.loading import load_bank_file
from questions.parsing import read_text
from questions.problems import BankError
from questions.schema import Bank, Category, Question
from tui.features.banks import view
from tui.features.banks.facets import WAYS
from tui.widgets.text.search import Search, Texts

QUESTIONS, ROWS, TOO_MANY = 10_000, 100_000, 1_000_000
LOAD_S, EDIT_S, FRAME_S, IMPORT_S, REFUSE_S = 1.0, 0.1, 1 / 60, 10.0, 1.0
"""Targets: a bank is open before one wonders; an edit feels immediate; a filter is drawn in the next frame.

The key that opens a search puts all texts together, behind the frame that shows the line: it has four frames."""


def run() -> list[dict[str, Any]]:
    """One row for each thing that a user would wait for."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        bank = new_bank(_bank(), data)
        return [*_opening(bank.path, data), *_editing(bank.path), *_filtering(bank.bank), *_importing(data)]


def seconds(work: Callable[[], object]) -> float:
    """Processor time that something takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def row(name: str, value: float, target: float, beside: float, what: str) -> dict[str, Any]:
    """A figure, its target, and how many times the plainer thing it takes."""
    return {
        "name": f"{name} (beside: {what})",
        "value": value,
        "unit": "s",
        "ratio": value / beside,
        "target": f"< {target:.3g}",
    }


def _bank() -> Bank:
    kinds: tuple[Category, ...] = ("values", "stress", "teamwork")
    questions = tuple(
        Question(
            f"q{n}",
            kinds[n % 3],
            {
                "en": f"How would you handle case {n} in this team, and why?",
                "ko": f"{n}번 사례를 어떻게 다루시겠습니까?",
            },
            hint={"en": "Be concrete.", "ko": "구체적으로 말하세요."},
            tags=("bench", f"t{n % 7}"),
            follow_ups=({"en": "And then?", "ko": "그다음에는요?"},),
            difficulty="easy",
        )
        for n in range(QUESTIONS)
    )
    return Bank("big", {"en": "Big"}, questions)


def _opening(path: Path, data: Path) -> list[dict[str, Any]]:
    text = read_text(path)
    parse = seconds(lambda: libyaml.read(text))
    use_cache(None)
    cold = seconds(lambda: load_bank_file(path))
    use_cache(data / "cache")
    path.touch()
    load_bank_file(path)  # parsed and kept
    path.touch()  # forgets what is in memory, keeps what is on the disk
    kept = seconds(lambda: load_bank_file(path))
    use_cache(None)
    return [
        row(f"load {QUESTIONS:,} questions, first time", cold, LOAD_S, parse, "libyaml alone"),
        row(f"load {QUESTIONS:,} questions, kept", kept, LOAD_S, cold, "first time"),
    ]


def _editing(path: Path) -> list[dict[str, Any]]:
    opened: list[BankEditor] = []
    whole = seconds(lambda: opened.append(BankEditor(path)))
    editor = opened[0]
    middle = editor.bank.questions[QUESTIONS // 2]

    def change() -> None:
        editor.change(middle.id, replace(middle, hint={"en": "Be brief."}))

    text = read_text(path)
    rows = [row("open it for changes", whole, LOAD_S, seconds(lambda: libyaml.read(text)), "libyaml alone")]
    for name, work in (
        ("change a question", change),
        ("move a question", lambda: editor.move(middle.id, 3)),
        ("remove a question", lambda: editor.remove("q9")),
        ("take that back", editor.undo),
    ):
        rows.append(row(name, seconds(work), EDIT_S, whole, "reading the whole bank"))
    return rows


def _filtering(bank: Bank) -> list[dict[str, Any]]:
    words = [view.searched(question) for question in bank.questions]
    texts: list[Texts] = []
    joined = seconds(lambda: texts.append(Texts(words)))
    chosen = {"category": "stress", "tag": "t3"}
    plain = seconds(lambda: [text for text in words if "case 77" in text])
    return [
        row(
            "open the search",
            joined,
            4 * FRAME_S,
            plain,
            "the word in each text",
        ),
        row(
            "first letter of a search",
            seconds(lambda: Search("c").places(texts[0])),
            FRAME_S,
            plain,
            "the word in each text",
        ),
        row(
            "further letters of a search",
            seconds(lambda: Search("case 77").places(texts[0])),
            FRAME_S,
            plain,
            "the word in each text",
        ),
        row(
            "filter by two facets",
            seconds(lambda: WAYS.shown(chosen, bank.questions)),
            FRAME_S,
            plain,
            "the word in each text",
        ),
    ]


def _importing(data: Path) -> list[dict[str, Any]]:
    file = data / "rows.csv"
    lines = ["No,Question,Category,Answer,Tips,Difficulty,Company"]
    for n in range(ROWS):
        asked = f'"{n + 1}. How would you handle case {n % 19_000}, and why?"'
        lines.append(f'{n + 1},{asked},teamwork,"I would do {n}, then tell.",Be brief,hard,A{n % 9}')
    text = "\r\n".join(lines)
    file.write_text(text, encoding="utf-8")
    plain = seconds(lambda: list(csv.DictReader(StringIO(text))))
    whole = seconds(lambda: preview_import(file))
    rows = [row(f"look at {ROWS:,} rows before an import", whole, IMPORT_S, plain, "csv.DictReader")]
    file.write_text("Question\n" + "".join(f"Why did you choose {n}?\n" for n in range(TOO_MANY)), encoding="utf-8")
    rows.append(
        row(f"refuse {TOO_MANY:,} rows", seconds(lambda: _refused(file)), REFUSE_S, whole, "looking at all rows")
    )
    return rows


def _refused(file: Path) -> None:
    try:
        preview_import(file)
    except BankError:
        return
    raise AssertionError("a file of too many rows was not refused")
