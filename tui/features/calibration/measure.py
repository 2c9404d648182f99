"""Measuring a profile: interview face, smile, lens and corners, with live advice; kept only when the user says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from core.session.snapshot import Action
from tui.app.base import PoiseScreen
from tui.app.dialogs import LeaveDialog
from tui.app.jobs import job
from tui.app.session import SessionHandle
from tui.features.calibration import data as faces
from tui.features.calibration import view
from tui.i18n import N_, _
from tui.widgets import placement
from tui.widgets.countdown import Countdown
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.picture import Picture
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.calibration.calibrator import Progress
    from core.calibration.correction import Profile
    from core.session.snapshot import Snapshot
    from core.settings.model import Settings

READY = N_(
    "Sit as in the interview and look into the camera. Enter begins: 20 s at rest, 5 s of a smile, 5 s at the lens, "
    "10 s around the corners of the screen."
)
STAND_IN = N_(
    "No webcam gives a picture: this is the demo's drawn face. It shows how this goes; nothing of it is kept."
)
TICK_S = 0.2


class MeasureScreen(PoiseScreen[None]):
    """Shows a session that measures the face; the engine counts its readings, so none is lost on the way here."""

    PLACE = N_("Measure your face")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "begin", N_("Begin")),
        Binding("r", "retry", N_("Try again")),
        Binding("s", "skip", N_("Without this part")),
        Binding("k", "keep", N_("Keep and use")),
        Binding("i", "picture", N_("Picture")),
    ]

    @dataclass
    class Kept(Message):
        """The profile is stored."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._profile_name = name
        self._session = SessionHandle(self)
        self._snapshot: Snapshot | None = None
        self._error = ""
        self._picture = True

    def compose_body(self) -> ComposeResult:
        """The picture at the left; what to do, the time and the advice at the right."""
        with Horizontal(id="measure"):
            yield Picture(id="measure-picture")
            with Vertical(id="measure-side"):
                yield Static(id="measure-do")
                yield Countdown(id="measure-time")
                yield Static(id="measure-advice")

    def place(self) -> str:
        """Whose face."""
        return _("Calibration") + f" › {self._profile_name}"

    def on_mount(self) -> None:
        """Open the camera off the event loop."""
        services, settings = self.poise.services, self.poise.settings.changed(profile="")
        wanted = settings.live_picture
        self._picture = wanted == "on" or (wanted == "auto" and not services.remote)
        self._session.open(partial(services.runner, settings, Start(calibrate=True)))
        self.set_interval(TICK_S, self._tick)

    @on(SessionHandle.NotOpened)
    def _tell_why(self, event: SessionHandle.NotOpened) -> None:
        """Without a camera there is nothing to measure."""
        self._error = event.text
        self.show()

    @on(SessionHandle.Moved)
    def _take_snapshot(self, event: SessionHandle.Moved) -> None:
        """What the session measured so far."""
        self._snapshot = event.snapshot
        self.show()

    async def on_unmount(self) -> None:
        """Give the camera back."""
        await self._session.end()

    @property
    def _progress(self) -> Progress | None:
        """How far it is; None before it began."""
        found = self._snapshot.calibration if self._snapshot is not None else None
        return found.progress if found is not None else None

    @property
    def _profile(self) -> Profile | None:
        """What was measured, once it is whole, under its name."""
        found = self._snapshot.calibration if self._snapshot is not None else None
        if found is None or found.profile is None:
            return None
        return replace(found.profile, name=self._profile_name, made=f"{self.poise.services.today():%Y-%m-%d}")

    @property
    def _stands_in(self) -> bool:
        """Whether it is nobody's face."""
        return self._snapshot is not None and self._snapshot.is_stand_in

    def _tick(self) -> None:
        """The newest picture."""
        preview = self._session.preview() if self._picture else None
        waiting = _("no picture") if self._error else _("opening …")
        self.query_one(Picture).set_picture(preview, waiting if self._picture else _("i shows the picture"))
        self.show()

    def show(self) -> None:
        """What to do now, how long still, what is wrong."""
        do, advice = self.query_one("#measure-do", Static), self.query_one("#measure-advice", Static)
        time = self.query_one(Countdown)
        progress, profile = self._progress, self._profile
        time.display = progress is not None and profile is None
        if progress is None:
            do.update(_(READY))
            advice.update(self._hint())
            return self.refresh_bindings()

        do.update(view.instruction(progress))
        time.set_view(view.countdown(progress))
        if profile is not None:
            lines = [*view.effect_lines(profile), *([Content(_(STAND_IN))] if self._stands_in else [])]
            advice.update(Content("\n").join(lines))
        else:
            advice.update(view.problem_lines(progress.problems))
        return self.refresh_bindings()

    def _hint(self) -> Content:
        """Before it begins: light, place and distance, as in the equipment check; first of all, whose face it is."""
        if self._stands_in:
            return Content.assemble(("! ", "$mood-acceptable bold"), _(STAND_IN))
        preview = self._session.preview()
        shape = (int(preview.image.shape[0]), int(preview.image.shape[1])) if preview else None
        face = preview.face if preview else None
        hint = placement.Hint(self._error, False) if self._error else placement.hint(self._snapshot, face, shape)
        mark = ("✓ ", "$mood-good bold") if hint.good else ("! ", "$mood-acceptable bold")
        return Content.assemble(mark, hint.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this moment offers."""
        del parameters
        allowed = self._snapshot.allowed if self._snapshot is not None else frozenset()
        offered: dict[str, Any] = {
            "begin": Action.BEGIN in allowed,
            "retry": Action.RETAKE in allowed,
            "skip": Action.SKIP in allowed,
            "keep": self.holds(),
        }
        return bool(offered.get(action, True))

    def action_begin(self) -> None:
        """Start the clock."""
        self._session.command(Action.BEGIN)

    def action_retry(self) -> None:
        """The part that went wrong once more; after the end, everything."""
        self._session.command(Action.RETAKE)

    def action_skip(self) -> None:
        """Do without the smile, or without the looks."""
        self._session.command(Action.SKIP)

    def action_keep(self) -> None:
        """Store the profile and use it."""
        profile = self._profile
        if profile is not None and not self._stands_in:
            self._keep(self.poise.settings, profile)

    @job()
    def _keep(self, settings: Settings, profile: Profile) -> Kept:
        faces.profiles(settings).save(profile)
        return self.Kept()

    @on(Kept)
    def _use(self) -> None:
        self.poise.change(profile=self._profile_name)
        self.app.notify(_("Kept and used from now on: {name}").format(name=self._profile_name))
        self.dismiss()

    def holds(self) -> bool:
        """A face of the user's that was measured and is not kept yet."""
        return self._profile is not None and not self._stands_in

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """What was measured is not thrown away unasked."""
        items = [MenuItem("keep", _("Keep and use")), MenuItem("drop", _("Throw it away"))]

        def answered(answer: str | None) -> None:
            if answer == "keep":
                self.action_keep()
            elif answer == "drop":
                leave()

        self.app.push_screen(LeaveDialog(_("Your face was measured"), "", items), answered)

    def action_picture(self) -> None:
        """Show or hide the picture."""
        self._picture = not self._picture
        self._tick()
