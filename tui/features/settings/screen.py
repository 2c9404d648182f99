"""Settings: every value with its origin, the moods and cues with their effect on the last session, your data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from core.base.errors import SettingsError
from core.settings.model import Settings, checked
from core.settings.rules import Value
from tui.app.base import PoiseScreen
from tui.app.consent import CONSENTS, ConsentDialog, agreed
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.app.services import Services
from tui.features.settings import storage, view
from tui.features.settings import storage_view as kept_view
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.widgets.text.failures import failure_words
from tui.widgets.text.replayed import effect_line
from tui.wiring.choices import Choice

if TYPE_CHECKING:
    from tui.features.settings.data import Effect, LastSession

JUDGED = ("cues", "moods")
"""The sections whose effect on the last session is shown."""


class SettingsScreen(PoiseScreen[None]):
    """Sections side by side; left and right change a value at once."""

    PLACE = N_("Settings")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "step(1)", N_("Change"), key_display="←→"),
        Binding("left,h", "step(-1)", show=False),
        Binding("tab,right_square_bracket", "section(1)", N_("Next page"), priority=True),
        Binding("shift+tab,left_square_bracket", "section(-1)", show=False, priority=True),
        *(Binding(str(n), f"page({n})", show=False) for n in range(1, len(view.SECTIONS) + 1)),
        Binding("r,backspace", "reset", N_("Reset")),
        Binding("d,delete", "wipe", N_("Delete")),
        Binding("c", "calibrate", N_("Calibrate"), show=False),
    ]

    @dataclass
    class Listed(Message):
        """What can be chosen, by the setting."""

        lists: Mapping[str, Sequence[Choice]]

    @dataclass
    class Measured(Message):
        """What is kept, with its size."""

        kept: list[storage.Kept]

    @dataclass
    class Judged(Message):
        """The last session, and what the settings would have changed in it; None where there is none."""

        last: LastSession
        effect: Effect | None

    def __init__(self, section: str = "look") -> None:
        super().__init__()
        self._section = next(s for s in view.SECTIONS if s.id == section)
        self._lists: Mapping[str, Sequence[Choice]] = {}
        self._kept: list[storage.Kept] = []
        self._last: LastSession | None = None
        self._effect: Effect | None = None

    def compose_body(self) -> ComposeResult:
        """Pages, rows, what the row does, what it would have changed."""
        with Vertical(id="settings"):
            yield Static(id="pages")
            yield RowList(id="rows")
            yield Static(id="settings-about")
            yield Static(id="effect")

    def on_mount(self) -> None:
        """What can be chosen, how much is kept and the last session come from elsewhere."""
        self._list(self.poise.services, self.poise.settings)
        self._ask()

    def _ask(self) -> None:
        """The effect and the sizes with the settings as they are now."""
        settings = self.poise.settings
        if self._section.id in JUDGED:
            self._judge(settings, self._last)
        elif self._section.id == "data":
            self._measure(settings)

    @job()
    def _list(self, services: Services, settings: Settings) -> Listed:
        from tui.features.settings.data import lists

        return self.Listed(lists(services, settings))

    @job()
    def _judge(self, settings: Settings, last: LastSession | None) -> Judged:
        from tui.features.settings.data import effect, last_session

        last = last or last_session(settings)
        return self.Judged(last, effect(settings, last))

    @job()
    def _measure(self, settings: Settings) -> Measured:
        return self.Measured(storage.kept(settings))

    @job(exclusive=False)
    def _wipe(self, settings: Settings, code: str) -> Measured:
        storage.wipe(settings, code)
        return self.Measured(storage.kept(settings))

    @on(Listed)
    def _take_lists(self, event: Listed) -> None:
        self._lists = event.lists
        self.show()

    @on(Measured)
    def _take_sizes(self, event: Measured) -> None:
        self._kept = event.kept
        self.show()

    @on(Judged)
    def _take_effect(self, event: Judged) -> None:
        self._last = event.last
        if event.effect is not None and not event.effect.fits(self.poise.settings):
            return  # the settings have gone on since; a newer one is under way
        self._effect = event.effect
        self.show()

    def show(self) -> None:
        """Fill pages, rows and notes."""
        self.query_one("#pages", Static).update(view.pages_line(self._section))
        self.query_one(RowList).set_rows(self._rows())
        self._show_notes()

    def _rows(self) -> list[Row]:
        if self._section.id == "data":
            rows = [Row(kept.code, partial(kept_view.kept_line, kept)) for kept in self._kept]
            total = [Row("all", partial(kept_view.total_line, list(self._kept)))] if self._kept else []
            return rows + total
        settings = self.poise.settings
        found = (view.setting_row(settings, key, self._lists) for key in self._section.keys)
        return [Row(row.key, partial(view.row_line, row)) for row in found]

    def _show_notes(self) -> None:
        key, about = self.query_one(Rows).current, self.query_one("#settings-about", Static)
        if key is None:
            about.update("")
        elif self._section.id == "data":
            place = storage.places(self.poise.settings).get(key)
            about.update(kept_view.about(key) + (f"\n{place}" if place else ""))
        else:
            about.update(view.setting_row(self.poise.settings, key, self._lists).note)
        effect = self.query_one("#effect", Static)
        effect.display = self._section.id in JUDGED
        effect.update(self._effect_words())
        self.refresh_bindings()

    def _effect_words(self) -> Content:
        if self._last is None:
            return Content("")

        if self._effect is None:
            return Content.assemble((view.no_session(), "$muted"))
        head = _("On your last session ({when}):").format(when=self._effect.when)
        return Content.assemble(
            (head + " ", "$muted"), (effect_line(self._effect.before, self._effect.after), "bold")
        )

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """The notes follow the cursor."""
        self._show_notes()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Values are changed on the other pages, data is deleted on its own."""
        del parameters
        on_data = self._section.id == "data"
        if action == "wipe":
            return on_data
        return not on_data if action in ("step", "reset") else True

    def key_label(self, action: str, label: str) -> str:
        """Enter opens the list of values."""
        return ("" if self._section.id == "data" else _("Choose")) if action == "choose" else label

    def action_section(self, step: int) -> None:
        """The next or the previous page."""
        self.action_page((view.SECTIONS.index(self._section) + step) % len(view.SECTIONS) + 1)

    def action_page(self, number: int) -> None:
        """A page by its number."""
        self._section = view.SECTIONS[number - 1]
        self.query_one(Rows).cursor = 0
        self.show()
        self._ask()

    async def action_step(self, step: int) -> None:
        """The next or the previous value."""
        key = self.query_one(Rows).current
        if key is None:
            return
        settings, choices = self.poise.settings, self._lists.get(key, ())
        values = view.allowed(key, choices)
        if values:
            await self._set(key, view.stepped(settings.value(key), values, step))
        else:
            self._write(key)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter: choose from the list, or write the value."""
        if self._section.id == "data":
            return
        key, choices = event.id, self._lists.get(event.id, ())
        values = view.allowed(key, choices)
        if not values or len(values) > 20:
            self._write(key)
            return
        items = [MenuItem(str(number), view.value_words(key, value, choices)) for number, value in enumerate(values)]

        async def chosen(answer: str | None) -> None:
            if answer is not None:
                await self._set(key, values[int(answer)])

        label = view.setting_row(self.poise.settings, key, self._lists).label
        self.app.push_screen(ChooseDialog(label, "", items), chosen)

    def _write(self, key: str) -> None:
        row = view.setting_row(self.poise.settings, key, self._lists)

        async def written(line: str | None) -> None:
            if line is None:
                return
            try:
                await self._set(key, checked(key, line))
            except SettingsError as error:
                self.notify(failure_words(error), severity="error")

        self.app.push_screen(LineDialog(row.label, row.note, str(self.poise.settings.value(key))), written)

    async def _set(self, key: str, value: Value | None) -> None:
        """Change a value now, show it, save it; None is back to the default, and out of the file."""
        if key == "language":
            await self.poise.use_language(None if value is None else str(value))
        elif key in CONSENTS and value and not self.poise.settings.value(key):
            self._ask_consent(key)
            return
        else:
            self.poise.change({key: value})
        self.show()
        self._ask()

    def _ask_consent(self, key: str) -> None:
        """It is kept from now on, where the answer is yes."""

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.poise.change(agreed(key))
                self.show()

        self.app.push_screen(ConsentDialog(key, self.poise.settings), answered)

    async def action_reset(self) -> None:
        """Back to the default."""
        key = self.query_one(Rows).current
        if key is not None and self._section.id != "data":
            await self._set(key, None)

    def action_calibrate(self) -> None:
        """Where profiles are made."""
        self.poise.goto("calibration")

    def action_wipe(self) -> None:
        """Delete a kind of data for good, after asking."""
        code = self.query_one(Rows).current
        if code is None:
            return
        settings = self.poise.settings
        title = _("Delete for good: {what}?").format(what=kept_view.title(code))
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._wipe(settings, code)

        text = kept_view.about(code) + " " + _("This cannot be undone.")
        self.app.push_screen(ChooseDialog(title, text, items), answered)
