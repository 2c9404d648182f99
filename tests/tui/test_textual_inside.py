"""What the tests take from the inside of Textual is there; here it is told what to do when that has changed."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from tests.tui import textual_inside as inside
from tui.widgets.outside import Static

CHANGED = """Textual has changed inside. Nothing of Poise need be wrong: mend tests/tui/textual_inside.py.
`all_followed` asks what Textual's own Pilot.pause only guesses by the clock; until it is mended, `at_rest` waits as
Textual does, which is slower, and on a busy machine sometimes too short. Look in textual/pilot.py (pause) and
textual/screen.py (_on_timer_update) for what waits to be drawn now."""


class Small(App[None]):
    """One text, and a timer that changes it."""

    def compose(self) -> ComposeResult:
        yield Static("before", id="text")
        yield Input()

    def on_mount(self) -> None:
        self.screen.set_interval(3600.0, lambda: self.query_one(Static).update("after"))


async def test_everything_is_where_the_tests_reach_for_it() -> None:
    app = Small()
    try:
        async with app.run_test(notifications=True) as pilot:
            await inside.all_followed()
            assert "before" in inside.strips(app)[0].text
            assert inside.drawn(app)
            await inside.run_intervals(app.screen)
            await inside.all_followed()
            assert "after" in inside.strips(app)[0].text
            app.notify("told")
            await pilot.pause()
            assert inside.toasts(app) == ["told"]
            assert not inside.is_leaving(app)
            app.exit()
            assert inside.is_leaving(app)
    except (AttributeError, AssertionError) as error:
        raise AssertionError(CHANGED) from error


class Painted(Static):
    """Counts how often it is painted."""

    times = 0

    def render_lines(self, crop: Region) -> list[Strip]:
        self.times += 1
        return super().render_lines(crop)


async def test_what_changed_is_painted_once_when_all_is_followed() -> None:
    class Counting(App[None]):
        def compose(self) -> ComposeResult:
            yield Painted()

    app = Counting()
    async with app.run_test() as pilot:
        await pilot.pause()
        painted = app.query_one(Painted)
        before = painted.times
        assert before, "a widget that cannot be painted would go unnoticed"
        for text in ("three", "times", "changed"):
            painted.update(text)
            await asyncio.sleep(0)
            inside.next_frame(app.screen)
        await pilot.pause()
        assert painted.times == before + 1


async def test_job_in_a_thread_is_waited_for() -> None:
    app = Small()
    async with app.run_test() as pilot:
        begun, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def job() -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()

        worker = app.run_worker(job, thread=True)
        await begun.wait()
        taken: list[str] = []
        app.query_one(Static).call_later(taken.append, "what came while it works")
        assert await inside.taken_up(pilot)
        assert taken
        assert inside.working(app)
        go_on.set()
        await worker.wait()
        assert not inside.working(app)


async def test_where_textual_has_changed_its_own_waiting_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    async def changed() -> None:
        raise AttributeError("_ready")

    monkeypatch.setattr(inside, "all_followed", changed)
    app = Small()
    async with app.run_test() as pilot:
        await typed(pilot)
        assert app.query_one(Input).value == "ab"


async def typed(pilot: Pilot[None]) -> None:
    pilot.app.query_one(Input).focus()
    await pilot.press("a", "b")
