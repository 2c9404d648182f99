"""Where what runs now is found by the user's other programs, and by nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.base import paths


def test_runtime_folder_of_another_user_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`su` and `sudo -E` hand down XDG_RUNTIME_DIR: what root lays there would lock its owner out."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert paths.runtime_dir() == tmp_path / "poise"
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert tmp_path not in paths.runtime_dir().parents
