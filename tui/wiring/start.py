"""Which session begins, and how it runs; apart from what makes one, since each screen and command says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.store.sessions import StoredSession


@dataclass(frozen=True, slots=True)
class Start:
    """Which session begins: a new interview by the settings, chosen questions, or a stored one that goes on.

    `watch` only looks; `calibrate` measures the face. Neither is stored or heard.
    `choices` are settings for this one alone. With a `seed` the same questions are drawn whatever was asked before.
    """

    categories: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    resume: int | None = None
    watch: bool = False
    choices: Mapping[str, Any] = field(default_factory=dict)
    calibrate: bool = False
    seed: int | None = None

    @property
    def interview(self) -> bool:
        """Whether questions are asked."""
        return not (self.watch or self.calibrate)


@dataclass(frozen=True)
class How:
    """How a session runs.

    `resume` is the stored session that goes on, loaded; `fast` runs a file in its own time, `loop` lets it go round
    (an interview always does); `until_s` ends it; `spoken` waits for `runner.speech_done()` before the countdown;
    `calibrate` above 0 measures the face instead, and tries each part so often.
    """

    resume: StoredSession | None = None
    fast: bool = False
    loop: bool = False
    until_s: float | None = None
    record: bool = True
    calibrate: int = 0
    spoken: bool = False
