"""That the look at a screen sees what has no room: else its silence would mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll

from tests.tui.pictures import sticking_out
from tui.widgets.outside import Static

PICTURES = Path(__file__).parent / "__snapshots__"


class Tall(App[None]):
    """Thirty lines on a screen of ten."""

    def __init__(self, holder: type[Vertical | VerticalScroll], wide: int = 20) -> None:
        super().__init__()
        self._holder, self._wide = holder, wide

    def compose(self) -> ComposeResult:
        with self._holder():
            for number in range(30 if self._wide == 20 else 1):
                line = Static(str(number), id=f"line-{number}")
                line.styles.width = self._wide
                yield line


@pytest.mark.parametrize(
    ("app", "told"),
    [(Tall(Vertical), 20), (Tall(VerticalScroll), 0), (Tall(Vertical, wide=50), 1)],
    ids=["too tall", "can be scrolled", "too wide"],
)
async def test_what_has_no_room_is_told(app: Tall, told: int) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert len(list(sticking_out(pilot))) == told


def test_pictures_are_no_more_than_are_looked_at() -> None:
    """Each is one file that somebody reads in a review; they grew to 114 of 4.7 MB, each screen six times."""
    sizes = [file.stat().st_size for file in PICTURES.rglob("*.svg")]
    assert 40 < len(sizes) <= 60
    assert sum(sizes) < 2_500_000
