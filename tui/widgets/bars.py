"""Head and foot of each screen: where one is, and its keys, in the language now set, as many as fit."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.i18n import _
from tui.widgets.text.keys import GAP, KeyHint, fitting
from tui.widgets.text.width import fit, width


class TopBar(Widget):
    """`Poise › place`, and a status at the right; one line."""

    DEFAULT_CSS = """
    TopBar { height: 1; dock: top; padding: 0 2; background: $surface; color: $muted; }
    """

    place: reactive[str] = reactive("")
    status: reactive[str] = reactive("")

    def render(self) -> Content:
        """The place keeps its room; the status is shortened first."""
        room = self.content_size.width
        left = fit(self.place, max(0, room - 8))
        head = 5 + (3 + width(left) if left else 0)
        status = fit(self.status, max(0, room - head - 2))
        return Content.assemble(
            ("Poise", "$accent bold"),
            (" › " if left else "", "$muted"),
            (left, "$foreground"),
            " " * max(0, room - head - width(status)),
            (status, "$muted"),
        )


ALWAYS = ("leave", "app.quit", "app.keys", "command_palette")
DISPLAY = {"enter": "⏎", "escape": "esc", "space": "space", "question_mark": "?", "ctrl+p": "^p", "ctrl+q": "^q"}
RANK = {"enter": 0}
"""Going on comes first, the rest as the screen lists it."""


class KeyBar(Widget):
    """Keys of the screen and of what has the focus. A click on one is the key."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; padding: 0 2; color: $muted; background: $surface; }
    PoiseDialog KeyBar { dock: none; padding: 0; }
    """

    def __init__(self, *, always: bool = True, id: str | None = None) -> None:
        super().__init__(id=id)
        self._always = always
        self._places: list[tuple[range, KeyHint]] = []

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def _hints(self) -> tuple[list[KeyHint], list[KeyHint]]:
        """The screen's own keys, and those that every screen has."""
        own: dict[str, KeyHint] = {}
        last: dict[str, KeyHint] = {}
        wording = getattr(self.screen, "key_label", lambda _action, label: label)
        for active in self.screen.active_bindings.values():
            binding = active.binding
            home = last if binding.action in ALWAYS else own
            if binding.action in own or binding.action in last or not (binding.show or home is last):
                continue
            label = wording(binding.action, _(binding.description))
            if not label:
                continue
            key = binding.key_display or DISPLAY.get(binding.key, binding.key)
            home[binding.action] = KeyHint(key, label, binding.key, active.enabled)
        ordered = sorted(own.values(), key=lambda hint: RANK.get(hint.action, 1))
        leaving = [hint for action, hint in last.items() if action == "leave"]
        return (ordered, list(last.values())) if self._always else ([*ordered, *leaving], [])

    def render(self) -> Content:
        """The keys that fit; those that are always there stand at the right."""
        own, last = self._hints()
        own = fitting(own, last, self.content_size.width)
        self._places = []
        parts: list[Content] = []
        x = 0
        for hint in own:
            self._places.append((range(x, x + hint.width), hint))
            parts.append(_worded(hint) + Content(" " * GAP))
            x += hint.width + GAP
        tail = self.content_size.width - sum(hint.width for hint in last) - GAP * (len(last) - 1)
        parts.append(Content(" " * max(0, tail - x)))
        x = max(x, tail)
        for number, hint in enumerate(last):
            self._places.append((range(x, x + hint.width), hint))
            parts.append(_worded(hint) + Content(" " * GAP * (number < len(last) - 1)))
            x += hint.width + GAP
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """A click on a key presses it."""
        offset = event.get_content_offset(self)
        for place, hint in self._places:
            if offset is not None and offset.x in place and hint.enabled:
                self.app.simulate_key(hint.action)


def _worded(hint: KeyHint) -> Content:
    """A key in the accent colour and what it does; what cannot be done now is crossed out of mind, not of sight."""
    key_style = "$accent bold" if hint.enabled else "$muted dim"
    return Content.assemble((hint.key, key_style), " ", (hint.label, "$muted" if hint.enabled else "$muted dim"))
