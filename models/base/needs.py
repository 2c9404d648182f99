"""Tells which extra to install where the lab's libraries are missing."""

from __future__ import annotations

import importlib.util

from models.base.errors import LabError

INSTALL = "pip install 'poise-interview[lab]'"


def need(*modules: str) -> None:
    """Raise `LabError` naming the extra when one of `modules` is not installed."""
    missing = [name for name in modules if not _there(name)]
    if missing:
        raise LabError(f"the lab needs {', '.join(missing)}: {INSTALL}")


def _there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def need_torch() -> None:
    """Raise `LabError` unless torch, safetensors and onnx are there."""
    need("torch", "safetensors", "onnx")
