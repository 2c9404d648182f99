"""All places of the app, one line each. A screen is imported when it is opened, never before the first paint."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from textual.screen import Screen

from tui.i18n import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by name. `key` opens it from home, "" where only other screens lead to it.

    `title` and `about` are English texts, translated where they are shown.
    """

    name: str
    where: str
    title: str
    about: str = ""
    key: str = ""

    def open(self, **arguments: Any) -> Screen[Any]:
        """Import the module and build the screen."""
        module, _, cls = self.where.partition(":")
        screen: Screen[Any] = getattr(import_module(f"tui.screens.{module}"), cls)(**arguments)
        return screen


PLACES: tuple[Place, ...] = (
    Place("setup", "setup:SetupScreen", N_("Mock interview"), N_("choose format and questions, then answer"), "n"),
    Place("practise", "setup:PractiseScreen", N_("One question"), N_("practise a single one"), "p"),
    Place(
        "equipment", "equipment:EquipmentScreen", N_("Equipment check"), N_("camera, light, microphone, sound"), "e"
    ),
    Place("tour", "tour:TourScreen", N_("Tour"), N_("the three steps of the first start")),
    Place("interview", "interview:InterviewScreen", N_("Interview")),
)
"""In the order of the home screen."""


def place(name: str) -> Place | None:
    """The place of that name, or None."""
    return next((entry for entry in PLACES if entry.name == name), None)
