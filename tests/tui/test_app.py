"""The frame: what it imports, its palette, themes and languages."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input, OptionList

import tui
import tui.app.app
from tests.tui.app_fakes import TERMINAL, Stage, until
from tests.tui.textual_inside import toasts
from tui.app.app import make_app
from tui.app.base import HANGUL_KEYS, latin_chord
from tui.app.places import PLACES, place
from tui.features.home.screen import HomeScreen
from tui.features.setup.screen import SetupScreen

HEAVY = ("cv2", "onnxruntime", "numpy", "pydantic", "ruamel", "sounddevice", "soundfile", "sqlite3", "torch")
SESSIONS = "core.store.sessions"
"""With all that a session is made of."""


def test_first_paint_imports_nothing_heavy() -> None:
    """The home screen is painted before any of these is needed; each costs 50 to 200 ms."""
    names = (*HEAVY, SESSIONS)
    script = (
        "import sys, tui.app.app, tui.features.home.screen;"
        f"print([name for name in {names!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_frame_stays_small() -> None:
    assert len(Path(tui.app.app.__file__).read_text(encoding="utf-8").splitlines()) < 300


def test_places_have_names_and_letters_of_their_own() -> None:
    letters = [entry.key for entry in PLACES if entry.key]
    assert len(set(letters)) == len(letters)
    assert len({entry.name for entry in PLACES}) == len(PLACES)
    assert not {"r", "t", "q", "j", "k", "l"} & set(letters), "home takes these for itself"


@pytest.mark.parametrize("name", [entry.name for entry in PLACES])
def test_every_place_can_be_imported(name: str) -> None:
    entry = place(name)
    assert entry is not None
    module, _, cls = entry.where.partition(":")
    imported = __import__(f"tui.features.{module}", fromlist=[cls])
    assert hasattr(imported, cls)


def found(listed: Widget) -> int:
    """How many commands the palette found; where it needs long it says meanwhile that there is none."""
    assert isinstance(listed, OptionList)
    return len([option for option in listed.options if not option.disabled])


async def test_palette_holds_places_keys_themes_and_languages() -> None:
    stage = Stage()
    app = stage.app()
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        app.screen.query_one(Input).value = "theme light"
        listed = app.screen.query_one("CommandList")
        await until(pilot, lambda: found(listed) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "poise-light")
        await until(pilot, lambda: {"theme": "light"} in stage.saved)


async def test_palette_offers_no_scrolling_and_nothing_untranslated() -> None:
    app = Stage(language="ko").app()
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        listed = app.screen.query_one("CommandList", OptionList)
        await until(pilot, lambda: any("English (en)" in str(option.prompt) for option in listed.options))
        titles = [str(option.prompt).splitlines()[0] for option in listed.options]
        foreign = [title for title in titles if title.isascii() and title != "English (en)"]
        assert not foreign
        assert len(set(titles)) == len(titles)


async def test_palette_goes_to_places_in_korean() -> None:
    stage = Stage(language="ko")
    app = stage.app()
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        app.screen.query_one(Input).value = "모의 면접"
        listed = app.screen.query_one("CommandList")
        await until(pilot, lambda: found(listed) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))


async def test_every_open_screen_is_reworded_when_the_language_changes() -> None:
    stage = Stage()
    app = stage.app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))
        await app.use_language("ko")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        ways = app.screen.query_one("#ways")
        await until(pilot, lambda: "모의 면접" in str([o.prompt for o in ways.options]))  # type: ignore[attr-defined]
        assert app.settings.language == "ko"


async def test_settings_that_cannot_be_saved_are_said() -> None:
    stage = Stage()

    def full(changes: object) -> None:
        raise OSError("disk full")

    services = replace(stage.services(), save=full)
    app = make_app(stage.settings, services=services, env=TERMINAL)
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        app.change(theme="light")
        await until(pilot, lambda: any("disk full" in notice for notice in toasts(app)))
        assert app.settings.theme == "light"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ctrl+ㅔ", "ctrl+p"),
        ("alt+ctrl+ㅂ", "alt+ctrl+q"),
        ("shift+ㅊ", "C"),
        ("ctrl+p", None),
        ("ㅔ", None),
        ("ctrl++", None),
    ],
)
def test_chord_in_hangul_mode_is_that_of_the_key(typed: str, meant: str | None) -> None:
    assert latin_chord(typed) == meant


def bindings_of(owner: type) -> list[Binding]:
    """All bindings of a class, those of its bases too, one for each key."""
    own = [binding for base in owner.__mro__ for binding in vars(base).get("BINDINGS", ())]
    return list(Binding.make_bindings(own))


def test_every_capital_has_a_key_that_hangul_mode_has_too() -> None:
    """Shift changes seven Hangul letters alone: a terminal sends the same for the others with it and without."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.startswith(("tui.docs", "tui.launcher", "tui.locale", "tui.cli")):
            importlib.import_module(module.name)
    typed = set(HANGUL_KEYS.values())
    asked = {name for owner in owners(DOMNode) for name in unreachable(owner, typed)}
    assert not asked


def owners(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """The classes of ours below it that have bindings."""
    for owner in base.__subclasses__():
        if owner.__module__.startswith("tui.") and "BINDINGS" in vars(owner):
            yield owner
        yield from owners(owner)


def unreachable(owner: type, typed: Collection[str]) -> list[str]:
    """The capitals whose action no other key does that can be typed in Hangul mode."""
    keys = bindings_of(owner)
    capitals = [one for one in keys if len(one.key) == 1 and one.key.isupper() and one.key not in typed]
    others = {one.action for one in keys if one not in capitals}
    return [f"{owner.__name__}: {one.key}" for one in capitals if one.action not in others]
