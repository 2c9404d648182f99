"""A camera that shows one picture for ever: a stuck stream, a picture taken for a film."""

from __future__ import annotations

import numpy as np

from core.base.types import Image

FROZEN_AFTER_S = 5.0
"""Nobody holds so still: breath, pulse and the noise of the sensor change a picture within a second."""
CHANGED = 0.01
"""Share of the pixels that have to change in that time; a clock that is written into a stuck picture changes less."""
_EVERY = 4
"""Every fourth row and column are looked at."""


class Stillness:
    """Tells from pictures in the order of time whether they are still of the present."""

    def __init__(self) -> None:
        self._picture: Image | None = None
        self._since = 0.0

    def frozen(self, image: Image, t: float) -> bool:
        """Whether the picture taken at `t` seconds has been the same for `FROZEN_AFTER_S`."""
        seen = image[::_EVERY, ::_EVERY]
        before = self._picture
        if before is None or before.shape != seen.shape or float(np.mean(seen != before)) >= CHANGED:
            self._picture, self._since = seen.copy(), t
        return t - self._since >= FROZEN_AFTER_S
