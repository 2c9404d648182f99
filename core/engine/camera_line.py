"""What the session thread does with the camera: from what comes of it to readings in the session's seconds.

Where it is wanted, a long look away is called back to the camera (`Looking`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.base.clock import Clock
from core.base.errors import SourceError, told
from core.base.types import Frame, Notice, Reading
from core.camera.base import CameraLost, CameraState, EndOfSource, Feed, FrameSource
from core.camera.capture import Capture
from core.camera.preview import Preview
from core.scoring.presence import AT_CAMERA, LookTracker, PresenceSettings
from core.session.base import Session
from core.vision.faces import FrameReader
from core.vision.grid import moment_on_grid

DRIFT_S = 0.5
"""A picture that seems older than this means that the two clocks drifted (a camera reopened, a film slowed down)."""
LOST_READING_S = 0.25
"""How often a lost camera is noted as a reading."""


class CameraLine:
    """Draws frames of `source` and reads them; `note` is given what the user should know of them.

    A live source is drawn from by a `feed` (a thread of its own, `core.camera.capture.Capture`, unless another is
    given), any other frame by frame. `preview` and `state` may be asked from any thread, the rest belongs to the
    session's.
    """

    def __init__(
        self,
        source: FrameSource,
        feed: Feed | None,
        reader: FrameReader,
        clock: Clock,
        session: Session,
        note: Callable[[Notice], None],
    ) -> None:
        self.live = source.live or feed is not None
        self.reader = reader
        self.reading: Reading | None = None
        """The newest one, whether it counted or not."""
        self._source, self._session, self._note = source, session, note
        self._feed = feed or (Capture(source, clock) if source.live else None)
        self._time = SessionTime(session, exact=self._feed is None)
        self._seen: Preview | None = None
        self._lost_at: float | None = None

    @property
    def state(self) -> CameraState:
        """Name and pace."""
        return self._feed.state if self._feed else CameraState(self._source.name, self._source.demo)

    def preview(self) -> Preview | None:
        """A small copy of the newest picture with the face's box; None while there is no picture."""
        seen = self._seen
        return seen.small() if seen else None

    @property
    def picture(self) -> Preview | None:
        """The whole picture of the newest reading, with its face."""
        return self._seen

    def frames(self) -> Iterator[Frame]:
        """Every frame of a source that is not live. Raises SourceError."""
        return self._source.frames()

    def start(self) -> None:
        """Let the feed of a live source draw."""
        if self._feed is not None:
            self._feed.start()

    def newest(self, timeout_s: float) -> Frame | CameraLost | EndOfSource | None:
        """What a live source gives now, waiting at most `timeout_s`.

        A source that failed for good raises SourceError where the session is nothing without it; else it has ended.
        """
        assert self._feed is not None
        try:
            return self._feed.newest(timeout_s)
        except SourceError as error:
            if self._session.needs_camera:
                raise
            self._note(Notice("camera_failed", told(error)))
            return EndOfSource()

    def read(self, found: Frame | CameraLost, not_before: float) -> Reading | None:
        """The reading of what came, at `not_before` (session time) or later; None where it was noted just now."""
        if isinstance(found, Frame):
            self.reading = self._measure(found, not_before)
            return self.reading
        now = self._session.t
        if self._lost_at is not None and now - self._lost_at < LOST_READING_S:
            return None
        self._lost_at = now
        self._seen = None
        self.reading = self.reader.lost(now)
        return self.reading

    def stop(self) -> None:
        """Let go of the camera."""
        (self._feed.stop if self._feed else self._source.close)()

    def _measure(self, frame: Frame, not_before: float) -> Reading:
        self._lost_at = None
        t = max(self._time.of(frame.t), not_before)
        reading = self.reader.read(Frame(t, frame.image, frame.number, frame.frozen))
        self._seen = Preview(frame.image, reading.face, frame.coloured)
        if reading.turned:
            self._note(Notice("picture_turned", {"degrees": 360 - reading.turned}))
        return reading


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
        self._last = max(self._last, moment_on_grid(frame_t + self._offset))
        return self._last


AWAY_S = 3.0
"""A look away of this length is called back: thinking takes the eyes away for one or two seconds."""


class Looking:
    """Follows the look while the face counts; each look away is called back once."""

    def __init__(self, settings: PresenceSettings | None = None, away_s: float = AWAY_S) -> None:
        self._settings, self._away_s = settings or PresenceSettings(), away_s
        self.forget()

    def forget(self) -> None:
        """Begin anew: between answers nobody has to look at the camera."""
        self._tracker = LookTracker(self._settings)
        self._since: float | None = None
        self._called = False

    def step(self, reading: Reading) -> str | None:
        """Where the look goes (`down` or `aside`) when it is to be called back now.

        What is not known neither lengthens nor ends a look away.
        """
        where = self._tracker.where(reading)
        if where == AT_CAMERA:
            self._since, self._called = None, False
        if where in (None, AT_CAMERA):
            return None
        self._since = reading.t if self._since is None else self._since
        return where if not self._called and reading.t - self._since >= self._away_s else None

    def called(self) -> None:
        """The look that is under way was called back."""
        self._called = True
