"""The themes: everything can be read in them, and the right one is chosen."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.css.stylesheet import CssSource, StylesheetParseError
from textual.dom import DOMNode
from textual.geometry import Region
from textual.pilot import Pilot
from textual.theme import Theme

from tests.tui.app_fakes import SOME_SESSIONS, Stage, until
from tests.tui.desk import app_of, at, rows
from tests.tui.stored import store_session
from tests.tui.textual_inside import strips
from tui.app.base import PoiseScreen
from tui.app.stylesheet import KeptStylesheet
from tui.app.themes import DARK, LIGHT, TERMINAL, choose
from tui.wiring.start import Start

READABLE = 4.5
"""WCAG 2.1, level AA."""
GROUNDS = ("background", "surface", "panel")
INKS = ("foreground", "muted", "accent", "mood-good", "mood-acceptable", "mood-bad", "text-muted", "text-error")


def contrast(one: Color, other: Color) -> float:
    """WCAG's ratio of two opaque colours."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in color.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast(Color(0, 0, 0), Color(255, 255, 255)) == pytest.approx(21)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_ink_is_readable_on_every_ground(theme: Theme) -> None:
    colours = {**theme.to_color_system().generate(), **theme.variables}
    poor = {
        (ink, ground): ratio
        for ink, ground in product(INKS, GROUNDS)
        if (ratio := contrast(Color.parse(colours[ink]), Color.parse(colours[ground]))) < READABLE
    }
    assert not poor
    assert contrast(Color.parse(colours["on-accent"]), Color.parse(colours["accent"])) >= READABLE


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_256_colours_keep_greys_grey_and_inks_readable(theme: Theme) -> None:
    colours = {**theme.to_color_system().generate(), **theme.variables}
    seen = {name: in_256_colours(colours[name]) for name in (*GROUNDS, *INKS)}
    coloured = [name for name in (*GROUNDS, "foreground", "muted") if len(set(seen[name].rgb)) > 1]
    assert not coloured
    assert len({seen[name] for name in GROUNDS}) == len(GROUNDS)
    assert all(contrast(seen[ink], seen[ground]) >= READABLE for ink, ground in product(INKS, GROUNDS))


def in_256_colours(css: str) -> Color:
    """What a terminal of 256 colours shows for a colour."""
    shown = Color.parse(css).rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(*shown)


async def test_every_word_on_screen_is_readable() -> None:
    stage = Stage(SOME_SESSIONS, theme="light", speech=False)
    async with stage.app().run_test(size=(100, 32)) as pilot:
        await until(pilot, lambda: pilot.app.query("#mends").first().size.height == 2)
        seen = await _in_both_themes(pilot)
        for place in ("setup", "practise", "tour"):
            await _open(pilot, place)
            seen += await _in_both_themes(pilot)
            await pilot.press("escape")
        await _open(pilot, "interview")
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.show()
        await until(pilot, lambda: pilot.app.screen.query_one("#stage").display)
        seen += await _in_both_themes(pilot)
        await pilot.press("q")
        await until(pilot, lambda: pilot.app.screen.query("#dialog"))
        seen += await _in_both_themes(pilot, pilot.app.screen.query_one("#dialog").region)
    poor = {word: ratio for word, ratio in seen if ratio < READABLE}
    assert len(seen) > 200
    assert not poor


async def _in_both_themes(pilot: Pilot[None], within: Region | None = None) -> list[tuple[str, float]]:
    found = []
    for theme in ("dark", "light"):
        app_of(pilot).change(theme=theme)
        await pilot.pause()
        grounds = {segment.style.bgcolor for line in strips(pilot.app) for segment in line if segment.style}
        assert any(ground and sum(ground.get_truecolor()) // 384 == (theme == "light") for ground in grounds)
        found += _words(pilot, within)
    return found


async def _open(pilot: Pilot[None], place: str) -> None:
    app = pilot.app
    app.goto(place, **({"start": Start()} if place == "interview" else {}))  # type: ignore[attr-defined]
    await until(pilot, lambda: isinstance(app.screen, PoiseScreen) and app.screen.is_current)
    await pilot.pause()


def _words(pilot: Pilot[None], within: Region | None = None) -> list[tuple[str, float]]:
    """Every piece of text now on the screen with its contrast; what is dimmed cannot be used now and is left out."""
    found = []
    region = within or pilot.app.screen.region
    lines = strips(pilot.app)
    for line in lines[region.y : region.bottom]:
        for segment in line.crop(region.x, region.right):
            style = segment.style
            if style and style.color and style.bgcolor and not style.dim and any(c.isalnum() for c in segment.text):
                front, back = (Color.from_rich_color(colour) for colour in (style.color, style.bgcolor))
                found.append((segment.text, contrast(front, back)))
    return found


@pytest.mark.parametrize(
    ("wanted", "env", "theme"),
    [
        ("auto", {"TERM": "xterm-256color"}, DARK),
        ("auto", {"TERM": "xterm", "COLORTERM": "truecolor"}, DARK),
        ("auto", {"TERM": "rxvt-256color", "COLORFGBG": "0;15"}, LIGHT),
        ("auto", {"TERM": "rxvt-256color", "COLORFGBG": "15;default;0"}, DARK),
        ("auto", {"TERM": "rxvt-256color", "COLORFGBG": "0;²"}, DARK),
        ("light", {"TERM": "tmux-256color"}, LIGHT),
        ("light", {"TERM": "xterm"}, TERMINAL),
        ("dark", {"TERM": "xterm-256color", "NO_COLOR": "1"}, TERMINAL),
        ("terminal", {"TERM": "xterm-256color"}, TERMINAL),
        ("no-such-theme", {"TERM": "xterm-256color"}, DARK),
    ],
)
def test_theme_follows_wish_and_terminal(wanted: str, env: dict[str, str], theme: object) -> None:
    assert choose(wanted, env) is theme


async def test_without_colour_the_chosen_row_is_reversed_and_nothing_is_coloured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with Stage().app(env={"TERM": "xterm", "NO_COLOR": "1"}).run_test() as pilot:
        await until(pilot, lambda: pilot.app.screen.query("#ways"))
        segments = [segment for line in strips(pilot.app) for segment in line]
        filtered = pilot.app.get_line_filters()[-1].apply(segments, Color(0, 0, 0))
        assert pilot.app.theme == "poise-terminal"
        inks = {ink for s in filtered if s.style for ink in (s.style.color, s.style.bgcolor) if ink}
        assert all(ink.is_default for ink in inks)
        chosen = [s.text for s in filtered if s.style and s.style.reverse]
        assert any("Mock interview" in text or "Continue" in text for text in chosen)


def test_a_source_is_parsed_once_for_its_colours_and_anew_for_others() -> None:
    white, black, again = (KeptStylesheet(variables={"ink": ink}) for ink in ("white", "black", "white"))
    for sheet in (white, black, again):
        sheet.add_source("Label { color: $ink; }", ("a", ""))
    assert white.rules[0] is again.rules[0]
    assert black.rules[0].styles.color == Color.parse("black")
    black.set_variables({"ink": "white"})
    black.reparse()
    assert black.rules[0] is white.rules[0]


def test_what_a_screen_brings_is_added_to_what_was_parsed() -> None:
    sheet = KeptStylesheet()
    sheet.add_source("Label { color: red; }", ("a", ""))
    known = sheet.rules[0]
    sheet.add_source("Button { color: red; }", ("b", ""))
    sheet.reparse()
    assert sheet.rules[0] is known
    assert [str(rule.selectors) for rule in sheet.rules] == ["Label", "Button"]


def test_styles_with_a_fault_leave_those_in_force() -> None:
    sheet = KeptStylesheet()
    sheet.add_source("Label { color: red; }", ("a", ""))
    known = list(sheet.rules)
    sheet.source["b", ""] = CssSource("Label { colour: red; }", is_defaults=False)
    with pytest.raises(StylesheetParseError):
        sheet.reparse()
    assert sheet.rules == known


async def test_a_place_has_its_styles_for_the_size_when_it_comes_in_front(tmp_path: Path) -> None:
    # nothing is styled again then, neither for the size nor because it came in front
    store_session(tmp_path)
    async with at(tmp_path).app().run_test(size=(200, 50)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query("#ways"))
        assert styles(pilot) == styles_worked_out_again(pilot)
        app_of(pilot).goto("report")
        await until(pilot, lambda: pilot.app.screen.query("#report-panes") and rows(pilot))
        assert {"-wide", "-high"} <= pilot.app.screen.classes
        assert styles(pilot) == styles_worked_out_again(pilot)
        app_of(pilot).action_keys()
        await until(pilot, lambda: pilot.app.screen.query("#key-rows"))
        assert styles(pilot) == styles_worked_out_again(pilot)


def styles(pilot: Pilot[None]) -> dict[DOMNode, object]:
    """The rules of each widget on the screen in front."""
    return {node: dict(node.styles.base.get_rules()) for node in pilot.app.screen.walk_children(with_self=True)}


def styles_worked_out_again(pilot: Pilot[None]) -> dict[DOMNode, object]:
    pilot.app.stylesheet.update(pilot.app.screen)
    return styles(pilot)
