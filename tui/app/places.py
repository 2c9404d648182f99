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
        screen: Screen[Any] = getattr(import_module(f"tui.features.{module}"), cls)(**arguments)
        return screen


HOME = Place("home", "home.screen:HomeScreen", "Poise")
"""Painted first, and never left but with the app."""
PLACES: tuple[Place, ...] = (
    Place("setup", "setup.screen:SetupScreen", N_("Mock interview"), N_("format and questions, then answer"), "n"),
    Place("practise", "practise.screen:PractiseScreen", N_("One question"), N_("practise a single one"), "p"),
    Place(
        "equipment",
        "equipment.screen:EquipmentScreen",
        N_("Equipment check"),
        N_("camera, light, microphone, sound"),
        "e",
    ),
    Place("history", "history.screen:HistoryScreen", N_("History"), N_("your interviews, how the score goes"), "h"),
    Place("banks", "banks.screen:BanksScreen", N_("Question banks"), N_("read, write, import questions"), "b"),
    Place(
        "calibration",
        "calibration.screen:CalibrationScreen",
        N_("Calibration"),
        N_("teach it your resting face"),
        "c",
    ),
    Place("voice", "voice.screen:VoiceScreen", N_("Own voice"), N_("record what cues you"), "v"),
    Place("settings", "settings.screen:SettingsScreen", N_("Settings"), N_("moods, cues, look, your data"), "s"),
    Place("help", "help.screen:HelpScreen", N_("Help"), N_("keys, the score, privacy"), "i"),
    Place("report", "report.screen:ReportScreen", N_("Report")),
    Place(
        "machine",
        "equipment.machine:MachineScreen",
        N_("This machine"),
        N_("what works, what is missing, and what installs it"),
    ),
    Place("trend", "history.trend_screen:TrendScreen", N_("Trend")),
    Place("attempts", "history.attempts_screen:AttemptsScreen", N_("One question")),
    Place("bank", "banks.bank:BankScreen", N_("Question bank")),
    Place("formats", "formats.screen:FormatsScreen", N_("Formats"), N_("clock, rules and phases of interviews")),
    Place("notes", "notes.screen:NotesScreen", N_("My notes")),
    Place("tour", "tour.screen:TourScreen", N_("Tour"), N_("the three steps of the first start")),
    Place("interview", "interview.screen:InterviewScreen", N_("Interview")),
)
"""In the order of the home screen."""


def place(name: str) -> Place | None:
    """The place of that name, or None."""
    return next((entry for entry in PLACES if entry.name == name), None)
