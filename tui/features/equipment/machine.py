"""What works on this machine, what is missing, and the command that installs it: what `poise doctor` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tui.app.base import ReadingScreen
from tui.app.jobs import job
from tui.i18n import N_, _
from tui.widgets.outside import Static
from tui.widgets.text.width import pad
from tui.wiring.examination import TOPICS, Found, examine, healthy, lacks, verdict

if TYPE_CHECKING:
    from core.settings.model import Settings

TOPIC_CELLS = 13


class MachineScreen(ReadingScreen):
    """One page. Trying everything takes a few seconds."""

    PLACE = N_("This machine")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("r", "again", N_("Look again"))]

    @dataclass
    class Examined(Message):
        """Everything was tried."""

        parts: Sequence[Found]
        lacks: Sequence[str]

    def __init__(self, look: Callable[[Settings], Iterable[Found]] = examine) -> None:
        super().__init__()
        self._look = look
        self._lines: Sequence[Content] | None = None

    def compose_body(self) -> ComposeResult:
        """Part by part, then what it amounts to."""
        yield Static(id="machine")

    def on_mount(self) -> None:
        """Examine this machine off the event loop."""
        self._examine(self.poise.settings)

    @job()
    def _examine(self, settings: Settings) -> Examined:
        parts = list(self._look(settings))
        return self.Examined(parts, lacks(settings, parts))

    @on(Examined)
    def _take(self, event: Examined) -> None:
        self._lines = lines(event.parts, event.lacks)
        self.show()

    def show(self) -> None:
        """Fill the page."""
        waiting = [Content(_("Trying camera, players, microphone and speech …"))]
        self.query_one("#machine", Static).update(Content("\n").join(self._lines or waiting))

    def action_again(self) -> None:
        """After something was installed."""
        self._lines = None
        self.show()
        self._examine(self.poise.settings)


def lines(parts: Sequence[Found], codes: Sequence[str]) -> list[Content]:
    """The page: every part, what mends it below it, and what an interview will go without."""
    found: list[Content] = []
    topic = ""
    for part in parts:
        found.append(_part_line(part, "" if part.topic == topic else _(TOPICS[part.topic])))
        topic = part.topic
        if part.mend:
            found.append(Content.assemble(" " * (TOPIC_CELLS + 3), (part.mend, "$accent")))
    return [*found, Content(""), *(Content(line) for line in verdict(codes, healthy(list(parts))))]


def _part_line(part: Found, topic: str) -> Content:
    mark = ("–  ", "$warning")
    if part.works:
        mark = ("✓  ", "$mood-good")
    elif part.needed:
        mark = ("!! ", "$mood-bad bold")
    text = ": ".join(text for text in (part.name, part.text) if text)
    return Content.assemble((pad(topic, TOPIC_CELLS), "$muted"), mark, text)
