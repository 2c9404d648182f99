"""Parsed banks and formats, kept as JSON: YAML and pydantic take a quarter of a second at each start, this does not.

A kept file counts only for the very same text and the very same rules; whatever else is wrong with it, it is
parsed anew and replaced.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from questions.disposition import Inventory, Pair
from questions.problems import BankError
from questions.schema import Bank, Format, Question, Round
from questions.writing import write_whole

T = TypeVar("T", Bank, Format, Inventory)

_RULES = ("schema.py", "disposition.py", "validation.py", "parsing.py", "libyaml.py")


def kept(kind: type[T], source: Path, folder: Path) -> T | None:
    """Return what `source` was parsed into before; None where it has to be parsed."""
    try:
        data = json.loads(_place(source, folder).read_bytes())
        if data["key"] != _key(source):
            return None
        found: T = _MAKERS[kind](data[kind.__name__])
        return found
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def keep(parsed: Bank | Format | Inventory, source: Path, folder: Path) -> None:
    """Keep what `source` was parsed into; a folder that cannot be written is no error."""
    try:
        text = json.dumps({"key": _key(source), type(parsed).__name__: asdict(parsed)}, ensure_ascii=False)
        write_whole(_place(source, folder), text)
    except (OSError, BankError):
        return


def _place(source: Path, folder: Path) -> Path:
    return folder / f"{source.stem}-{sha256(str(source.absolute()).encode()).hexdigest()[:12]}.json"


def _key(source: Path) -> str:
    rules = [(Path(__file__).with_name(name)).stat() for name in _RULES]
    stamp = repr([(rule.st_mtime_ns, rule.st_size) for rule in rules])
    return sha256(source.read_bytes() + stamp.encode()).hexdigest()


def _bank(data: dict[str, Any]) -> Bank:
    return Bank(**{**data, "questions": tuple(_question(question) for question in data["questions"])})


def _question(data: dict[str, Any]) -> Question:
    lists = {name: tuple(data[name]) for name in ("follow_ups", "tags", "companies")}
    return Question(**{**data, **lists})


def _format(data: dict[str, Any]) -> Format:
    rounds = tuple(Round(**{**part, "categories": tuple(part["categories"])}) for part in data["rounds"])
    return Format(**{**data, "rounds": rounds, "announced": tuple(data["announced"])})


def _inventory(data: dict[str, Any]) -> Inventory:
    return Inventory(**{**data, "pairs": tuple(Pair(**pair) for pair in data["pairs"])})


_MAKERS: dict[type, Callable[[dict[str, Any]], Any]] = {Bank: _bank, Format: _format, Inventory: _inventory}
