"""The one session thread: it owns the state machine, the policy, the totals and the store.

Others send it commands through a queue and receive immutable snapshots, so that a frozen terminal delays what is
seen, never what is measured, cued or stored. Callbacks are called from the session thread and must return at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol

from core.base.clock import Clock, ManualClock, MonotonicClock
from core.base.errors import PoiseError, SourceError
from core.base.notice import Notice
from core.base.types import Frame, Reading
from core.camera.base import CameraLost, EndOfSource, Feed, FrameSource
from core.camera.capture import Capture
from core.camera.preview import Preview
from core.camera.state import CameraState
from core.cueing.cues import Cue, CueLevel, CueSink
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.engine.notices import Notices
from core.engine.recording import Recording
from core.engine.session_time import SessionTime
from core.engine.voice_line import VoiceLine
from core.scoring.answers import Judge
from core.scoring.scoring import Answer, score_of_answers
from core.session.base import Session
from core.session.events import Changed, CueGiven, Event, Finished, Noticed
from core.session.snapshot import Action, PauseReason, Phase, Snapshot
from core.store.store import SessionStore
from core.voice.feed import VoiceFeed
from core.voice.readings import VoiceReading

if TYPE_CHECKING:
    from core.vision.reader import Correction

log = logging.getLogger(__name__)
TICK_S = 0.02
"""Longest wait for a frame: commands and countdowns are served at least so often."""
SNAPSHOT_S = 0.1
LOST_READING_S = 0.25
"""How often a lost camera is noted as a reading."""
LAST_BREATH_S = 1.0
"""Between the end of the session and that of its thread lie a few instructions."""


class Reader(Protocol):
    """What turns frames into readings (`core.vision.reader.Watcher`)."""

    moods: MoodMap
    correction: Correction | None

    def read(self, frame: Frame) -> Reading:
        """Measure one frame."""

    def lost(self, t: float) -> Reading:
        """The reading of a camera that gives nothing."""


class SessionRunner:
    """Runs one session to its end, in a thread (`start`) or in the caller's (`run`).

    `clock` is the one that `session` was made with; a source that is not live needs a ManualClock, which is moved to
    each frame's time. `sink` is given what is to be heard (levels 2 and 3); marks are events. `about` is stored with
    the session from its first answer on; `continues` is the stored session that goes on, `before` its answers, which
    count for the score.
    """

    def __init__(
        self,
        session: Session,
        source: FrameSource,
        watcher: Reader,
        policy: CuePolicy,
        *,
        clock: Clock | None = None,
        sink: CueSink | None = None,
        store: SessionStore | None = None,
        about: Mapping[str, Any] | None = None,
        continues: int | None = None,
        before: Iterable[Answer] = (),
        notices: Iterable[Notice] = (),
        on_snapshot: Callable[[Snapshot], None] | None = None,
        on_reading: Callable[[Reading], None] | None = None,
        on_event: Callable[[Event], None] | None = None,
        until_s: float | None = None,
        feed: Feed | None = None,
        voice: VoiceFeed | None = None,
        on_voice: Callable[[VoiceReading], None] | None = None,
    ) -> None:
        self.error: PoiseError | None = None
        self._session, self._source, self._watcher = session, source, watcher
        self._clock = clock or MonotonicClock()
        self._judge, self._before = Judge(policy), tuple(before)
        self._recording = Recording(store, about or {}, continues)
        self._sink = sink
        self._notices = Notices(notices)
        self._on_snapshot, self._on_reading, self._on_event = on_snapshot, on_reading, on_event
        self._voice = VoiceLine(voice, self._recording, on_voice)
        self._until_s = until_s
        self._feed = feed or (Capture(source, self._clock) if source.live else None)
        self._time = SessionTime(session, exact=self._feed is None)
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._beginning, self._begun = threading.RLock(), False
        self._thread = threading.Thread(target=self._run_in_thread, name="session", daemon=True)
        self._reading: Reading | None = None
        self._preview: Preview | None = None
        self._lost_at: float | None = None
        self._told_t = 0.0
        self._published = -SNAPSHOT_S
        self._stirred = True
        self._snapshot = self._take_snapshot()

    def start(self) -> None:
        """Run in a thread of its own; an error is found in `error` and told by a notice. Nothing after a `stop`."""
        with self._beginning:
            if self._stopping.is_set():
                return
            self._begun = True
            self._thread.start()

    def run(self) -> None:
        """Run in the caller's thread until the session is over. Raises SourceError and StoreError."""
        self._begun = True
        try:
            self._recording.begin(self._session)
            for notice in self._notices.all:
                self._recording.event(self._noticed(notice), None)
            self._loop()
        finally:
            self._conclude()

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for an action; it is ignored where `Snapshot.allowed` lacks it. From any thread."""
        self._commands.put(lambda: self._stir(self._session.handle(action, reason)))

    def speech_done(self) -> None:
        """The question has been read aloud. From any thread."""
        self._commands.put(self._session.speech_done)

    def speech_failed(self) -> None:
        """Questions cannot be read aloud after all; they are read silently from now on. From any thread."""
        self._commands.put(self._session.speech_failed)

    def change_moods(self, moods: MoodMap) -> None:
        """Count expressions differently from now on. From any thread."""

        def change() -> None:
            self._watcher.moods = moods
            self._judge.policy.change(moods=moods)
            self._changed("moods", {expression.value: mood.value for expression, mood in moods.moods.items()})

        self._commands.put(change)

    def change_policy(self, settings: PolicySettings) -> None:
        """Cue differently from now on. From any thread."""

        def change() -> None:
            self._judge.policy.change(settings)
            self._changed("policy", settings.to_json_dict())

        self._commands.put(change)

    def change_correction(self, correction: Correction | None, name: str = "") -> None:
        """Use another calibration (its profile's `name` is stored) from now on. From any thread."""

        def change() -> None:
            self._watcher.correction = correction
            self._changed("profile", {"name": name})

        self._commands.put(change)

    def _hear(self, reading: VoiceReading) -> None:
        self._commands.put(lambda: self._voice.take(reading))

    def add_notice(self, notice: Notice) -> None:
        """Show a notice with the snapshots. From any thread."""
        self._commands.put(lambda: self._note(notice))

    @property
    def session_id(self) -> int | None:
        """Under which number the session is stored; None before its first answer. From any thread."""
        return self._recording.session_id

    def snapshot(self) -> Snapshot:
        """The newest snapshot. From any thread."""
        return self._snapshot

    def preview(self) -> Preview | None:
        """A small grey copy of the newest picture with the face's box. From any thread."""
        preview = self._preview
        return preview.small() if preview else None

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self._snapshot.phase is Phase.FINISHED

    def stop(self) -> None:
        """End soon: an interview is stored as unfinished. From any thread, also from a signal handler.

        A session that was never started gives its camera back at once, since no thread will.
        """
        with self._beginning:
            self._stopping.set()
            begun = self._begun
        if not begun:
            self._source.close()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the session thread; False when it still runs.

        Not by `Thread.join` alone: up to Python 3.12 a Ctrl-C in there makes a running thread pass for an ended one,
        and a process that ends then is aborted, because the thread is still in OpenCV.
        """
        if self._thread.ident is None:
            return True
        if not self._ended.wait(timeout):
            return False
        self._thread.join(LAST_BREATH_S)
        return True

    def _run_in_thread(self) -> None:
        try:
            self.run()
        except PoiseError as error:
            self._failed(error)
        except Exception as error:  # whoever waits for the session has to learn that it ended, and why
            log.exception("session thread")
            self._failed(PoiseError(f"the session failed unexpectedly ({error!r}); the log has the details"))
        finally:
            self._ended.set()

    def _failed(self, error: PoiseError) -> None:
        self.error = error
        self._notices.add(Notice("session_failed", {"error": str(error)}))
        self._publish()

    def _loop(self) -> None:
        self._settle()
        self._voice.start(lambda: self._session.t, self._hear)
        if self._feed is None:
            self._loop_fast(self._source.frames())
        else:
            self._feed.start()
            self._loop_live(self._feed)

    def _loop_fast(self, frames: Iterable[Frame]) -> None:
        assert isinstance(self._clock, ManualClock)
        began = self._clock.now()
        for frame in frames:
            self._clock.move_to(max(self._clock.now(), began + frame.t))
            if self._until_s is not None and self._session.t >= self._until_s:
                break
            self._step(frame)
            if self._over():
                return
        self._session.handle(Action.QUIT)
        self._settle()

    def _loop_live(self, feed: Feed) -> None:
        while not self._over():
            self._step(self._next(feed))
            if self._until_s is not None and self._session.t >= self._until_s:
                self._session.handle(Action.QUIT)
                self._settle()

    def _next(self, feed: Feed) -> Frame | CameraLost | EndOfSource | None:
        """A source that failed for good ends what needs it; an interview goes on without its camera, and pauses."""
        try:
            found = feed.newest(TICK_S)
        except SourceError as error:
            if self._session.needs_camera:
                raise
            self._note(Notice("camera_failed", {"error": str(error)}))
            found = EndOfSource()
        if isinstance(found, EndOfSource):
            if self._session.needs_camera:
                self._session.handle(Action.QUIT)
            else:
                self._stopping.wait(TICK_S)
                return CameraLost(self._session.t)
        return found

    def _step(self, found: Frame | CameraLost | EndOfSource | None) -> None:
        self._serve()
        self._session.tick()
        if isinstance(found, Frame):
            self._measure(found)
        elif isinstance(found, CameraLost):
            self._without_camera()
        self._settle()

    def _serve(self) -> None:
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return
            self._drain()

    def _measure(self, frame: Frame) -> None:
        self._lost_at = None
        t = max(self._time.of(frame.t), self._told_t)  # so that the order of time is the order in which it happened
        reading = self._watcher.read(Frame(t, frame.image, frame.number, frame.frozen))
        self._preview = Preview(frame.image, reading.face)
        if reading.turned:
            self._note(Notice("picture_turned", {"degrees": 360 - reading.turned}))
        self._take(reading)

    def _without_camera(self) -> None:
        now = self._session.t
        if self._lost_at is None or now - self._lost_at >= LOST_READING_S:
            self._lost_at = now
            self._preview = None
            self._take(self._watcher.lost(now))

    def _take(self, reading: Reading) -> None:
        self._drain()
        self._reading = reading
        counts = self._session.observe(reading)
        if self._on_reading is not None:
            self._on_reading(reading)
        if counts:
            cue = self._judge.reading(reading)
            if cue is not None:
                self._give(cue)
            self._recording.reading(reading)

    def _give(self, cue: Cue) -> None:
        if self._sink is not None and cue.level >= CueLevel.TONE:
            self._sink.cue(cue)
        self._tell(CueGiven(cue.t, cue))

    def _settle(self) -> None:
        """Pass on what happened, write what is due, show what is new."""
        self._drain()
        failed = self._recording.tick()
        if failed is not None:
            self._note(Notice("store_failed", {"error": str(failed)}))
        if self._stirred or self._session.t - self._published >= SNAPSHOT_S:
            self._note_pace()
            self._publish()

    def _drain(self) -> None:
        for event in self._session.take_events():
            self._judge.event(event)
            self._voice.event(event)
            self._tell(event)

    def _tell(self, event: Event) -> None:
        self._stirred = True
        self._told_t = event.t
        self._recording.event(event, self._score() if isinstance(event, Finished) and event.complete else None)
        if self._on_event is not None:
            self._on_event(event)

    def _score(self) -> float | None:
        plan = self._session.plan
        return score_of_answers((*self._before, *self._judge.answers), plan.answers_s if plan else 0.0).value

    def _changed(self, what: str, value: Mapping[str, Any]) -> None:
        self._tell(Changed(self._session.t, what, value))

    def _stir(self, done: bool) -> None:
        self._stirred = self._stirred or done

    def _note(self, notice: Notice) -> None:
        if self._notices.add(notice):
            self._tell(self._noticed(notice))

    def _noticed(self, notice: Notice) -> Noticed:
        return Noticed(self._session.t, notice.code, notice.params)

    def _note_pace(self) -> None:
        slowed = self._notices.see(self._camera())
        if slowed is not None:
            self._tell(self._noticed(slowed))

    def _camera(self) -> CameraState:
        return self._feed.state if self._feed else CameraState(self._source.name, self._source.demo)

    def _over(self) -> bool:
        if self._stopping.is_set():
            self._session.handle(Action.QUIT)
            self._settle()
        return self._session.phase is Phase.FINISHED

    def _publish(self) -> None:
        self._stirred = False
        self._published = self._session.t
        self._snapshot = self._take_snapshot()
        if self._on_snapshot is not None:
            self._on_snapshot(self._snapshot)

    def _take_snapshot(self) -> Snapshot:
        session = self._session
        return Snapshot(
            session_id=self._recording.session_id,
            t=session.t,
            phase=session.phase,
            phase_elapsed_s=session.phase_elapsed_s,
            phase_total_s=session.phase_total_s,
            allowed=session.allowed(),
            camera=self._camera(),
            question=session.question(),
            paused=session.paused,
            reading=self._reading,
            cue_state=self._judge.policy.state(session.t),
            last_cue=self._judge.last_cue,
            totals=self._judge.totals(),
            notices=self._notices.all,
            submit_from_s=session.submit_from_s,
            calibration=session.calibration(),
        )

    def _conclude(self) -> None:
        """Whatever happened, leave an ended session, a written store and a closed camera."""
        self._session.handle(Action.QUIT)
        self._serve()
        self._drain()
        (self._feed.stop if self._feed else self._source.close)()
        self._voice.stop()
        try:
            kept = self._recording.close()
            if kept is not None:
                self._note(kept)
        finally:
            self._publish()
