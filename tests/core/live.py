"""A session before a live camera: a scripted feed that moves the clock, without threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from core.base.clock import ManualClock
from core.base.errors import SourceError
from core.base.types import Frame, Notice, Reading
from core.camera.base import CameraLost, CameraState, EndOfSource
from core.cueing.cues import Cue
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.session.events import Event
from core.session.interview import Interview, Watching
from core.session.plan import InterviewPlan
from core.session.snapshot import Action, Snapshot
from core.store.store import SessionStore
from tests.core.scripts import BLANK, ScriptedReader, ScriptedSource, face, stretch
from tests.core.test_runner import PLAN

Found = Frame | CameraLost | EndOfSource | None


@dataclass
class ScriptedFeed:
    """Gives one thing after the other; before each the clock goes on. An exception is raised where it stands."""

    clock: ManualClock
    script: Iterator[tuple[float, Found | SourceError]]
    stopped: bool = False
    state: CameraState = field(default_factory=lambda: CameraState("scripted"))

    def start(self) -> None:
        assert not self.stopped

    def newest(self, timeout_s: float) -> Found:
        seconds, found = next(self.script, (timeout_s, EndOfSource()))
        self.clock.advance(seconds)
        if isinstance(found, SourceError):
            raise found
        return found

    def stop(self) -> None:
        self.stopped = True


Step = tuple[float, Found | SourceError]


def frames(seconds: float, first: int = 0, delay: float = 0.0) -> Iterator[Step]:
    """Frames at 15 a second; `delay` is the way from the camera to us."""
    for number in range(first, first + round(seconds * 15)):
        yield 1 / 15, Frame(number / 15 - delay, BLANK, number)


def silence(seconds: float) -> Iterator[Step]:
    """The capture finds nothing, and after 1.5 s that the camera is lost."""
    for step in range(round(seconds / 0.02)):
        yield 0.02, CameraLost(step * 0.02) if step * 0.02 >= 1.5 else None


def join(*parts: Iterator[Step]) -> Iterator[Step]:
    for part in parts:
        yield from part


@dataclass
class Heard:
    cues: list[Cue] = field(default_factory=list)

    became: str = "tone"

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        self.cues.append(cue)
        became(self.became)


@dataclass
class Live:
    """A runner before a scripted camera, and all that it told."""

    script: Iterator[Step]
    watch: bool = False
    store: SessionStore | None = None
    until_s: float | None = None
    expression: str = "sad"
    notices: Sequence[Notice] = ()
    continues: int | None = None
    plan: InterviewPlan = PLAN
    events: list[Event] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    heard: Heard | None = field(default_factory=Heard)
    on_event: Callable[[Event], None] | None = None

    def __post_init__(self) -> None:
        self.clock = ManualClock(1000.0)
        faces = list(stretch([(600, face(self.expression))]))
        source = ScriptedSource(faces, live=True)
        self.feed = ScriptedFeed(self.clock, self.script)
        self.runner = SessionRunner(
            Watching(self.clock) if self.watch else Interview(self.plan, self.clock),
            source,
            ScriptedReader(faces),
            CuePolicy(),
            clock=self.clock,
            sink=self.heard,
            store=self.store,
            feed=self.feed,
            until_s=self.until_s,
            notices=self.notices,
            continues=self.continues,
            on_event=self._event,
            on_snapshot=self.snapshots.append,
            on_reading=self.readings.append,
        )

    def _event(self, event: Event) -> None:
        self.events.append(event)
        if self.on_event is not None:
            self.on_event(event)

    def run(self, *actions: Action) -> Live:
        for action in actions:
            self.runner.command(action)
        self.runner.run()
        return self
