"""Errors whose message is one line for the user: what is wrong, where, and how to mend it.

They are codes with parameters, which the screen words in the user's language; `str` and the log are English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.base.sentences import SENTENCES


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or a part of one: a code of `SENTENCES` with what it needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return SENTENCES[self.code].format(**self.params)


class PoiseError(Exception):
    """Bad input or a missing part; the command line prints the message and exits with `exit_code`."""

    exit_code = 2

    def __init__(self, said: str = "", **params: object) -> None:
        """Make it of a code of `SENTENCES` with its parameters, or of the line that a screen has worded already."""
        self.said = Said(said, params) if said in SENTENCES else None
        super().__init__(str(self.said) if self.said else said)


LONGEST = 800
"""Letters of a message: beyond it somebody gave us a value of thousands."""


def message(error: BaseException) -> str:
    """One line on what went wrong: the error's own words, or its name where it has none."""
    return one_line(str(error)) or type(error).__name__


def told(error: BaseException) -> dict[str, str | float]:
    """What went wrong as the parameters of a notice: `error` in English, and what `noticed` makes of it again."""
    said = error.said if isinstance(error, PoiseError) else None
    return {"error": str(error), **(dict(_flat(said, "error")) if said else {})}


def _flat(said: Said, at: str) -> Iterator[tuple[str, str | float]]:
    """A code and its parameters by names below `at`: a notice holds words and numbers only."""
    yield f"{at}.code", said.code
    for name, of in said.params.items():
        if isinstance(of, Said):
            yield from _flat(of, f"{at}.{name}")
        else:
            yield f"{at}.{name}", of if isinstance(of, float | int) else str(of)


def noticed(params: Mapping[str, object], at: str = "error") -> Said | None:
    """What went wrong, of the parameters of a notice; None where they tell of nothing with a code."""
    code = str(params.get(f"{at}.code", ""))
    if code not in SENTENCES:
        return None
    names = {name.removeprefix(f"{at}.").partition(".")[0] for name in params if name.startswith(f"{at}.")} - {"code"}
    return Said(code, {name: noticed(params, f"{at}.{name}") or params.get(f"{at}.{name}", "") for name in names})


def one_line(text: str) -> str:
    """Words on one line, their middle left out where they are too long for one."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST // 2]}…{words[-LONGEST // 2 :]}"


class SourceError(PoiseError):
    """A camera, file or stream that cannot be opened or read."""


class WeightsError(PoiseError):
    """Weights that are missing, changed or not understood."""


class StoreError(PoiseError):
    """A store that cannot be opened, or a session that is not in it."""


class SettingsError(PoiseError):
    """A settings file, variable or flag with a wrong value."""


class ProfileError(PoiseError):
    """A calibration profile that is missing, damaged or cannot be written."""


class ArchiveError(PoiseError):
    """An archive of the user's data that cannot be written, is damaged, or would overwrite something."""
