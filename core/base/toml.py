"""Reading TOML on every Python from 3.10 on."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

_tomllib: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

TOMLDecodeError: type[ValueError] = _tomllib.TOMLDecodeError


def parse(text: str) -> dict[str, Any]:
    """The document as plain dicts and lists; raises TOMLDecodeError."""
    document: dict[str, Any] = _tomllib.loads(text)
    return document
