"""Equipment check: see yourself as Poise sees you, hear what it will play, be heard."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from core.camera.ticket import LENT
from core.session.snapshot import Phase
from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.app.session import SessionHandle
from tui.features.equipment import view as view
from tui.features.equipment.data import Listening, RealChecks, SoundChecks
from tui.i18n import N_, _
from tui.widgets import placement
from tui.widgets.bars import TopBar
from tui.widgets.field import Field, FieldView, neighbour
from tui.widgets.marks import MoodMark, mood_of
from tui.widgets.meter import Meter
from tui.widgets.outside import Static
from tui.widgets.picture import Picture
from tui.widgets.text import words
from tui.wiring.choices import Choice
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.session.snapshot import Snapshot
    from core.settings.model import Settings

PICTURE_S = 0.2
"""At most five pictures a second."""


class EquipmentScreen(PoiseScreen[None]):
    """Runs a session that is neither stored nor heard, only to look at."""

    PLACE = N_("Equipment check")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "camera(-1)", N_("Camera"), key_display="←→"),
        Binding("right,l", "camera(1)", show=False),
        Binding("t,f2", "play('tone')", N_("Tone")),
        Binding("v,f3", "play('voice')", N_("Voice")),
        Binding("s,f4", "play('speech')", N_("Speech")),
        Binding("i,f6", "picture", N_("Picture")),
        Binding("o", "turn", N_("Turn the picture"), show=False),
        Binding("w", "face", N_("Whose face"), show=False),
        Binding("d", "machine", N_("What is missing"), show=False),
    ]

    @dataclass
    class Listed(Message):
        """The cameras that can be chosen."""

        cameras: Sequence[Choice]

    @dataclass
    class Heard(Message):
        """What the microphone gives: a level (None where nothing comes), and a code of `view.MICROPHONE` or "".

        `ear` is the one that is opened at that time.
        """

        level: float | None
        fault: str
        ear: object = None

        def can_replace(self, message: Message) -> bool:
            """The newest counts."""
            return isinstance(message, EquipmentScreen.Heard)

    @dataclass
    class Listened(Message):
        """The microphone is open, or there is none."""

        listening: Listening | None

    @dataclass
    class NotListened(Message):
        """No microphone could be opened, and why."""

        text: str

    @dataclass
    class Played(Message):
        """A sound was played, or could not be: a code of `view.PLAYED`."""

        code: str
        params: Mapping[str, object]

    @dataclass
    class NotPlayed(Message):
        """Nothing could be tried, and why."""

        text: str

    def __init__(
        self, camera: str = "", weights: str = "", sounds: Callable[[Settings], SoundChecks] = RealChecks
    ) -> None:
        """Look through that camera with that network, by default those of the settings."""
        super().__init__()
        self._sounds = sounds
        self._cameras: Sequence[Choice] = ()
        self._camera, self._weights = camera, weights
        self._session = SessionHandle(self)
        self._snapshot: Snapshot | None = None
        self._level: float | None = None
        self._fault = ""
        self._hint: str | None = None
        self._heard = ""
        self._error = ""
        self._picture = True
        self._listening: Listening | None = None
        self._ear = object()

    def compose_body(self) -> ComposeResult:
        """The picture at the left, the measures at the right."""
        with Horizontal(id="equipment"):
            yield Picture(id="picture")
            with Vertical(id="measures"):
                field = Field(self._camera_view())
                field.can_focus = False
                yield field
                with Vertical(id="meters"):
                    yield MoodMark()
                    yield Meter(id="light")
                    yield Meter(id="distance")
                    yield Meter(id="microphone")
                yield Static(id="hint")
                yield Static(id="microphone-hint")
                yield Static(id="heard")
                yield Static(id="whose")

    def on_mount(self) -> None:
        """Open everything off the event loop."""
        settings, services = self.poise.settings, self.poise.services
        self._camera = self._camera or settings.camera
        self._weights = self._weights or settings.weights
        wanted = settings.live_picture
        self._picture = wanted == "on" or (wanted == "auto" and not services.remote)
        self.set_interval(PICTURE_S, self._redraw)
        self._list()
        self._listen_anew()
        self._open()

    @job()
    def _list(self) -> Listed:
        return self.Listed(tuple(self.poise.services.cameras()))

    @on(Listed)
    def _show_cameras(self, event: Listed) -> None:
        self._cameras = event.cameras
        self.show()

    def _listen_anew(self) -> None:
        """Open the microphone of the settings; the one before, which may be another machine's, is let go first."""
        if self._listening is not None:
            self._listening.close()
        self._listening, self._level, self._fault, self._ear = None, None, "", object()
        self._listen(self.poise.settings, self._ear)

    @job(failed=NotListened)
    def _listen(self, settings: Settings, ear: object) -> Listened:
        sounds = self._sounds(settings)
        return self.Listened(sounds.listen(lambda level, fault: self.post_message(self.Heard(level, fault, ear))))

    @on(Listened)
    def _take_microphone(self, event: Listened) -> None:
        if self._listening is not None:  # one that was on its way here when it was to be let go
            self._listening.close()
        self._listening = event.listening
        if event.listening is None:
            self._fault = "no_microphone"
        self.show()

    @on(NotListened)
    def _tell_not_listened(self, event: NotListened) -> None:
        self._heard, self._fault = event.text, "no_microphone"
        self.show()

    @job(failed=NotPlayed)
    def _play(self, settings: Settings, what: str) -> Played:
        return self.Played(*self._sounds(settings).play(what))

    @on(Played)
    def _tell_sound(self, event: Played) -> None:
        self._heard = view.played(event.code, event.params)
        self.show()

    @on(NotPlayed)
    def _tell_no_sound(self, event: NotPlayed) -> None:
        self._heard = event.text
        self.show()

    def _open(self, after: SessionHandle | None = None) -> None:
        """Look through the chosen camera; the one before is closed first."""
        settings = self.poise.settings.changed(camera=self._camera, weights=self._weights)
        self._session.open(partial(self.poise.services.runner, settings, Start(watch=True)), after)

    def _reopen(self) -> None:
        """Look through another camera, or otherwise."""
        before = self._session
        before.close()
        self._session, self._snapshot, self._error = SessionHandle(self), None, ""
        self._open(before)
        self.show()

    @on(SessionHandle.NotOpened)
    def _tell_why(self, event: SessionHandle.NotOpened) -> None:
        """A camera that does not work is what this screen is for."""
        if event.session is self._session:
            self._error = event.text
            self.show()

    @on(SessionHandle.Moved)
    def _keep_snapshot(self, event: SessionHandle.Moved) -> None:
        """For the next drawing."""
        if event.session is self._session:
            self._snapshot = event.snapshot

    async def on_unmount(self) -> None:
        """Give camera and microphone back."""
        if self._listening is not None:
            self._listening.close()
        await self._session.end()

    @on(Heard)
    def _show_level(self, event: Heard) -> None:
        """The microphone moved."""
        if event.ear not in (None, self._ear):
            return  # it was let go meanwhile
        self._level, self._fault = event.level, event.fault
        self._show_microphone()

    def _show_microphone(self) -> None:
        self.query_one("#microphone", Meter).set_view(view.microphone(self._level, self._fault))
        hint = self.query_one("#microphone-hint", Static)
        text = view.microphone_hint(self._fault)
        if text != self._hint:
            self._hint = text
            hint.display = bool(text)
            hint.update(Content.assemble(("! ", "$mood-acceptable bold"), text))

    def show(self) -> None:
        """What does not come with the camera's pace."""
        self.query_one(Field).set_view(self._camera_view())
        self.query_one("#heard", Static).update(self._heard)
        self._hint = None
        self._show_microphone()
        self._redraw()

    def _redraw(self) -> None:
        """Picture and measures, at most five times a second."""
        preview = self._session.preview()
        face = preview.face if preview else None
        shape = (int(preview.image.shape[0]), int(preview.image.shape[1])) if preview else None
        off = _("i shows the picture")
        waiting = _("no picture") if self._error else _("opening …")
        picture = self.query_one(Picture)
        picture.set_picture(preview if self._picture else None, waiting if self._picture else off)
        reading = self._snapshot.reading if self._snapshot else None
        self.query_one("#light", Meter).set_view(placement.light(reading))
        self.query_one("#distance", Meter).set_view(placement.distance(face, shape))
        advice = (
            placement.Hint(self._error, False)
            if self._error
            else placement.hint(self._snapshot, face, shape, mirrored=self.poise.settings.mirror)
        )
        mark = ("✓ ", "$mood-good bold") if advice.good else ("! ", "$mood-acceptable bold")
        self.query_one("#hint", Static).update(Content.assemble(mark, advice.text))
        whose = view.whose(self.poise.services.remote, platform.node(), self._camera)
        notes = "\n\n".join(filter(None, ("" if self._heard else view.stand_in(self._snapshot), whose)))
        self.query_one("#whose", Static).update(notes)
        if self._snapshot is not None and self._snapshot.phase is not Phase.FINISHED:
            self.query_one(MoodMark).set_view(mood_of(self._snapshot))
            self.query_one(TopBar).status = words.camera(self._snapshot.camera)

    def _camera_view(self) -> FieldView:
        titles = {choice.value: choice.title for choice in self._cameras}
        return FieldView("camera", _("Camera"), titles.get(self._camera, self._camera), several=len(titles) > 1)

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """A click on the camera."""
        self.action_camera(event.step)

    def action_camera(self, step: int) -> None:
        """Another camera; remembered."""
        before, values = self._camera, [choice.value for choice in self._cameras] or [self._camera]
        self._camera = neighbour(values, before, step)
        if self._camera != self.poise.settings.camera:
            self.poise.change(camera=self._camera)
        if before != self._camera and LENT in (before, self._camera):  # the laptop's microphone comes with it
            self._listen_anew()
        self._reopen()

    def action_turn(self) -> None:
        """Turn the camera's picture, so that a face that lies stands, or else by a quarter; remembered."""
        reading = self._snapshot.reading if self._snapshot else None
        self.poise.change(rotate=view.turned_by(reading, self.poise.settings.rotate))
        self._reopen()

    def action_face(self) -> None:
        """Follow another of several faces, by its place in the mirror; remembered."""
        self.poise.change(face=view.next_face(self.poise.settings.face))
        self.notify(view.face_chosen(self.poise.settings.face))
        self._open()
        self.show()

    async def action_machine(self) -> None:
        """What the machine lacks. Camera and microphone are given back first: they are tried there."""
        if self._listening is not None:
            self._listening.close()
        await self._session.end()
        self.poise.replace("machine")

    def action_play(self, what: str) -> None:
        """Let it be heard."""
        self._heard = _(view.PLAYING[what])
        self._play(self.poise.settings, what)
        self.show()

    def action_picture(self) -> None:
        """Show the picture, or not; remembered."""
        self._picture = not self._picture
        self.poise.change(live_picture="on" if self._picture else "off")
        self._redraw()
