"""The long list: keys, mouse, what stays under the cursor when rows change, any size."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from textual.app import App, ComposeResult
from textual.content import Content

import tui
from tests.tui.app_fakes import until
from tests.tui.desk import Empty, at, bare
from tests.tui.stored import store_session
from tui.widgets.rows import Row, Rows


def line(name: str, cells: int) -> Content:
    return Content(f"{name} 줄"[:cells])


def many(count: int) -> list[Row]:
    return [Row(str(n), partial(line, f"row {n}")) for n in range(count)]


class ListApp(App[None]):
    """A list and what it posted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Rows()

    def on_mount(self) -> None:
        self.list.set_rows(many(self._count))
        self.list.focus()

    @property
    def list(self) -> Rows:
        return self.query_one(Rows)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        self.chosen.append(event.id)


async def test_keys_move_the_cursor_and_stop_at_the_ends() -> None:
    app = ListApp(1000)
    async with app.run_test(size=(40, 10)) as pilot:
        for keys, place in (
            (["j", "j", "k"], 1),
            (["down", "down", "up"], 1),
            (["G"], 999),
            (["end", "home"], 0),
            (["pagedown"], 9),
            (["k"], 0),
            (["G", "j"], 999),
        ):
            app.list.set_rows([])
            app.list.set_rows(many(1000))
            assert app.list.cursor == 0
            await pilot.press(*keys)
            assert app.list.cursor == place, keys
            assert app.list.scroll_offset.y <= place < app.list.scroll_offset.y + 10, keys


async def test_click_moves_there_and_a_second_one_takes_the_row() -> None:
    app = ListApp(30)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("pagedown", "pagedown")
        top = app.list.scroll_offset.y
        await pilot.click(Rows, offset=(3, 4))
        assert app.list.current == str(top + 4)
        assert app.chosen == []
        await pilot.click(Rows, offset=(3, 4))
        assert app.chosen == [str(top + 4)]


async def test_cursor_stays_on_its_row_when_others_go() -> None:
    app = ListApp(10)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("j", "j", "j")
        app.list.set_rows([row for row in many(10) if row.id not in "01"])
        assert app.list.current == "3"
        app.list.set_rows([row for row in many(10) if row.id not in "0123"])
        assert app.list.current == "5", "its row is gone: the one that came to its place"
        app.list.set_rows([])
        assert not app.list.ids
        await pilot.press("enter", "j", "G")
        assert app.chosen == []


def test_no_two_stylesheets_style_the_same_id() -> None:
    # a screen's file applies to every screen from then on
    owners: dict[str, set[str]] = {}
    for file in Path(str(tui.__file__)).parent.rglob("*.tcss"):
        for name in re.findall(r"#[a-z_-]+", file.read_text(encoding="utf-8")):
            owners.setdefault(name, set()).add(str(file))
    assert len(owners) > 50
    shared = {name: files for name, files in owners.items() if len(files) > 1}
    assert shared == {}


async def test_no_place_breaks_on_a_tiny_terminal_or_while_it_is_resized(tmp_path: Path) -> None:
    store_session(tmp_path)
    app = bare(at(tmp_path, language="ko")).app()
    async with app.run_test(size=(30, 8)) as pilot:
        for place in ("report", "history", "banks", "calibration", "voice", "settings", "help"):
            app.goto(place)
            await until(pilot, lambda: not isinstance(app.screen, Empty) and app.screen.is_mounted)
            for width, height in ((200, 60), (20, 5), (81, 24), (30, 8)):
                await pilot.resize_terminal(width, height)
                await until(pilot, lambda width=width: app.size.width == width)  # type: ignore[misc]
                await pilot.press("j", "G", "g")
            assert app.is_running, place
            app.pop_screen()
            await until(pilot, lambda: isinstance(app.screen, Empty))
