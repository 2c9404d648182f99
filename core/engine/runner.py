"""The one session thread: it owns the state machine, the policy, the totals and the store.

Others send it commands through a queue and receive immutable snapshots, so that a frozen terminal delays what is
seen, never what is measured, cued or stored. Callbacks are called from the session thread and must return at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from core.base.clock import Clock, ManualClock, MonotonicClock
from core.base.errors import PoiseError, told
from core.base.shortage import shortage
from core.base.types import Adjust, Frame, Notice, Reading
from core.camera.base import CameraLost, EndOfSource, Feed, FrameSource
from core.camera.preview import Preview
from core.cueing.cues import Cue, CueLevel, CueSink, Sound
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.engine.calls import Calls
from core.engine.camera_line import CameraLine, Looking
from core.engine.notices import Notices
from core.engine.recording import Recording
from core.engine.snapshots import Snapshots
from core.engine.stills import Stills
from core.engine.voice_line import VoiceFeed, VoiceLine
from core.scoring.answers import Judge
from core.scoring.scoring import Answer
from core.session.base import Session
from core.session.events import AnswerEnded, Changed, CueGiven, CueSounded, Event, Finished, Noticed
from core.session.snapshot import Action, PauseReason, Phase, Snapshot
from core.store.about import moods_record
from core.store.store import SessionStore
from core.vision.faces import FrameReader
from core.voice.prompting import Prompting
from core.voice.readings import VoiceReading

log = logging.getLogger(__name__)
TICK_S = 0.02
"""Longest wait for a frame: commands and countdowns are served at least so often."""
EXIT_S = 1.0
"""Longest wait for a thread whose session has ended: it has a few instructions left."""


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
        reader: FrameReader,
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
        looking: Looking | None = None,
        prompting: Prompting | None = None,
        stills: Stills | None = None,
    ) -> None:
        self.error: PoiseError | None = None
        self._session, self.source = session, source
        self._clock = clock or MonotonicClock()
        self._judge = Judge(policy, newest=session.plan is not None and not session.plan.items, before=before)
        self._recording = Recording(store, about or {}, continues, stills)
        self._sink, self._calls = sink, Calls(policy, sink, looking)
        self._notices, self._on_reading, self._on_event = Notices(notices), on_reading, on_event
        self._camera = CameraLine(source, feed, reader, self._clock, session, self._note)
        self._voice = VoiceLine(voice, self._recording, on_voice, prompting)
        self._snapshots = Snapshots(session, self._camera, self._judge, self._recording, self._notices, on_snapshot)
        self._until_s, self._last_event_t = until_s, 0.0
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._stopping, self._ended = threading.Event(), threading.Event()
        self._beginning, self._begun = threading.RLock(), False
        self._thread = threading.Thread(target=self._run_in_thread, name="session", daemon=True)

    def start(self) -> None:
        """Run in a thread of its own; an error is found in `error` and said by a notice. Nothing after a `stop`."""
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
        self._ask(lambda: self._session.handle(action, reason))

    def choose(self, number: int, step: int) -> None:
        """Answer rapid item `number` (from 0) by `step` (1 to 6); ignored once that item is over. From any thread."""
        self._ask(lambda: self._session.choose(number, step))

    def rate(self, index: int, word: str) -> None:
        """Keep the user's own word on the answer that has just ended. From any thread."""
        self._ask(lambda: self._session.rate(index, word))

    def _ask(self, ask: Callable[[], bool]) -> None:
        def act() -> None:
            if ask():
                self._snapshots.changed()

        self._commands.put(act)

    def speech_done(self) -> None:
        """The question has been read aloud. From any thread."""
        self._commands.put(self._session.speech_done)

    def speech_failed(self) -> None:
        """Questions cannot be read aloud after all; they are read silently from now on. From any thread."""
        self._commands.put(self._session.speech_failed)

    def change_moods(self, moods: MoodMap) -> None:
        """Count expressions differently from now on. From any thread."""

        def change() -> None:
            self._camera.reader.moods = moods
            self._judge.policy.change(moods=moods)
            self._changed("moods", moods_record(moods))

        self._commands.put(change)

    def change_policy(self, settings: PolicySettings) -> None:
        """Cue differently from now on. From any thread."""

        def change() -> None:
            self._judge.policy.change(settings)
            self._changed("policy", settings.to_json_dict())

        self._commands.put(change)

    def change_correction(self, correction: Adjust | None, name: str = "") -> None:
        """Use another calibration (its profile's `name` is stored) from now on. From any thread."""

        def change() -> None:
            self._camera.reader.correction = correction
            self._changed("profile", {"name": name})

        self._commands.put(change)

    def add_notice(self, notice: Notice) -> None:
        """Show a notice with the snapshots. From any thread."""
        self._commands.put(lambda: self._note(notice))

    @property
    def session_id(self) -> int | None:
        """Under which number the session is stored; None before its first answer. From any thread."""
        return self._recording.session_id

    def snapshot(self) -> Snapshot:
        """The newest snapshot. From any thread."""
        return self._snapshots.newest

    def preview(self) -> Preview | None:
        """A small copy of the newest picture with the face's box, in colour where it has some. From any thread."""
        return self._camera.preview()

    @property
    def over(self) -> bool:
        """Whether the session has ended."""
        return self._snapshots.newest.phase is Phase.FINISHED

    def stop(self) -> None:
        """End soon: an interview is stored as unfinished. From any thread, also from a signal handler.

        A session that was never started gives its camera back at once, since no thread will.
        """
        with self._beginning:
            self._stopping.set()
            begun = self._begun
        if not begun:
            self.source.close()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the session thread; False when it still runs.

        Not by `Thread.join` alone: up to Python 3.12 a Ctrl-C in there makes a running thread pass for an ended one,
        and a process that ends then is aborted, because the thread is still in OpenCV.
        """
        if self._thread.ident is None:
            return True
        if not self._ended.wait(timeout):
            return False
        self._thread.join(EXIT_S)
        return True

    def _run_in_thread(self) -> None:
        try:
            self.run()
        except PoiseError as error:
            self._failed(error)
        except Exception as error:  # whoever waits for the session has to learn that it ended, and why
            log.exception("session thread")
            unexpected = PoiseError("session_failed", reason=repr(error))
            self._failed(shortage(error) or unexpected)
        finally:
            self._ended.set()

    def _failed(self, error: PoiseError) -> None:
        self.error = error
        self._notices.add(Notice("session_failed", told(error)))
        self._snapshots.publish()

    def _loop(self) -> None:
        self._settle()
        self._voice.start(lambda: self._session.t, lambda heard: self._commands.put(lambda: self._hear(heard)))
        if self._camera.live:
            self._camera.start()
            self._loop_live()
        else:
            self._loop_fast(self._camera.frames())

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

    def _loop_live(self) -> None:
        while not self._over():
            self._step(self._next())
            if self._until_s is not None and self._session.t >= self._until_s:
                self._session.handle(Action.QUIT)
                self._settle()

    def _next(self) -> Frame | CameraLost | EndOfSource | None:
        """The end of a source ends what needs it; an interview goes on without its camera, and pauses."""
        found = self._camera.newest(TICK_S)
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
        if isinstance(found, (Frame, CameraLost)):
            # no reading is older than the last event, so that the order of time is the order in which things happened
            reading = self._camera.read(found, self._last_event_t)
            if reading is not None:
                self._take(reading)
        self._settle()

    def _serve(self) -> None:
        """Do what was asked for since the last time."""
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return
            self._pass_events_on()

    def _take(self, reading: Reading) -> None:
        self._pass_events_on()
        counts = self._session.observe(reading)
        if self._on_reading is not None:
            self._on_reading(reading)
        if counts:
            cue = self._judge.reading(reading)
            if cue is not None:
                self._give(cue)
            self._recording.reading(reading)
            self._recording.picture(reading, cue, self._camera.picture, self._camera.reader.moods)
        called = self._calls.look(reading, counts)
        if called is not None:
            self._happen(called)

    def _hear(self, reading: VoiceReading) -> None:
        now = self._session.t
        why = self._voice.take(reading, lambda: self._calls.may_sound(now))
        if why is not None:
            self._happen(self._calls.voice(now, why))

    def _happen(self, event: Event) -> None:
        self._judge.event(event)
        self._emit(event)

    def _give(self, cue: Cue) -> None:
        heard = cue.level >= CueLevel.TONE
        if heard and self._sink is not None:
            self._sink.cue(cue, partial(self._became, cue.t))
        self._emit(CueGiven(cue.t, cue))
        if heard and self._sink is None:
            self._sounded(cue.t, Sound.OFF)

    def _became(self, t: float, sound: str) -> None:
        """What became of the cue at `t`. From any thread."""
        self._commands.put(lambda: self._sounded(t, Sound(sound)))

    def _sounded(self, t: float, sound: Sound) -> None:
        self._happen(CueSounded(t, sound))

    def _settle(self) -> None:
        """Pass on what happened, write what is due, show what is new."""
        self._pass_events_on()
        for notice in self._recording.tick():
            self._note(notice)
        if self._snapshots.due:
            slowed = self._notices.see(self._camera.state)
            if slowed is not None:
                self._emit(self._noticed(slowed))
            self._snapshots.publish()

    def _pass_events_on(self) -> None:
        for event in self._session.take_events():
            self._judge.event(event)
            self._voice.event(event)
            self._emit(event)
            if isinstance(event, AnswerEnded) and self._session.plan is not None:
                self._emit(self._judge.scored(event, self._session.plan.limit_s(event.index) or 0.0))

    def _emit(self, event: Event) -> None:
        """Store an event and hand it to whoever listens."""
        self._snapshots.changed()
        self._last_event_t = max(event.t, self._last_event_t)  # what became of a cue is told later, as of its time
        whole = isinstance(event, Finished) and event.complete
        self._recording.event(event, self._judge.score(self._session.plan) if whole else None)
        if self._on_event is not None:
            self._on_event(event)

    def _changed(self, what: str, value: Mapping[str, Any]) -> None:
        self._emit(Changed(self._session.t, what, value))

    def _note(self, notice: Notice) -> None:
        if self._notices.add(notice):
            self._emit(self._noticed(notice))

    def _noticed(self, notice: Notice) -> Noticed:
        return Noticed(self._session.t, notice.code, notice.params)

    def _over(self) -> bool:
        if self._stopping.is_set():
            self._session.handle(Action.QUIT)
            self._settle()
        return self._session.phase is Phase.FINISHED

    def _conclude(self) -> None:
        """Whatever happened, leave an ended session, a written store and a closed camera."""
        self._session.handle(Action.QUIT)
        self._serve()
        self._pass_events_on()
        self._camera.stop()
        self._voice.stop()
        try:
            for notice in self._recording.close():
                self._note(notice)
        finally:
            self._snapshots.publish()
