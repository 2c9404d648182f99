"""A stored session through other settings: would it have cued three times, not eleven?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.app.base import PoiseScreen
from tui.app.messages import Loaded
from tui.features.history import data as archive
from tui.i18n import N_, _
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows


class ReplayScreen(PoiseScreen[None]):
    """As it was, with today's settings, with each preset and each calibration."""

    PLACE = N_("The same faces, other settings")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#variants"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "settings", N_("Change settings"))]

    def __init__(self, session_id: int) -> None:
        super().__init__()
        self._session_id = session_id
        self._variants: Sequence[archive.Variant] = ()

    def compose_body(self) -> ComposeResult:
        """A word on it, the columns, the variants."""
        with Vertical(classes="page"):
            yield Static(id="replay-note")
            yield Static(id="replay-head")
            yield Rows(id="variants")

    def on_screen_resume(self) -> None:
        """Settings may have changed meanwhile."""
        settings, session_id = self.poise.settings, self._session_id
        self.load("variants", lambda: archive.variants(settings, session_id))

    def on_loaded(self, event: Loaded) -> None:
        """All variants are judged."""
        self._variants = event.value
        self.show()

    def on_resize(self, _event: events.Resize) -> None:
        """The columns stand above their figures."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill the table."""
        note = self.query_one("#replay-note", Static)
        if not self._variants:
            note.update(_("judging the session once more …"))
            return
        from tui.features.report import replay_view as view

        note.update(_("What was seen stays the same; only how it is judged differs. Nothing stored is changed."))
        rows = self.query_one(Rows)
        self.query_one("#replay-head", Static).update(view.head_line(rows.scrollable_content_region.width))
        rows.set_rows([Row(str(n), partial(view.variant_line, v)) for n, v in enumerate(self._variants)])

    def key_label(self, action: str, label: str) -> str:
        """There is nothing to open in a row."""
        return "" if action == "choose" else label

    def action_settings(self) -> None:
        """Where cues and moods are set."""
        self.poise.goto("settings", section="moods")
