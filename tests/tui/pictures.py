"""Pictures of screens, and that nothing sticks out of a screen: what the snapshots of all places share.

A picture of each screen is kept once for each size, the languages by turns; the smallest size is looked at in both
languages, since there it is tight: in the second one without a picture, but for the fullest screens. Opening an app
and bringing it to its state is most of the work, so one app is made as large as the next size when it has been seen.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.geometry import Size
from textual.pilot import Pilot
from textual.widget import Widget

from tests.tui.app_driving import redrawn
from tests.tui.app_fakes import TERMINAL, Stage, until
from tests.tui.desk import seen
from tui.wiring.start import Start

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 50)
Before = Callable[[Pilot[None]], Awaitable[None]]


@dataclass(frozen=True)
class Shot:
    """One way to look at a screen."""

    language: str
    kept: tuple[tuple[int, int], ...]
    """The sizes of which a picture is kept."""
    looked_at: tuple[tuple[int, int], ...] = ()
    """The sizes in which it is only seen to that nothing is cut off."""

    def __str__(self) -> str:
        """The name of the case."""
        return self.language


def shots(*which: Shot) -> pytest.MarkDecorator:
    """The test runs once for each."""
    return pytest.mark.parametrize("shot", which, ids=str)


each_size = shots(Shot("en", (SMALL, LARGE)), Shot("ko", (MIDDLE,), (SMALL,)))
both_small_and_middle = shots(Shot("en", (SMALL,), (LARGE,)), Shot("ko", (SMALL, MIDDLE)))
each_size_and_both_small = shots(Shot("en", (SMALL, LARGE)), Shot("ko", (SMALL, MIDDLE)))
each_size_small_kept = shots(Shot("en", (SMALL,), (LARGE,)), Shot("ko", (), (SMALL, MIDDLE)))
small = shots(Shot("en", (SMALL,)), Shot("ko", (), (SMALL,)))
small_korean = shots(Shot("en", (), (SMALL,)), Shot("ko", (SMALL,)))


class Picture(SingleFileSnapshotExtension):
    """A picture's file has the name of its test, and the size and language in brackets."""

    _file_extension, _write_mode = "svg", WriteMode.TEXT

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        return f"{test_location.classname}.{test_location.methodname}[{index}]"


class Look:
    """Looks at a screen: compares it with its picture where one is kept; everything has its room in any case."""

    def __init__(self, pictures: SnapshotAssertion, shot: Shot, new: Path) -> None:
        self._pictures, self._shot, self._new = pictures.use_extension(Picture), shot, new

    def __call__(
        self, stage: Stage, before: Before, start: Start | None = None, env: Mapping[str, str] = TERMINAL
    ) -> None:
        """Bring the app to its state by `before`, and look, in each size. The cursor does not blink."""
        first, *others = sorted({*self._shot.kept, *self._shot.looked_at})

        async def looked_at() -> None:
            app = stage.app(start, env)
            async with app.run_test(size=first, tooltips=True, notifications=True) as pilot:
                await before(pilot)
                await self._seen(pilot, first)
                for size in others:
                    await pilot.resize_terminal(*size)
                    await until(pilot, lambda size=size: pilot.app.screen.size == Size(*size))  # type: ignore[misc]
                    await self._seen(pilot, size)

        asyncio.run(looked_at())

    async def _seen(self, pilot: Pilot[None], size: tuple[int, int]) -> None:
        await redrawn(pilot)
        assert not list(sticking_out(pilot))
        assert self._shot.language != "ko" or any("가" <= letter <= "힣" for letter in seen(pilot))
        if size in self._shot.kept:
            await pilot.wait_for_scheduled_animations()
            self._compare(pilot.app.export_screenshot(title=pilot.app.title, simplify=True), size)

    def _compare(self, drawn: str, size: tuple[int, int]) -> None:
        drawn = re.sub(r"\bterminal-\d+-", "terminal-", drawn)  # the number is another in each picture
        name = f"{size[0]}x{size[1]}-{self._shot.language}"
        if self._pictures(name=name) != drawn:
            (self._new / f"{name}.svg").write_text(drawn, encoding="utf-8")
            pytest.fail(f"it looks otherwise than its picture {name}: {self._new / name}.svg")


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
