"""What the user should know, as a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know, as a code with parameters; `tui` words it."""

    code: str
    params: Mapping[str, str | float] = field(default_factory=dict)
