"""What a session shows: when its snapshots are made, and of what."""

from __future__ import annotations

from collections.abc import Callable

from core.engine.camera_line import CameraLine
from core.engine.notices import Notices
from core.engine.recording import Recording
from core.scoring.answers import Judge
from core.scoring.retake import answered
from core.session.base import Session
from core.session.snapshot import Answered, Phase, Snapshot

SNAPSHOT_S = 0.1


class Snapshots:
    """Makes a snapshot at once where something happened, else every SNAPSHOT_S, and hands it to `show`.

    Belongs to the session thread; only `newest` may be read from others.
    """

    def __init__(
        self,
        session: Session,
        camera: CameraLine,
        judge: Judge,
        recording: Recording,
        notices: Notices,
        show: Callable[[Snapshot], None] | None,
    ) -> None:
        self._session, self._camera, self._judge = session, camera, judge
        self._recording, self._notices, self._show = recording, notices, show
        self._made_at = -SNAPSHOT_S
        self._said: Answered | None = None
        self._changed = True
        self.newest = self._make()

    @property
    def due(self) -> bool:
        """Whether a new one is to be made now."""
        return self._changed or self._session.t - self._made_at >= SNAPSHOT_S

    def changed(self) -> None:
        """Something happened that the newest one does not show."""
        self._changed = True

    def publish(self) -> None:
        """Make one and show it."""
        self._changed = False
        self._made_at = self._session.t
        self.newest = self._make()
        if self._show is not None:
            self._show(self.newest)

    def _answered(self) -> Answered | None:
        """What is said in the pause after an answer; an exam (which gives no cues) says nothing before its report."""
        question, plan = self._session.question(), self._session.plan
        silent = self._judge.policy.settings.loudest == 0
        if self._session.phase is not Phase.REVIEW or question is None or plan is None or silent:
            return None
        answer = self._judge.answers[-1]
        if self._said is None or (self._said.index, self._said.attempt) != (answer.index, answer.attempt):
            allowed_s, last = plan.limit_s(answer.index) or 0.0, question.index + 1 >= question.count
            moods = self._judge.policy.moods
            self._said = answered(answer, moods, allowed_s, question.retakes_left, last=last)
        return self._said

    def _make(self) -> Snapshot:
        session = self._session
        return Snapshot(
            session_id=self._recording.session_id,
            t=session.t,
            phase=session.phase,
            phase_elapsed_s=session.phase_elapsed_s,
            phase_total_s=session.phase_total_s,
            allowed=session.allowed(),
            camera=self._camera.state,
            question=session.question(),
            paused=session.paused,
            reading=self._camera.reading,
            cue_state=self._judge.policy.state(session.t),
            last_cue=self._judge.last_cue,
            totals=self._judge.totals(),
            notices=self._notices.all,
            submit_from_s=session.submit_from_s,
            calibration=session.calibration(),
            answered=self._answered(),
            item=session.item(),
        )
