"""A calibration run by the session thread: every reading of the engine is the calibrator's."""

from __future__ import annotations

from collections.abc import Sequence

from core.base.clock import ManualClock
from core.base.types import Expression, Probabilities, ReadingState
from core.calibration.calibrator import Part, Problem
from core.cueing.policy import CuePolicy
from core.engine.runner import SessionRunner
from core.session.calibrating import Calibrating
from core.session.snapshot import Action, Phase, Snapshot
from tests.core.scripts import FIVE, Piece, ScriptedReader, ScriptedSource, face, stretch

E = Expression
REST: Probabilities = {**dict.fromkeys(FIVE, 0.05), E.NEUTRAL: 0.45, E.SAD: 0.40}
SMILE = face("happy", 0.9)


def run(pieces: Sequence[Piece], *, tries: int = 1, fps: float = 6.0) -> tuple[list[Snapshot], SessionRunner]:
    readings, clock = list(stretch(pieces, fps)), ManualClock()
    snapshots: list[Snapshot] = []
    session = Calibrating(clock, "test", tries=tries)
    runner = SessionRunner(
        session,
        ScriptedSource(readings),
        ScriptedReader(readings),
        CuePolicy(),
        clock=clock,
        on_snapshot=snapshots.append,
    )
    runner.command(Action.BEGIN)
    runner.run()
    return snapshots, runner


def test_every_reading_of_the_engine_is_counted_however_few_snapshots_are_seen() -> None:
    snapshots, _ = run([(21.0, REST), (7.0, SMILE)], fps=30.0)
    found = [
        s.calibration.profile for s in snapshots if s.calibration is not None and s.calibration.profile is not None
    ]
    profile = found[-1]
    assert profile.frames in range(568, 572)  # 19 of the 20 s at 30 a second; a second is left to settle
    assert len(snapshots) < 400
    assert profile.rest_after[E.SAD] < profile.rest[E.SAD]


def test_nothing_counts_and_nothing_is_cued() -> None:
    _, runner = run([(30.0, face("sad"))])
    assert runner.snapshot().totals.total_s == 0.0
    assert runner.snapshot().last_cue is None
    assert runner.snapshot().phase is Phase.FINISHED


def test_a_part_that_failed_is_tried_again_by_itself_and_the_smile_then_left_out() -> None:
    snapshots, _ = run([(21.0, ReadingState.NO_FACE), (60.0, REST)], tries=3)
    seen = [s.calibration for s in snapshots if s.calibration is not None]
    assert any(c.tried == 2 and c.problems[:1] == (Problem.NO_FACE,) for c in seen if c.progress.part is Part.REST)
    assert seen[-1].progress.part is Part.DONE
    assert seen[-1].profile is not None
    assert not seen[-1].profile.smile


def test_a_part_that_failed_waits_for_the_user() -> None:
    snapshots, _ = run([(30.0, ReadingState.NO_FACE)])
    last = [s for s in snapshots if s.phase is Phase.CALIBRATING][-1]
    assert last.calibration is not None
    assert last.calibration.progress.failed
    assert last.allowed == {Action.RETAKE, Action.QUIT}
