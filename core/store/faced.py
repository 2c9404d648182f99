"""Whose face a score is of: the user's own and the demo camera's are never compared with each other.

Apart from the sessions, so that the first screen, which draws their scores, does not load what a session is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Faced(Protocol):
    """What has a score of a face."""

    @property
    def is_demo(self) -> bool:
        """Whether the face was nobody's."""

    @property
    def score(self) -> float | None:
        """0 to 100; None where it was withheld."""


F = TypeVar("F", bound=Faced)


def own_faces(scored: Iterable[F]) -> list[F]:
    """Those of the user's own face; the demo's only where no score is his, so that their scores never mix."""
    found = list(scored)
    demo = all(each.is_demo for each in found if each.score is not None)
    return [each for each in found if each.is_demo == demo]
