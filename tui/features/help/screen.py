"""Help: keys, moods, score, cues, privacy."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tui.app.base import ReadingScreen
from tui.features.help import view as guide
from tui.i18n import N_
from tui.widgets.outside import Static


class HelpScreen(ReadingScreen):
    """One page."""

    PLACE = N_("Help")
    CSS_PATH = "styles.tcss"

    def compose_body(self) -> ComposeResult:
        """Section after section; two columns where there is room."""
        sections = list(guide.sections())
        with Container(id="help"):
            for half in (sections[:4], sections[4:]):
                with Vertical(classes="half"):
                    for title, text in half:
                        yield Static(title, classes="heading")
                        yield Static(text, classes="help-text")
