"""The lab's one error: what is wrong, where, and how to mend it, in one line; and which extra is missing."""

from __future__ import annotations

import importlib.util

from core.base.errors import PoiseError


class LabError(PoiseError):
    """Bad input to the lab; the message is one line that the command line prints as it is."""


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
