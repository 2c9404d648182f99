"""A recording that is listened to: play, pause, jump to a moment."""

from __future__ import annotations

from typing import Protocol

from sounds.wav import Samples

_NEAR_S = 3.0
"""What fell silent so near its end has been heard to the end, as far as somebody looked who could not look often."""


class Plays(Protocol):
    """The part of `sounds.output.SoundOut` that a track needs."""

    @property
    def busy(self) -> bool:
        """Whether something sounds or waits for it."""

    def position_s(self, samples: Samples) -> float | None:
        """Seconds of this very buffer that are out; None while it does not play."""

    def play_samples(self, samples: Samples, rate: int) -> None:
        """Play a buffer."""

    def stop(self) -> None:
        """Silence what plays, and forget what waits."""


class Track:
    """Where one recording stands. Its calls return at once; it owns neither the sounds nor their end.

    Args:
        out: plays nothing but this track meanwhile.
        samples: 16-bit mono.
        rate: of the samples, in Hz.
    """

    def __init__(self, out: Plays, samples: Samples, rate: int) -> None:
        self._out, self._samples, self._rate = out, samples, rate
        self._from = self._seen = 0.0
        self._on = False
        self._rest = samples  # what was handed over last: one that was jumped away from may sound a moment longer

    @property
    def length_s(self) -> float:
        """Seconds of the whole recording."""
        return self._samples.size / self._rate

    @property
    def playing(self) -> bool:
        """Whether it sounds, or will as soon as a player has been found."""
        self._look()
        return self._on

    @property
    def position_s(self) -> float:
        """The moment that is heard now, or from which it would go on."""
        self._look()
        return self._seen

    def play(self) -> None:
        """Go on from where it stands; from the beginning where it had ended."""
        self._begin(0.0 if self.position_s >= self.length_s else self.position_s)

    def pause(self) -> None:
        """Fall silent and keep the place."""
        self._look()
        self._out.stop()
        self._on, self._from = False, self._seen

    def jump(self, second: float) -> None:
        """To this moment, within the recording; what plays goes on from there."""
        second = min(max(second, 0.0), self.length_s)
        if self.playing:
            self._begin(second)
        else:
            self._from = self._seen = second

    def _begin(self, second: float) -> None:
        self._out.stop()
        self._from = self._seen = second
        self._on = second < self.length_s
        if self._on:
            self._rest = self._samples[round(second * self._rate) :]
            self._out.play_samples(self._rest, self._rate)

    def _look(self) -> None:
        """Take what the player tells; what fell silent by itself was heard to its end, or its player failed there."""
        if not self._on:
            return
        busy, position = self._out.busy, self._out.position_s(self._rest)
        if position is not None:
            self._seen = min(self._from + position, self.length_s)
        elif not busy:
            ended = self._seen > self._from and self._seen > self.length_s - _NEAR_S
            self._on = False
            self._from = self._seen = self.length_s if ended else self._seen
