"""One take: count-in, level, listen, then keep it or try again. Nothing is on the disk before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.dialogs import LeaveDialog
from tui.app.jobs import job
from tui.app.session import LevelArrived
from tui.features.voice import data
from tui.features.voice import view as view
from tui.features.voice.view import Stage
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.meter import Meter
from tui.widgets.outside import Static

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.wav import Samples

TICK_S = 0.1


class RecordScreen(PoiseScreen[None]):
    """Records for one slot under one name."""

    PLACE = N_("Record")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "stop", N_("Stop")),
        Binding("l", "listen", N_("Listen")),
        Binding("r", "again", N_("Again")),
        Binding("k,s", "keep", N_("Keep")),
    ]

    @dataclass
    class Taken(Message):
        """A take is trimmed and matched: samples and rate."""

        samples: Samples
        rate: int

    @dataclass
    class NothingTaken(Message):
        """There is no sound in it; `text` says why in one line."""

        text: str

    @dataclass
    class Played(Message):
        """It was heard, or could not be: `text` says why in one line."""

        text: str = ""

    @dataclass
    class Kept(Message):
        """It is on the disk under this name."""

        name: str

    def __init__(self, slot: str, name: str, audio: data.Audio) -> None:
        super().__init__()
        self._slot, self._voice_name, self._audio = slot, name, audio
        self._stage = Stage.COUNT
        self._began = 0.0
        self._take: data.Recording | None = None
        self._kept: tuple[Samples, int] | None = None
        self._level, self._loud, self._playing = 0.0, False, False

    def compose_body(self) -> ComposeResult:
        """What to say, when, and the level."""
        with Vertical(id="record"):
            yield Static(f"“{self._voice_name}”", id="record-name")
            yield Static(f"{view.slot_title(self._slot)} · {view.slot_about(self._slot)}", classes="note")
            yield Static(id="record-stage", classes="gap")
            yield Meter(id="record-level")

    def on_mount(self) -> None:
        """Begin the count-in."""
        self.action_again()
        self.set_interval(TICK_S, self._tick)

    def on_unmount(self) -> None:
        """Let the microphone go."""
        if self._take is not None:
            self._take.stop()

    def _tick(self) -> None:
        """Where the clock has got to."""
        if self._stage is Stage.COUNT and self._elapsed() >= view.COUNT_IN_S:
            self._stage = Stage.RECORD
            self._take = self._audio.record(self._hear)
        elif self._stage is Stage.RECORD and self._take is not None and self._take.wait(0.0):
            self._work()
        if self._stage in (Stage.COUNT, Stage.RECORD):
            self.show()

    def _elapsed(self) -> float:
        return self.poise.services.clock.now() - self._began

    def _hear(self, level: float, loud: bool) -> None:
        """From the recording thread."""
        self.post_message(LevelArrived(2.0 if loud else level))

    def on_level_arrived(self, event: LevelArrived) -> None:
        """The newest level; 2 stands for too loud."""
        self._level, self._loud = min(event.level, 1.0), event.level > 1.0
        self.query_one(Meter).set_view(view.meter(self._level, self._loud))

    def _work(self) -> None:
        """Trim and match the take off the event loop."""
        self._stage = Stage.WORK
        if self._take is not None:
            self._prepare(self._take)
        self.show()

    @job(failed=NothingTaken)
    def _prepare(self, take: data.Recording) -> Taken:
        from sounds.shape import RATE
        from sounds.voices import prepared

        return self.Taken(prepared(*take.result()), RATE)

    @on(Taken)
    def _offer_take(self, event: Taken) -> None:
        self._kept, self._stage = (event.samples, event.rate), Stage.LISTEN
        self.action_listen()
        self.show()

    @on(NothingTaken)
    def _offer_another(self, event: NothingTaken) -> None:
        self._stage = Stage.LISTEN
        self.notify(event.text, severity="error")
        self.show()

    @on(Played)
    def _end_playing(self, event: Played) -> None:
        self._playing = False
        if event.text:
            self.notify(event.text, severity="error")
        self.show()

    @on(Kept)
    def _leave_with_it(self, event: Kept) -> None:
        self.app.notify(_("Kept: {name}").format(name=event.name))
        self.dismiss()

    def show(self) -> None:
        """What to do now."""
        seconds = self._kept[0].size / self._kept[1] if self._kept else 0.0
        if self._stage is Stage.RECORD and self._take is not None:
            seconds = self._take.seconds
        words = view.stage_words(self._stage, self._elapsed(), seconds)
        if self._stage is Stage.LISTEN and self._kept is None:
            words = _("Nothing was recorded. r tries again.")
        self.query_one("#record-stage", Static).update(words)
        self.query_one(Meter).display = self._stage is Stage.RECORD
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what this stage offers."""
        del parameters
        if action == "stop":
            return self._stage is Stage.RECORD
        if action in ("listen", "keep"):
            return self._stage is Stage.LISTEN and self._kept is not None
        return self._stage is Stage.LISTEN if action == "again" else True

    def action_stop(self) -> None:
        """End the take early."""
        if self._take is not None:
            self._take.stop()

    def action_again(self) -> None:
        """Another take: count in once more."""
        self._stage, self._kept, self._take = Stage.COUNT, None, None
        self._began = self.poise.services.clock.now()
        self.show()

    def action_listen(self) -> None:
        """Play the take."""
        if self._kept is None or self._playing:
            return
        self._playing = True
        self._play(*self._kept)

    @job(failed=Played)
    def _play(self, samples: Samples, rate: int) -> Played:
        self._audio.play(samples, rate)
        return self.Played()

    def holds(self) -> bool:
        """A take that is not kept yet."""
        return self._kept is not None

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """A take is not thrown away unasked."""
        items = [MenuItem("keep", _("Keep")), MenuItem("drop", _("Throw it away"))]

        def answered(answer: str | None) -> None:
            if answer == "keep":
                self.action_keep()
            elif answer == "drop":
                leave()

        self.app.push_screen(LeaveDialog(_("The take is not kept yet"), "", items), answered)

    def action_keep(self) -> None:
        """Write it down."""
        if self._kept is not None:
            self._save(self.poise.settings, *self._kept)

    @job(exclusive=False)
    def _save(self, settings: Settings, samples: Samples, rate: int) -> Kept:
        return self.Kept(data.voices(settings).save(self._voice_name, samples, rate, self._slot).name)
