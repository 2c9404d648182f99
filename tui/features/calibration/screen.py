"""Calibration profiles: which there are, which is used, and the way to a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message

from tui.app.dialogs import LineDialog
from tui.app.jobs import job
from tui.app.lists import ListScreen, Removed, Restore
from tui.features.calibration import data as faces
from tui.features.calibration import view as view
from tui.features.calibration.measure import MeasureScreen
from tui.i18n import N_, _
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.calibration.correction import Profile
    from core.settings.model import Settings

ABOUT = N_(
    "Networks call many resting faces sad. 40 seconds of yours, and it is no longer held against you; looks are then "
    "judged from where your camera stands."
)
NetworkName = Callable[["Settings"], str]


class CalibrationScreen(ListScreen["Profile"]):
    """One profile for each person, or for each place and light."""

    PLACE = N_("Calibration")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,a", "new", N_("New")),
        Binding("r", "again", N_("Measure again")),
        Binding("o", "none", N_("Use none")),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
    ]

    @dataclass
    class Named(Message):
        """A profile may have this name."""

        name: str

    def __init__(self, network_name: NetworkName = faces.network_name) -> None:
        super().__init__()
        self._network_name = network_name
        self._network = ""
        self._used: list[Profile] = []
        """Those that were in use when they were removed."""

    def compose_body(self) -> ComposeResult:
        """What it is for, the profiles, and what the one under the cursor does."""
        with Vertical(classes="page"):
            yield Static(
                _(ABOUT),
                id="calibration-head",
            )
            yield RowList(id="profiles")
            with VerticalScroll(id="profile-frame", can_focus=False):
                yield Static(id="profile")

    def read(self, settings: Settings) -> Sequence[Profile]:
        """Those that can be read, and for which network they would count."""
        self._network = self._network_name(settings)
        return faces.readable(settings)

    def discard(self, settings: Settings, item: Profile) -> Restore:
        """Its file."""
        store = faces.profiles(settings)
        store.delete(item.name)
        return lambda: store.save(item)

    def row(self, item: Profile) -> Row:
        """A line."""
        used = self.poise.settings.profile
        return Row(item.name, partial(view.profile_line, item, used, self._network))

    def removal(self, item: Profile) -> tuple[str, str]:
        """It comes back as it was."""
        return _("Delete {name}?").format(name=item.name), _("u brings it back until you leave this screen.")

    def after_removal(self, removed: Removed[Profile]) -> None:
        """What is gone is not used."""
        if self.poise.settings.profile == removed.item.name:
            self._used.append(removed.item)
            self.poise.change(profile="")

    def after_restoring(self, restored: Removed[Profile]) -> None:
        """It is used again if it was."""
        if restored.item in self._used:
            self._used.remove(restored.item)
            self.poise.change(profile=restored.item.name)

    def show(self) -> None:
        """Fill list and detail."""
        self.list.say_empty(
            _("Not calibrated: a calm face may read as sad."), "n", _("measures yours: rest, smile and look, 40 s")
        )
        super().show()

    def show_current(self) -> None:
        """The detail follows the cursor."""
        profile = self.current
        self.query_one("#profile-frame").display = profile is not None
        if profile is not None:
            self.query_one("#profile", Static).update(Content("\n").join(view.effect_lines(profile)))

    @on(Rows.Chosen)
    def _choose(self, event: Rows.Chosen) -> None:
        self._use(event.id)

    def key_label(self, action: str, label: str) -> str:
        """Enter uses the profile here, and measures the first one."""
        if action == "choose":
            return _("Use") if self.items else _("Measure your face")
        return label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a profile is dimmed without one."""
        if action == "none":
            return bool(self.poise.settings.profile)
        return None if action == "again" and not self.items else super().check_action(action, parameters)

    def _use(self, name: str) -> None:
        if name != self.poise.settings.profile:
            self.poise.change(profile=name)
        self.show()

    def action_none(self) -> None:
        """Go without calibration."""
        self._use("")

    def action_new(self) -> None:
        """Name a profile and measure it."""
        taken = {profile.name for profile in self.items or ()}
        first = next(name for name in ("me", *(f"me-{n}" for n in range(2, 1000))) if name not in taken)
        text = _("Letters, digits, hyphens: for a person, or for a place and its light.")
        self.app.push_screen(LineDialog(_("Name of the profile"), text, first), self._measure)

    def action_again(self) -> None:
        """Measure the profile under the cursor anew; the old one stays until the new one is kept."""
        if self.current is not None:
            self._measure(self.current.name)

    def _measure(self, name: str | None) -> None:
        if name:
            self._check_name(self.poise.settings, name)

    @job()
    def _check_name(self, settings: Settings, name: str) -> Named:
        return self.Named(faces.checked_name(settings, name))

    @on(Named)
    def _open_measurement(self, event: Named) -> None:
        self.app.push_screen(MeasureScreen(event.name))
