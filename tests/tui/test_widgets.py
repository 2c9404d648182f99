"""Widgets on their own, drawn in a small app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from rich.console import Console
from textual import events
from textual.app import App, ComposeResult
from textual.widget import Widget

from core.base.types import Mood
from core.camera.preview import Preview
from tests.tui.app_fakes import picture
from tui.widgets.bars import TopBar
from tui.widgets.countdown import CountdownView, TimeBar
from tui.widgets.line import Line
from tui.widgets.marks import MOUTHS, NO_MOUTH, CueMark, CueView, MoodMark, MoodView
from tui.widgets.menu import Menu, MenuItem
from tui.widgets.meter import Meter, MeterView
from tui.widgets.picture import Picture
from tui.widgets.text.width import width


class Bench(App[None]):
    """One widget on an empty screen, in Textual's own theme with our variables."""

    def __init__(self, widget: Widget, height: int = 1) -> None:
        super().__init__()
        self.widget = widget
        widget.styles.height = height

    def get_theme_variable_defaults(self) -> dict[str, str]:
        names = ("muted", "rule", "on-accent", "mood-good", "mood-acceptable", "mood-bad")
        return dict.fromkeys(names, "#808080")

    def compose(self) -> ComposeResult:
        yield self.widget


async def lines(
    widget: Widget, height: int, then: Callable[[], object] | None = None, columns: int = 60
) -> list[str]:
    """The widget's lines once `then` has been called."""
    async with Bench(widget, height).run_test(size=(columns, 20)) as pilot:
        await pilot.pause()
        if then is not None:
            then()
            await pilot.pause()
        return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


@pytest.mark.parametrize("mood", list(Mood))
async def test_mood_mark_grows_a_face_where_there_is_room(mood: Mood) -> None:
    mark = MoodMark()
    view = MoodView(MOUTHS[mood][0], mood.value, MOUTHS[mood][1], "sad")
    drawn = await lines(mark, 4, lambda: mark.set_view(view))
    assert len({width(line[:7]) for line in drawn}) == 1
    assert MOUTHS[mood][0][0] in drawn[2]
    assert mood.value in drawn[1]


async def test_mood_mark_in_one_line_says_mouth_word_and_expression() -> None:
    mark = MoodMark()
    drawn = await lines(mark, 1, lambda: mark.set_view(MoodView("╰──╯", "good", "$mood-good", "happy")))
    assert drawn == ["╰──╯  good  happy"]


async def test_a_face_that_was_not_measured_has_no_mouth() -> None:
    mark = MoodMark()
    drawn = await lines(mark, 4, lambda: mark.set_view(MoodView(NO_MOUTH, "too dark", "$muted")))
    assert drawn[2].strip() == "│     │"
    assert "too dark" in drawn[1]


async def test_cue_mark_keeps_the_count_at_its_place() -> None:
    mark = CueMark()
    silent = await lines(mark, 1, lambda: mark.set_view(CueView("", False, "1 cue")))
    other = CueMark()
    fresh = await lines(other, 1, lambda: other.set_view(CueView("tone: sad", True, "1 cue")))
    assert silent[0].index("1 cue") == fresh[0].index("1 cue")
    assert fresh[0].startswith("▲ tone: sad")


async def test_time_bar_grows_shorter() -> None:
    bar = TimeBar()
    drawn = await lines(bar, 1, lambda: bar.set_view(CountdownView("Answer", 0.25, "0:08")), columns=40)
    assert drawn[0] == "━" * 10 + "─" * 30


async def test_meter_says_its_word_beside_the_bar() -> None:
    meter = Meter()
    drawn = await lines(meter, 1, lambda: meter.set_view(MeterView("Light", 0.5, "good")))
    assert drawn[0] == "Light       ━━━━━━──────  good"


async def test_top_bar_shortens_the_status_before_the_place() -> None:
    bar = TopBar()
    bar.place, bar.status = "Interview", "a very long name of a camera that does not fit"
    drawn = await lines(bar, 1, columns=40)
    assert "Poise › Interview" in drawn[0]
    assert "…" in drawn[0]


async def test_menu_keeps_the_highlighted_way_when_the_ways_change() -> None:
    menu = Menu([MenuItem("a", "First", key="a"), MenuItem("b", "Second", key="b")])
    async with Bench(menu, 5).run_test() as pilot:
        menu.focus()
        await pilot.press("j")
        menu.set_items([MenuItem("new", "New"), MenuItem("a", "First"), MenuItem("b", "Second")])
        assert menu.highlighted_option is not None
        assert menu.highlighted_option.id == "b"


async def test_menu_leaves_out_details_that_do_not_fit() -> None:
    items = [MenuItem("a", "First", "a long detail that says much more than there is room for", "a")]
    assert (await lines(Menu(items), 1, columns=24))[0].strip() == "a  First"
    assert "a long detail" in (await lines(Menu(items), 1, columns=60))[0]


async def test_menu_in_a_narrow_place_cuts_its_titles_and_wraps_none() -> None:
    items = [MenuItem("a", "Continue the interview", "question 2 of 5", "r"), MenuItem("b", "Second", key="n")]
    drawn = [line.strip() for line in await lines(Menu(items), 2, columns=18)]
    assert drawn == ["r  Continue the…", "n  Second"]


async def test_picture_without_a_picture_says_why_in_the_middle() -> None:
    widget = Picture()
    drawn = await lines(widget, 5, lambda: widget.set_picture(None, "no picture"), columns=40)
    assert drawn[2].strip() == "no picture"


async def test_picture_is_drawn_in_half_blocks_with_the_face_framed() -> None:
    widget = Picture()
    drawn = await lines(widget, 12, lambda: widget.set_picture(picture()), columns=40)
    assert all(width(line) <= 40 for line in drawn)
    corners = [(y, line.index(corner)) for corner in "╭╰" for y, line in enumerate(drawn) if corner in line]
    assert len({x for _y, x in corners}) == 1
    assert len(corners) == 2


@pytest.mark.parametrize(("system", "coloured"), [("truecolor", True), ("256", False)])
async def test_picture_has_colours_where_the_terminal_has_all_of_them(
    system: Literal["truecolor", "256"], coloured: bool
) -> None:
    widget = Picture()
    app = Bench(widget, 12)
    app.console = Console(color_system=system, force_terminal=True)
    async with app.run_test(size=(40, 20)) as pilot:
        widget.set_picture(Preview(np.full((48, 64, 3), (30, 60, 220), np.uint8)))
        await pilot.pause()
        style = next(segment.style for segment in widget.render_line(6) if "▀" in segment.text)
    assert style is not None
    assert style.color is not None
    shade = style.color.get_truecolor()
    assert (shade.red > shade.green + 100) is coloured


async def test_picture_draws_only_again_what_changed() -> None:
    widget = Picture()
    first = picture()
    async with Bench(widget, 12).run_test(size=(40, 20)) as pilot:
        widget.set_picture(first)
        await pilot.pause()
        before = [widget.render_line(y) for y in range(12)]
        widget.set_picture(replace(first, image=first.image + np.uint8(1)))
        await pilot.pause()
        assert all(widget.render_line(y) is before[y] for y in range(12))
        darker = first.image.copy()
        darker[28:32] = 0
        widget.set_picture(replace(first, image=darker))
        await pilot.pause()
        assert [y for y in range(12) if widget.render_line(y) is not before[y]] == [7]


async def test_picture_without_greys_takes_denser_characters() -> None:
    widget = Picture()

    async def shaded() -> list[str]:
        app = Bench(widget, 12)
        app.ansi_color = True
        async with app.run_test(size=(40, 20)) as pilot:
            widget.set_picture(picture())
            await pilot.pause()
            return [widget.render_line(y).text for y in range(12)]

    drawn = "".join(await shaded())
    assert "▀" not in drawn
    assert {"░", "▓"} <= set(drawn)


class Typing(App[None]):
    """A line to type in."""

    def compose(self) -> ComposeResult:
        yield Line("old ", between=", ", select_on_focus=False)


@pytest.mark.parametrize(("selected", "taken"), [(False, "old One Bank, Two Bank"), (True, "One Bank, Two Bank")])
async def test_no_line_of_what_is_pasted_into_one_line_is_lost(selected: bool, taken: str) -> None:
    async with Typing().run_test() as pilot:
        line = pilot.app.query_one(Line)
        if selected:
            line.select_all()
        line.post_message(events.Paste("One Bank\r\n\n  Two Bank\n"))
        await pilot.pause()
        assert line.value == taken
