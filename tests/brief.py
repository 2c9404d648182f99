"""An interview of one short question that is soon read, so that a whole one takes a test little time."""

from __future__ import annotations

from pathlib import Path


def brief_format(data: Path, *, questions: int = 1, prep_s: float = 0.0, answer_s: float = 5.0) -> str:
    """Put the format into the user's data; returns its name."""
    folder = data / "formats"
    folder.mkdir(parents=True, exist_ok=True)
    text = f"questions: {questions}\nprep_s: {prep_s:g}\nanswer_s: {answer_s:g}\n"
    (folder / "brief.yaml").write_text(text, encoding="utf-8")
    return "brief"


def brief_bank(data: Path, *, questions: int = 1, asks: str = "Why") -> str:
    """Put the bank into the user's data; returns its name. A question stands there for 3 s, which is the least."""
    folder = data / "banks"
    folder.mkdir(parents=True, exist_ok=True)
    asked = "".join(f"  - {{id: q{number}, text: {asks} {number}?}}\n" for number in range(1, questions + 1))
    (folder / "brief.yaml").write_text(f"questions:\n{asked}", encoding="utf-8")
    return "brief"
