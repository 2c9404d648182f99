"""The time of an answer: what an answer's clock shows, which stands still in a pause."""

from __future__ import annotations

from core.session.events import Event, Paused, Resumed


class AnswerTime:
    """Turns session time, which goes on in a pause, into seconds of the answer that began at `began`.

    Every moment within an answer that is told to somebody is told in these seconds.
    """

    def __init__(self, began: float) -> None:
        self.began = began
        self._pauses: list[tuple[float, float | None]] = []

    def event(self, event: Event) -> None:
        """Take an event of the session, in the order of time; only pauses matter."""
        if isinstance(event, Paused):
            self._pauses.append((event.t, None))
        elif isinstance(event, Resumed) and self._pauses and self._pauses[-1][1] is None:
            self._pauses[-1] = (self._pauses[-1][0], event.t)

    def at(self, t: float) -> float:
        """The answer's seconds at the session time `t`, never below 0."""
        stood = sum(max(0.0, min(t, t if end is None else end) - begin) for begin, end in self._pauses)
        return max(0.0, t - self.began - stood)

    def since(self, before: float, t: float) -> float:
        """From when on time counted until `t` without a break: `before`, or the end of a later pause."""
        if not self._pauses:
            return before
        return max([before, *(end for _, end in self._pauses if end is not None and end <= t)])

    @property
    def paused(self) -> bool:
        """Whether there was a pause in it."""
        return bool(self._pauses)
