"""What a running session shows to the outside: one immutable snapshot, and the commands that it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from core.base.types import Mood, Notice, Reading, ReadingState
from core.calibration.calibrator import Problem, Progress
from core.calibration.correction import Profile
from core.camera.base import CameraState
from core.cueing.cues import Cue, CueCount, CueState


class Phase(str, Enum):
    """Where a session stands. Watching without an interview has one phase only."""

    WATCHING = "watching"
    CALIBRATING = "calibrating"
    BRIEFING = "briefing"
    QUESTION = "question"
    PREP = "prep"
    ANSWER = "answer"
    REVIEW = "review"
    FINISHED = "finished"

    @classmethod
    def _missing_(cls, value: object) -> Phase | None:
        """Sessions that were stored before December 2026 call the question's phase `reading`."""
        return cls.QUESTION if value == "reading" else None


class Action(str, Enum):
    """What the user may ask of a session; `Snapshot.allowed` says which of them it takes now."""

    BEGIN = "begin"
    READY = "ready"
    SUBMIT = "submit"
    RETAKE = "retake"
    NEXT = "next"
    SKIP = "skip"
    PAUSE = "pause"
    RESUME = "resume"
    QUIT = "quit"


class PauseReason(str, Enum):
    """Why a session stands still."""

    USER = "user"
    CAMERA_LOST = "camera_lost"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The question on the table: `text` in the session's language, `rated` the user's own word on his answer."""

    id: str
    category: str
    text: str
    index: int
    count: int
    attempt: int
    retakes_left: int
    rated: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said right after an answer: its score (0 to 100, or why there is none), its longest slip's bad seconds.

    `retake` is a code (`core.scoring.retake`): `no_score`, `long_slip` or `low_score` why another attempt is worth
    it, `fine` why not, and "" where none is left. `last` tells that no question follows.
    """

    index: int
    attempt: int
    score: float | None
    withheld: str | None
    longest_s: float
    retake: str
    last: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """The rapid item on the table: `number` from 0, `text` and `steps` in the session's language."""

    number: int
    count: int
    text: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Seconds of answer time (of watching, without an interview) by mood and by what was not measured; and the cues.

    Of a session: of its answers that count (`core.scoring.counts`).
    """

    moods: Mapping[Mood, float] = field(default_factory=lambda: dict.fromkeys(Mood, 0.0))
    unmeasured: Mapping[ReadingState, float] = field(default_factory=dict)
    cues: CueCount = field(default_factory=CueCount)

    @property
    def measured_s(self) -> float:
        """Seconds in which a face was measured."""
        return sum(self.moods.values())

    @property
    def total_s(self) -> float:
        """All seconds, measured or not."""
        return self.measured_s + sum(self.unmeasured.values())


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the measuring of a face is; `profile`, still without a name, is there once it is done.

    `tried` counts the tries of this part; `problems` are those of its last try that failed.
    """

    progress: Progress
    profile: Profile | None = None
    tried: int = 1
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a screen needs, computed in the session thread; t in seconds since the session began.

    `phase_total_s` is None for a phase without end; the time left is `phase_total_s - phase_elapsed_s`.
    `submit_from_s` is the `phase_elapsed_s` at which an answer may be submitted; None outside an answer, and where
    that is allowed at once.
    """

    session_id: int | None
    t: float
    phase: Phase
    phase_elapsed_s: float
    phase_total_s: float | None
    allowed: frozenset[Action]
    camera: CameraState
    question: QuestionView | None = None
    paused: PauseReason | None = None
    reading: Reading | None = None
    cue_state: CueState = field(default_factory=CueState)
    last_cue: Cue | None = None
    totals: Totals = field(default_factory=Totals)
    notices: tuple[Notice, ...] = ()
    submit_from_s: float | None = None
    calibration: Calibration | None = None
    item: ItemView | None = None
    answered: Answered | None = None

    @property
    def is_stand_in(self) -> bool:
        """Whether the demo camera took the place of a missing webcam: what is measured of its face is nobody's."""
        return any(n.code == "demo_camera" and n.params.get("why") != "asked" for n in self.notices)
