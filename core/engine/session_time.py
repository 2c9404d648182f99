"""From a camera's seconds to the session's seconds."""

from __future__ import annotations

from core.session.base import Session

DRIFT_S = 0.5
"""A picture that seems older than this means that the two clocks drifted (a camera reopened, a film slowed down)."""


class SessionTime:
    """Puts a frame's own time on the session's line: never in the future, never backwards.

    What is constant in the delay between taking a picture and seeing it here is learnt from the quickest frame, so
    the jitter of the way does not reach the filters. A session that needs its camera begins with its first frame.
    """

    def __init__(self, session: Session, *, exact: bool) -> None:
        """With `exact` the clock is moved by the frames themselves, so the session's time is the frame's."""
        self._session = session
        self._exact = exact
        self._offset: float | None = None
        self._last = 0.0

    def of(self, frame_t: float) -> float:
        """Session time of a frame taken `frame_t` seconds after the camera's first one."""
        if self._exact:
            return self._session.t
        if self._offset is None and self._session.needs_camera:
            self._session.starts_at(frame_t)
        now = self._session.t
        late = now - frame_t - self._offset if self._offset is not None else 0.0
        if self._offset is None or not 0.0 <= late <= DRIFT_S:
            self._offset = now - frame_t
        self._last = max(self._last, frame_t + self._offset)
        return self._last
