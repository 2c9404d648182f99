"""Whole interviews as people sit them: real pictures, keys at their moments, and a microphone of the test's own."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from core.base.clock import ManualClock
from core.base.types import Adjust, Expression, Mood, Probabilities, Reading
from core.camera.base import FrameSource
from core.camera.opening import open_source
from core.cueing.cues import Cue
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.engine.camera_line import Looking
from core.engine.runner import SessionRunner
from core.session.interview import Interview
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action
from core.store.about import about_session
from core.store.store import SessionStore
from core.vision.finders import open_finder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from core.voice.readings import VoiceReading, VoiceState
from tests.core.films import Thinned

QUESTIONS = tuple(PlannedQuestion(name, "general", {"en": "Why?"}) for name in "abcd")
PLAN = InterviewPlan("test", "en", QUESTIONS, prep_s=1.0, answer_s=8.0, retakes=1, skip_allowed=True)
KEYS = (
    *((0.0, Action.BEGIN), (7.0, Action.RETAKE)),
    *((12.3, Action.PAUSE), (14.7, Action.RESUME), (15.6, Action.PAUSE), (16.5, Action.RESUME)),
    *((18.4, Action.SUBMIT), (19.0, Action.NEXT), (22.0, Action.SKIP), (34.5, Action.NEXT)),
    (40.5, Action.QUIT),
)
"""An answer that is retaken and paused twice, one that is skipped, one that runs out of time, one that is left."""


HEARD = {"voice": {"language": "en", "norms": {"pace_high": 5.0}}}
"""What a session with a microphone keeps of it."""


class Ears:
    """Cues are heard, but for every third one."""

    def __init__(self) -> None:
        self.given = 0

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        del cue
        self.given += 1
        became("covered" if self.given % 3 == 0 else "tone")


class Microphone:
    """Somebody who talks, pauses, lengthens sounds and is masked now and then: half seconds and shorter pieces."""

    def __init__(self) -> None:
        self._now: Callable[[], float] = lambda: 0.0
        self._tell: Callable[[VoiceReading], None] = lambda reading: None
        self._t, self._number = 0.0, 0

    def start(self, now: Callable[[], float], report: Callable[[VoiceReading], None]) -> None:
        self._now, self._tell = now, report

    def advance(self) -> None:
        for reading in self._until(self._now() - 0.5):
            self._tell(reading)

    def stop(self) -> list[VoiceReading]:
        return list(self._until(self._now()))

    def _until(self, t: float) -> Iterator[VoiceReading]:
        while self._t + 0.5 <= t:
            number = self._number
            until = self._t + (0.47 if number % 5 else 0.21)
            state = VoiceState.MASKED if number % 23 == 7 else VoiceState.MEASURED
            speech = math.sin(number / 4.0) > -0.4 and state is VoiceState.MEASURED
            yield VoiceReading(
                t=self._t,
                until=until,
                state=state,
                speech=speech,
                level_db=(-25.0 - number % 7) if speech else -58.0 - number % 3,
                clipped=0.001 * (number % 4),
                syllables=number % 4 if speech else 0,
                pitch_hz=120.0 + 9 * (number % 8) if speech else None,
                lengthened=int(speech and number % 11 == 0),
            )
            self._t, self._number = until, number + 1


def corrected(raw: Probabilities) -> Probabilities:
    """A person whose resting face reads as sad."""
    shifted = {e: p * (0.5 if e is Expression.SAD else 1.0) for e, p in raw.items()}
    total = sum(shifted.values())
    return {e: p / total for e, p in shifted.items()}


def shown(camera: str) -> FrameSource:
    """The demo, or a film that goes round, as a webcam would show it."""
    source = open_source(camera, loop=True, fast=True)
    return source if source.demo else Thinned(source)


def sit(
    store: SessionStore,
    camera: str,
    *,
    voice: bool = False,
    correction: Adjust | None = None,
    told: Callable[[Reading], object] = lambda reading: None,
    keys: Sequence[tuple[float, Action]] = KEYS,
) -> int:
    """An interview before a film that goes round, or the demo; in its last answer surprise begins to count as bad."""
    clock, moods, microphone, waiting = ManualClock(), MoodMap(), Microphone(), list(keys)
    reader = FaceReader(open_finder(), Classifier(load_network()), moods, correction=correction)

    def on_reading(reading: Reading) -> None:
        told(reading)
        while waiting and waiting[0][0] <= reading.t + 1e-9:
            at, action = waiting.pop(0)
            runner.command(action)
            if at == 34.5:
                runner.change_moods(moods.replaced({Expression.SURPRISE: Mood.BAD}))
        microphone.advance()

    policy, profile = PolicySettings(), "x" * bool(correction)
    about = about_session(moods=moods, policy=policy, policy_name="normal", camera=camera, profile=profile)
    runner = SessionRunner(
        Interview(PLAN, clock),
        shown(camera),
        reader,
        CuePolicy(policy, moods),
        clock=clock,
        store=store,
        about={**about, **HEARD} if voice else about,
        sink=Ears(),
        on_reading=on_reading,
        voice=microphone if voice else None,
        looking=Looking(away_s=0.8),
    )
    runner.run()
    assert runner.session_id is not None
    return runner.session_id


class Sittings:
    """An interview before the demo with every sense, held once in a worker and copied to whoever looks at one."""

    def __init__(self, folder: Path) -> None:
        self._kept = folder / "sat.db"
        self._held: int | None = None
        self._seen: list[Reading] = []

    def __call__(self, path: Path) -> int:
        """Copy it to a new store; its number. It has a voice, and its face was calibrated."""
        if self._held is None:
            store, told = SessionStore(self._kept), self._seen.append
            self._held = sit(store, "demo", voice=True, correction=corrected, told=told)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with closing(sqlite3.connect(self._kept)) as held, closing(sqlite3.connect(path)) as copy:
            held.backup(copy)
        return self._held

    def readings(self, path: Path) -> list[Reading]:
        """What was read while it was held, from before its first question to its end, as the engine gave it."""
        self(path)
        return self._seen
