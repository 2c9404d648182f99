from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.questions.helpers import Writer


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write a file into the user's folder and return its path."""

    def write(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
        return path

    return write
