"""One answer of a stored session, judged as it was or otherwise, and what it is compared with. Called in threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from core.base.paths import stills_dir
from core.cueing.moods import MoodMap
from core.cueing.policy import PRESETS
from core.report.attempts import attempts_of, compared
from core.report.report import build_report
from core.store.stills import StillFiles
from tui.features.report.data import corrections
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.calibration.correction import Correction
    from core.camera.preview import Preview
    from core.cueing.moods import MoodMap
    from core.report.attempts import Compared
    from core.report.replay import Judging, Moment, Tape
    from core.report.report import AnswerReport, Report
    from core.settings.model import Settings
    from core.store.sessions import StoredSession
    from core.store.stills import StillKind

POLICIES = (None, "gentle", "normal", "strict", "exam")
MAPS = (None, "present", "paper")


@dataclass(frozen=True, slots=True)
class Choice:
    """By what an answer is judged: a preset, one of MAPS and a calibration ("" is none); None is as recorded."""

    policy: str | None = None
    moods: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A still of an answer: seconds into it, at what it was taken, and the picture."""

    at: float
    kind: StillKind
    picture: Preview


@dataclass(frozen=True, slots=True)
class Source:
    """A stored session with its report, and what it can be judged by besides."""

    stored: StoredSession
    tape: Tape
    report: Report
    maps: Mapping[str, MoodMap]
    profiles: Mapping[str, Correction]
    shots: Mapping[int, Sequence[Shot]] = field(default_factory=dict)
    """What was kept of each answer, by its question's index and the time."""

    @property
    def used(self) -> Choice:
        """By what it was recorded, as far as that has a name."""
        return Choice(str(self.stored.info.about.get("policy_name") or ""), None, self.tape.profile)

    @property
    def order(self) -> tuple[int, ...]:
        """The answers that there are, by their questions' indices."""
        return tuple(answer.index for answer in self.report.answers)

    def answer(self, index: int) -> AnswerReport:
        """The answer to question `index` as it was recorded."""
        return next(answer for answer in self.report.answers if answer.index == index)


@dataclass(frozen=True, slots=True)
class Course:
    """An answer as it is judged by `choice`, moment by moment, beside what was `recorded`."""

    choice: Choice
    answer: AnswerReport
    recorded: AnswerReport
    moments: tuple[Moment, ...]


def source(settings: Settings, session_id: int) -> Source:
    """A stored session, ready to be judged. Raises StoreError."""
    from core.report.replay import tape_of_session

    stored = open_store(settings).load(session_id)
    report = build_report(stored)
    return Source(
        stored=stored,
        tape=tape_of_session(stored),
        report=report,
        shots={answer.index: _shots(settings, session_id, answer) for answer in report.answers},
        maps={"present": settings.moods, "paper": MoodMap()},
        profiles=corrections(settings),
    )


def _shots(settings: Settings, session: int, answer: AnswerReport) -> list[Shot]:
    from core.camera.preview import Preview
    from core.engine.stills import image_of

    kept = StillFiles(stills_dir(settings.data)).stills(session)
    own = [still for still in kept if (still.key.index, still.key.attempt) == (answer.index, answer.attempt)]
    seen = [(still, image_of(still)) for still in own]
    return [
        Shot(answer.time.at(still.key.t), still.key.kind, Preview(image))
        for still, image in seen
        if image is not None
    ]


def judging(found: Source, choice: Choice) -> Judging:
    """What a choice means; the calibration that the session was recorded with changes nothing."""
    from core.report.replay import Judging

    anew = choice.profile is not None and choice.profile != found.tape.profile
    return Judging(
        moods=found.maps[choice.moods] if choice.moods else None,
        policy=PRESETS[choice.policy] if choice.policy else None,
        correction=found.profiles[choice.profile] if anew and choice.profile else None,
        uncorrected=anew and not choice.profile,
    )


def course(found: Source, choice: Choice, index: int) -> Course:
    """The answer to question `index` as `choice` judges it."""
    from core.report.replay import AS_RECORDED, judged_anew, moments

    by, recorded = judging(found, choice), found.answer(index)
    key = (index, recorded.attempt)
    until = dropwhile(lambda moment: (moment.index, moment.attempt) != key, moments(found.tape, by))
    seen = tuple(takewhile(lambda moment: (moment.index, moment.attempt) == key, until))
    if by == AS_RECORDED:
        return Course(choice, recorded, recorded, seen)
    answers = build_report(judged_anew(found.stored, by, seen)).answers
    return Course(choice, next(answer for answer in answers if answer.index == index), recorded, seen)


def comparison(settings: Settings, found: Source, index: int) -> Compared | None:
    """The answer against the user's earlier ones; None for watching. Raises StoreError."""
    question = found.answer(index).question
    store, info = open_store(settings), found.stored.info
    if question is None:
        return None
    alike = (each for each in store.attempts(question.id, before=info.began) if each.info.is_demo == info.is_demo)
    earlier = attempts_of(alike, question.id)
    return compared(earlier, info, store.sessions())
