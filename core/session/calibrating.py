"""Measuring a person's own face, as a session: the thread that reads the face also counts its readings."""

from __future__ import annotations

from core.base.clock import Clock
from core.base.types import Reading
from core.calibration.calibrator import CalibrationSettings, Calibrator, Part, Problem, Progress
from core.session.base import Session
from core.session.events import Finished, PhaseChanged
from core.session.snapshot import Action, Calibration, PauseReason, Phase


class Calibrating(Session):
    """A briefing until BEGIN; then the calibrator takes every reading, until QUIT.

    RETAKE tries the part that failed again, or all of it once a profile is there; SKIP leaves out a part that failed,
    except the resting face. With `tries` above 1 a part is begun again by itself so often, and then left out. With
    `look` the lens and the screen's corners are looked at too. Nothing is stored.
    """

    kind = "calibrate"

    def __init__(
        self,
        clock: Clock,
        network: str,
        settings: CalibrationSettings | None = None,
        *,
        tries: int = 1,
        look: bool = False,
    ) -> None:
        super().__init__(clock, Phase.BRIEFING)
        self._network, self._settings, self._look = network, settings, look
        self._tries, self._tried = tries, 1
        self._calibrator: Calibrator | None = None
        self._found: Calibration | None = None
        self._problems: tuple[Problem, ...] = ()
        self._emit(PhaseChanged(0.0, Phase.BRIEFING))

    def allowed(self) -> frozenset[Action]:
        """The actions that `handle` takes now."""
        if self.phase is Phase.FINISHED:
            return frozenset()
        if self._found is None:
            return frozenset({Action.BEGIN, Action.QUIT})
        progress, more = self._found.progress, {Action.QUIT}
        if progress.failed or progress.part is Part.DONE:
            more.add(Action.RETAKE)
        if progress.failed and progress.part is not Part.REST:
            more.add(Action.SKIP)
        return frozenset(more)

    def handle(self, action: Action, reason: PauseReason | None = None) -> bool:  # noqa: ARG002
        """Begin, try again, do without the smile, or end."""
        if action not in self.allowed():
            return False
        if action is Action.QUIT:
            self.phase = Phase.FINISHED
            self._emit(PhaseChanged(self.t, Phase.FINISHED))
            self._emit(Finished(self.t, complete=True))
        elif action is Action.SKIP and self._calibrator is not None:
            self._calibrator.skip()
        elif self._calibrator is not None and self._found is not None and self._found.progress.failed:
            self._calibrator.retry()
        else:
            self._begin()
        self.tick()
        return True

    def observe(self, reading: Reading) -> bool:
        """Give the reading to the calibrator; none counts for a score."""
        if self._calibrator is not None and self.phase is Phase.CALIBRATING:
            self._calibrator.step(reading)
            self.tick()
        return False

    def tick(self) -> None:
        """Time goes on also while the camera gives nothing."""
        if self._calibrator is None or self.phase is not Phase.CALIBRATING:
            return
        progress = self._calibrator.progress()
        if self._found is not None and progress.part is not self._found.progress.part:
            self._tried, self._problems = 1, ()
        if progress.failed and self._tries > 1:
            progress = self._go_on(self._calibrator, progress)
        self._show(self._calibrator, progress)

    def _begin(self) -> None:
        self._calibrator = Calibrator(self._clock, self._network, self._settings, look=self._look)
        self._found, self._tried, self._problems = None, 1, ()
        self.phase = Phase.CALIBRATING
        self._emit(PhaseChanged(self.t, Phase.CALIBRATING))

    def _go_on(self, calibrator: Calibrator, failed: Progress) -> Progress:
        """After a part that failed: once more, else without it; a resting face that fails is the end of it."""
        if self._tried < self._tries:
            self._tried, self._problems = self._tried + 1, failed.problems
            calibrator.retry()
        elif failed.part is not Part.REST:
            self._problems = failed.problems
            calibrator.skip()
        return calibrator.progress()

    def _show(self, calibrator: Calibrator, progress: Progress) -> None:
        profile = self._found.profile if self._found is not None else None
        if progress.part is Part.DONE and profile is None:
            profile = calibrator.profile("")
        self._found = Calibration(progress, profile, self._tried, self._problems)

    def calibration(self) -> Calibration | None:
        """How far it is, with the profile once it is there; None before BEGIN."""
        return self._found
