"""Which session begins; apart from the plan that it leads to, since each screen may say it and few make one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
