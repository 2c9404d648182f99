"""An interview of one short question, so that a whole one takes a test little time."""

from __future__ import annotations

from pathlib import Path


def brief_format(data: Path, answer_s: float = 5.0) -> str:
    """Put the format into the user's data; returns its name."""
    folder = data / "formats"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "brief.yaml").write_text(f"questions: 1\nprep_s: 0\nanswer_s: {answer_s:g}\n", encoding="utf-8")
    return "brief"
