"""What each kind of setting accepts, from a file (typed), a variable or a flag (text)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.base.errors import Said

Value = str | int | bool


@dataclass(frozen=True)
class Rule:
    """`convert` raises ValueError for what it does not take; `allowed` says in words what it takes.

    `choices` are the words to choose from, empty for numbers and free text; `lowest` and `highest` bound a number.
    """

    convert: Callable[[object], Value]
    allowed: Said
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None


def one_of(*words: str) -> Rule:
    """One word of a fixed list, in any case."""

    def convert(value: object) -> str:
        word = str(value).strip().lower()
        if word not in words:
            raise ValueError(word)
        return word

    return Rule(convert, Said("one_of", {"first": ", ".join(words[:-1]), "last": words[-1]}), words)


def whole(lowest: int, highest: int) -> Rule:
    """A whole number within bounds."""

    def convert(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ValueError(value)
        number = int(value)
        if not lowest <= number <= highest:
            raise ValueError(value)
        return number

    return Rule(convert, Said("whole", {"lowest": lowest, "highest": highest}), (), lowest, highest)


_SWITCH = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def switch() -> Rule:
    """True or false; from text also on, off, yes, no, 1 and 0."""

    def convert(value: object) -> bool:
        if isinstance(value, str):
            value = _SWITCH.get(value.strip().lower())
        if not isinstance(value, bool):
            raise ValueError(value)
        return value

    return Rule(convert, Said("switch"))


def text(allowed: str, *, empty: bool = False) -> Rule:
    """Free text, whose meaning another room checks when it is used; `allowed` is the code of what it is."""

    def convert(value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValueError(value)
        words = str(value).strip()
        if not (words or empty) or not words.isprintable():
            raise ValueError(value)
        return words

    return Rule(convert, Said(allowed))


def day() -> Rule:
    """A day, `2026-12-02`, or nothing; a file of settings may give it as TOML's own date."""

    def convert(value: object) -> str:
        words = str(value).strip()
        return date.fromisoformat(words).isoformat() if words else ""

    return Rule(convert, Said("allowed_day"))
