"""Which pictures of an answer are kept, where the user said yes: at its first cues and at its best moment.

The session's thread only chooses and copies the piece around the face; a thread of its own makes JPEGs of them and
writes them, so that a slow disk delays nothing. What cannot be written is given up, and told once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import cast

import numpy as np

from core.base.filters import weight
from core.base.opencv import cv2
from core.base.types import Image, Mood, Reading
from core.camera.preview import Preview
from core.cueing.cues import Cue, CueLevel
from core.cueing.moods import MoodMap
from core.session.events import AnswerBegan, AnswerEnded, Event, Skipped
from core.store.stills import Still, StillFiles, StillKey, StillKind

MOST_CUES = 3
"""Stills of cues in one answer: the first ones show what the face does, and 19 answers stay below 1 MB in a page."""
BEST_S = 1.0
"""Time constant of what the best moment is chosen by: a grin for a tenth of a second is no moment."""
LONGEST_STEP_S = 1.0
"""A reading stands for no more than that."""
QUALITIES = (80, 60, 40)
"""Of the JPEG; the first that stays within MOST_STILL_BYTES is taken, at worst the last."""
MOST_STILL_BYTES = 10_000
CLOSE_S = 2.0
"""Longest wait for a disk at the end of a session."""


class Stills:
    """Belongs to the session's thread: `event` in the order of things, `see` for each reading that counts.

    Where nothing is to be kept, stills of a question that is answered anew go all the same: an interview that began
    with them may be continued without.
    """

    def __init__(self, files: StillFiles, *, kept: bool = True) -> None:
        self.failed: Exception | None = None
        """The first thing that went wrong."""
        self._files, self._kept = files, kept
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._answer: tuple[int, int, int] | None = None
        self._begin()

    def _begin(self) -> None:
        self._cues, self._goodness, self._t = 0, 0.0, 0.0
        self._best: tuple[float, float, Image] | None = None

    def event(self, event: Event, session: int | None) -> None:
        """Begin and end answers; without a stored session nothing is kept."""
        if isinstance(event, (AnswerBegan, Skipped)) and session is not None:
            index = event.index
            self._do(lambda: self._files.drop(session, index))
        if isinstance(event, AnswerBegan):
            self._answer = None if session is None or not self._kept else (session, event.index, event.attempt)
            self._begin()
        elif isinstance(event, AnswerEnded):
            if self._best is not None and event.how != "retaken":
                self._keep(StillKind.BEST, self._best[1], self._best[2])
            self._answer = None

    def see(self, reading: Reading, cue: Cue | None, picture: Preview | None, moods: MoodMap) -> None:
        """A reading that counts, the cue that it gave, and the picture that it was read from."""
        dt, self._t = min(LONGEST_STEP_S, max(0.0, reading.t - self._t)), reading.t
        if self._answer is None or picture is None or reading.probabilities is None:
            self._goodness = 0.0
            return
        shares = moods.shares(reading.probabilities)
        now = shares[Mood.GOOD] - shares[Mood.BAD]
        self._goodness += weight(dt, BEST_S) * (now - self._goodness)
        best = self._best[0] if self._best is not None else 0.0
        # the moment is good, and this picture of it is not the one in which the eyes were shut
        if reading.mood is Mood.GOOD and best < self._goodness <= now:
            self._best = (self._goodness, reading.t, picture.still())
        if cue is not None and cue.level >= CueLevel.TONE and self._cues < MOST_CUES:
            self._cues += 1
            self._keep(StillKind.CUE, reading.t, picture.still())

    def close(self) -> None:
        """Wait until everything is written, or for CLOSE_S."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(CLOSE_S)

    def _keep(self, kind: StillKind, t: float, image: Image) -> None:
        if self._answer is not None:
            key = StillKey(*self._answer, kind, t)
            self._do(lambda: self._files.write(key, jpeg_of(image)))

    def _do(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="stills", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def _write(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:  # OpenCV's and a lack of memory too: the next still may succeed
                self.failed = self.failed or error


def jpeg_of(image: Image) -> bytes:
    """A grey picture as a JPEG without any metadata."""
    made = b""
    for quality in QUALITIES:
        _, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
        made = encoded.tobytes()
        if len(made) <= MOST_STILL_BYTES:
            break
    return made


def image_of(still: Still) -> Image | None:
    """The grey picture of a still; None where the file is gone or no still."""
    jpeg = still.jpeg()
    if not jpeg:
        return None
    return cast("Image | None", cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE))
