"""Pictures of screens, and that nothing sticks out of a screen: what the snapshots of all places share.

A picture of each screen is kept once for each size, the languages by turns; the smallest size is looked at in both
languages, since there it is tight: in the second one without a picture, but for the fullest screens.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from tests.tui.app_driving import redrawn
from tests.tui.app_fakes import TERMINAL, Stage
from tests.tui.desk import seen
from tui.wiring.plans import Start

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)
Before = Callable[[Pilot[None]], Awaitable[None]]


@dataclass(frozen=True)
class Shot:
    """One way to look at a screen."""

    size: tuple[int, int]
    language: str
    kept: bool = True
    """Whether a picture is kept; else it is only seen to that nothing is cut off."""

    def __str__(self) -> str:
        """The name of the picture."""
        return f"{self.size[0]}x{self.size[1]}-{self.language}"


def shots(*which: Shot) -> pytest.MarkDecorator:
    """The test runs once for each."""
    return pytest.mark.parametrize("shot", which, ids=str)


each_size = shots(Shot(SMALL, "en"), Shot(SMALL, "ko", kept=False), Shot(MIDDLE, "ko"), Shot(LARGE, "en"))
both_small_and_middle = shots(Shot(SMALL, "en"), Shot(SMALL, "ko"), Shot(MIDDLE, "ko"), Shot(LARGE, "en", kept=False))
each_size_and_both_small = shots(Shot(SMALL, "en"), Shot(SMALL, "ko"), Shot(MIDDLE, "ko"), Shot(LARGE, "en"))
each_size_small_kept = shots(
    Shot(SMALL, "en"), Shot(SMALL, "ko", kept=False), Shot(MIDDLE, "ko", kept=False), Shot(LARGE, "en", kept=False)
)
small = shots(Shot(SMALL, "en"), Shot(SMALL, "ko", kept=False))
small_korean = shots(Shot(SMALL, "en", kept=False), Shot(SMALL, "ko"))


class Look:
    """Looks at a screen: compares it with its picture where one is kept; everything has its room in any case."""

    def __init__(self, compare: Callable[..., bool], shot: Shot) -> None:
        self._compare, self._shot = compare, shot

    def __call__(
        self, stage: Stage, before: Before, start: Start | None = None, env: Mapping[str, str] = TERMINAL
    ) -> None:
        """Bring the app to its state by `before`, and look. The cursor does not blink."""

        async def prepared(pilot: Pilot[None]) -> None:
            await before(pilot)
            await redrawn(pilot)
            assert not list(sticking_out(pilot))
            assert any("가" <= letter <= "힣" for letter in seen(pilot)) or self._shot.language != "ko"

        async def only_looked_at() -> None:
            async with stage.app(start, env).run_test(size=self._shot.size) as pilot:
                await prepared(pilot)

        if self._shot.kept:
            assert self._compare(stage.app(start, env), terminal_size=self._shot.size, run_before=prepared)
        else:
            asyncio.run(only_looked_at())


def sticking_out(pilot: Pilot[None]) -> Iterator[str]:
    """The widgets of the screen in front that have no room where nothing can be scrolled, and how they lie."""
    for widget in pilot.app.screen.walk_children(Widget):
        if widget.children or not all(
            isinstance(w, Widget) and w.display for w in widget.ancestors_with_self if w.parent
        ):
            continue
        for holder in widget.ancestors:
            if not isinstance(holder, Widget) or holder.allow_vertical_scroll:
                break
            if not holder.content_region.contains_region(widget.region):
                yield f"{widget!r} at {widget.region} is not within {holder!r} at {holder.content_region}"
                break
