"""Calibration profiles: which there are, which is used, and the way to a new one."""

from __future__ import annotations

import threading
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

from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.features.calibration import data as faces
from tui.features.calibration import view as view
from tui.features.calibration.measure import MeasureScreen
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.calibration.correction import Profile
    from core.settings.model import Settings

ABOUT = N_("Networks call many resting faces sad. Half a minute of yours, and it is no longer held against you.")
NetworkName = Callable[["Settings"], str]


class CalibrationScreen(PoiseScreen[None]):
    """One profile for each person, or for each place and light."""

    PLACE = N_("Calibration")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#profiles"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,a", "new", N_("New")),
        Binding("r", "again", N_("Measure again")),
        Binding("o", "none", N_("Use none")),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
    ]

    @dataclass
    class Listed(Message):
        """The profiles, and the network that is in use."""

        network: str
        profiles: Sequence[Profile]

    @dataclass
    class Named(Message):
        """A name that a new profile can have."""

        name: str

    def __init__(self, network_name: NetworkName = faces.network_name) -> None:
        super().__init__()
        self._network_name = network_name
        self._network = ""
        self._profiles: Sequence[Profile] | None = None
        self._in_turn = threading.Lock()  # so that a list shows every change made before it
        self._removed: list[tuple[Profile, bool]] = []

    def compose_body(self) -> ComposeResult:
        """What it is for, the profiles, and what the one under the cursor does."""
        with Vertical(classes="page"):
            yield Static(
                _(ABOUT),
                id="calibration-head",
            )
            yield EmptyState("", id="no-profiles")
            yield Rows(id="profiles")
            with VerticalScroll(id="profile-frame", can_focus=False):
                yield Static(id="profile")

    def on_screen_resume(self) -> None:
        """A profile may have been made."""
        self._list(self.poise.settings)

    @job(exclusive=False)
    def _list(self, settings: Settings, change: Callable[[], object] = lambda: None) -> Listed:
        """Change something, then list the profiles anew."""
        with self._in_turn:
            change()
            return self.Listed(self._network_name(settings), faces.readable(settings))

    @on(Listed)
    def _show_profiles(self, event: Listed) -> None:
        self._network, self._profiles = event.network, event.profiles
        self.show()

    def show(self) -> None:
        """Fill list and detail."""
        profiles, empty = self._profiles or (), self.query_one(EmptyState)
        empty.display = self._profiles is not None and not profiles
        empty.say(
            _("Not calibrated: a calm face may read as sad."), "n", _("measures yours: 20 s at rest, 5 s of a smile")
        )
        used = self.poise.settings.profile
        rows = [Row(p.name, partial(view.profile_line, p, used, self._network)) for p in profiles]
        self.query_one(Rows).set_rows(rows)
        self._show_profile()

    def _show_profile(self) -> None:
        profile = self._current()
        self.query_one("#profile-frame").display = profile is not None
        if profile is not None:
            self.query_one("#profile", Static).update(Content("\n").join(view.effect_lines(profile)))
        self.refresh_bindings()

    def _current(self) -> Profile | None:
        wanted = self.query_one(Rows).current
        return next((profile for profile in self._profiles or () if profile.name == wanted), None)

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        self._show_profile()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter uses the profile."""
        self._use(event.id)

    def key_label(self, action: str, label: str) -> str:
        """Enter uses the profile here, and measures the first one."""
        if action == "choose":
            return _("Use") if self._profiles else _("Measure your face")
        return label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a profile is dimmed without one."""
        del parameters
        if action == "undo":
            return bool(self._removed)
        if action == "none":
            return bool(self.poise.settings.profile)
        return None if action in ("again", "remove") and not self._profiles else True

    def _use(self, name: str) -> None:
        if name != self.poise.settings.profile:
            self.poise.change(profile=name)
        self.show()

    def action_none(self) -> None:
        """Go without calibration."""
        self._use("")

    def action_new(self) -> None:
        """Name a profile and measure it."""
        taken = {profile.name for profile in self._profiles or ()}
        first = next(name for name in ("me", *(f"me-{n}" for n in range(2, 1000))) if name not in taken)
        text = _("Letters, digits, hyphens: for a person, or for a place and its light.")
        self.app.push_screen(LineDialog(_("Name of the profile"), text, first), self._measure)

    def action_again(self) -> None:
        """Measure the profile under the cursor anew; the old one stays until the new one is kept."""
        profile = self._current()
        if profile is not None:
            self._measure(profile.name)

    def _measure(self, name: str | None) -> None:
        if name:
            self._check(self.poise.settings, name)

    @job()
    def _check(self, settings: Settings, name: str) -> Named:
        return self.Named(faces.checked_name(settings, name))

    @on(Named)
    def _open_measuring(self, event: Named) -> None:
        self.app.push_screen(MeasureScreen(event.name))

    def action_remove(self) -> None:
        """Remove a profile, after asking; it can be taken back while the screen is open."""
        profile = self._current()
        if profile is None:
            return
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]
        text = _("u brings it back until you leave this screen.")

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._remove(profile)

        self.app.push_screen(ChooseDialog(_("Delete {name}?").format(name=profile.name), text, items), answered)

    def _remove(self, profile: Profile) -> None:
        settings = self.poise.settings
        used = settings.profile == profile.name
        self._removed.append((profile, used))
        if used:
            self.poise.change(profile="")
        self._list(settings, lambda: faces.profiles(settings).delete(profile.name))

    def action_undo(self) -> None:
        """Bring the profile back that was removed last, and use it again if it was used."""
        if not self._removed:
            return
        profile, used = self._removed.pop()
        settings = self.poise.settings
        if used:
            self.poise.change(profile=profile.name)
        self._list(settings, lambda: faces.profiles(settings).save(profile))
