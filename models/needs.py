"""Tells which extra to install where the lab's libraries are missing."""

from __future__ import annotations

import importlib.util

from models.errors import LabError

INSTALL = "pip install 'poise-interview[lab]'"


def need(*modules: str) -> None:
    """Raise `LabError` naming the extra when one of `modules` is not installed."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise LabError(f"the lab needs {', '.join(missing)}: {INSTALL}")


def need_torch() -> None:
    """Raise `LabError` unless torch and safetensors are there."""
    need("torch", "safetensors")
