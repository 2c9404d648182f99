"""A stored session through other settings: would it have cued three times, not eleven?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.features.report import data as stored
from tui.features.report import replay_view as view
from tui.i18n import N_, _
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row

if TYPE_CHECKING:
    from core.settings.model import Settings


class ReplayScreen(PoiseScreen[None]):
    """As it was, with today's settings, with each preset and each calibration."""

    PLACE = N_("The same faces, other settings")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "settings", N_("Change settings"))]

    @dataclass
    class Judged(Message):
        """All variants are judged."""

        variants: Sequence[stored.Variant]

    def __init__(self, session_id: int) -> None:
        super().__init__()
        self._session_id = session_id
        self._variants: Sequence[stored.Variant] = ()

    def compose_body(self) -> ComposeResult:
        """A word on it, the columns, the variants."""
        with Vertical(classes="page"):
            yield Static(id="replay-note")
            yield Static(id="replay-head")
            yield RowList(id="variants")

    def on_screen_resume(self) -> None:
        """Settings may have changed meanwhile."""
        self._judge(self.poise.settings)

    @job()
    def _judge(self, settings: Settings) -> Judged:
        return self.Judged(stored.variants(settings, self._session_id))

    @on(Judged)
    def _take(self, event: Judged) -> None:
        self._variants = event.variants
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

        note.update(_("What was seen stays the same; only how it is judged differs. Nothing stored is changed."))
        rows = self.query_one(RowList)
        self.query_one("#replay-head", Static).update(view.head_line(rows.rows.scrollable_content_region.width))
        rows.set_rows([Row(str(n), partial(view.variant_line, v)) for n, v in enumerate(self._variants)])

    def key_label(self, action: str, label: str) -> str:
        """There is nothing to open in a row."""
        return "" if action == "choose" else label

    def action_settings(self) -> None:
        """Where cues and moods are set."""
        self.poise.goto("settings", section="moods")
