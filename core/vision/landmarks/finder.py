"""Finds the user's face with MediaPipe's detector and stays with it by the points of its mesh."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

import numpy as np

from core.base.filters import weight
from core.base.opencv import cv2
from core.base.types import Image
from core.vision.faces import Faces
from core.vision.landmarks.framing import classifier_square, mesh_square
from core.vision.landmarks.networks import Detection, Detector, Mesh
from core.vision.landmarks.settings import LandmarkSettings
from core.vision.landmarks.square import Points, Square

_SAMPLE = 8
"""Every 8th row and column show whether the picture has changed at all (a camera's noise always does)."""


class LandmarkFinder:
    """Takes the largest face near the middle first and follows it until it is gone.

    That face is the user's. Who is seen elsewhere in its stead is a guest: where there were several faces it is not
    taken for two seconds, since the user may only have turned away, and left again as soon as a face is back at the
    user's place.
    """

    def __init__(
        self, settings: LandmarkSettings | None = None, detector: Detector | None = None, mesh: Mesh | None = None
    ) -> None:
        self._settings = settings or LandmarkSettings()
        self._detector, self._mesh = detector or Detector(), mesh or Mesh()
        self.reset()

    def reset(self) -> None:
        """Forget the face: the next picture is searched as a whole."""
        self._points: Points | None = None
        self._before: Points | None = None
        self._foreseen = False
        self._frames_found = 0
        self._crop: Square | None = None
        self._region: Square | None = None
        self._seen_at = 0.0
        self._others = self._turned = self._turned_seen = 0
        self._frames_lost = self._frames_since_look = self._rival_seen = 0
        self._home: Square | None = None
        self._home_at = 0.0
        self._guest = self._company = False
        self._sample: Image | None = None
        self._change = math.inf
        self._suspect: float | None = None
        self._windows: Iterator[Square] = iter(())

    def find(self, image: Image, t: float) -> Faces:
        """The face in the next picture of the video, grey or BGR, taken at `t` seconds."""
        if not self._unchanged(image):
            if self._region is not None:
                self._follow(image, t, self._region)
            if self._points is None:
                self._search(image, t)
            else:
                self._look_around(image, t)
        if self._points is None or self._crop is None:
            return Faces(None, self._others, turned=self._turned)
        return Faces(self._crop.box(), 1 + self._others, self._crop, self._points, foreseen=self._foreseen)

    def _unchanged(self, image: Image) -> bool:
        sample = image[::_SAMPLE, ::_SAMPLE].copy()
        before, self._sample = self._sample, sample
        self._change = math.inf if before is None or self._crop is None else _change(before, sample, self._crop)
        return self._points is not None and before is not None and np.array_equal(sample, before)

    def _follow(self, image: Image, t: float, region: Square) -> None:
        """The same face in this picture; lost where the mesh says so or the points leave the picture."""
        if (points := self._moved_on(t)) is not None:
            self._keep(points, t, foreseen=True)
            return
        points, presence = self._mesh.find(image, region)
        if presence < self._settings.present or not _inside(image, points):
            self._points = self._region = None
            return
        self._keep(points, t)

    def _moved_on(self, t: float) -> Points | None:
        """The points where they will be if they move on as before; None where they have to be looked for."""
        settings, points, before, crop = self._settings, self._points, self._before, self._crop
        if points is None or before is None or crop is None or t - self._seen_at > settings.foresee_s:
            return None
        step = (points[:, :2] - before[:, :2]).mean(axis=0)
        due = self._frames_found >= settings.foresee_every - 1 and self._change < settings.same_scene
        if not due or math.hypot(*step.tolist()) > settings.still * crop.side:
            return None
        moved: Points = points.copy()
        moved[:, :2] += step
        return moved

    def _keep(self, points: Points, t: float, *, foreseen: bool = False) -> None:
        self._foreseen = foreseen
        self._before = self._points if self._seen_at < t else None
        self._frames_found = 0 if foreseen else self._frames_found + 1
        square = classifier_square(points)
        crop = self._crop
        if crop is not None:
            moved = math.hypot(square.x - crop.x, square.y - crop.y) / crop.side
            steady = moved < self._settings.jump
            share = weight(t - self._seen_at, self._settings.smooth_s) if steady else 1.0
            square = crop.toward(square, share)
        self._points, self._crop, self._seen_at = points, square, t
        if not self._guest:
            self._home, self._home_at = square, t
        self._region = mesh_square(points, self._settings.region)

    def _search(self, image: Image, t: float) -> None:
        """Detect in the whole picture and in zoomed windows of it."""
        settings = self._settings
        self._frames_lost += 1
        self._others = 0
        if self._turned and self._frames_lost % settings.turned_every:
            return
        looks = chain(
            [(_whole(image), settings.sure)], ((each, settings.sure_in_window) for each in self._zoomed(image))
        )
        for square, least in looks:
            found = self._detector.find(image, square, least)
            for detection in sorted(found, key=lambda seen: -self._rank(image, seen)):
                if self._take(image, t, detection):
                    self._others = len(found) - 1
                    self._company = self._company or len(found) > 1
                    return
            self._others = max(self._others, sum(not self._at_home(seen.square) for seen in found))

    def _rank(self, image: Image, seen: Detection) -> float:
        """Its size, less where it is far from the picture's middle; at a chosen place only the nearness counts."""
        height, width = map(int, image.shape[:2])
        if self._settings.place is not None:
            return -abs(seen.square.x / width - self._settings.place)
        off = math.hypot(seen.square.x - width / 2, seen.square.y - height / 2) / math.hypot(width / 2, height / 2)
        return seen.square.side * (1 - self._settings.off_centre * off)

    def _take(self, image: Image, t: float, seen: Detection) -> bool:
        """Whether there is a face that can be followed; a picture that lies on its side or head is only noted."""
        settings = self._settings
        if self._not_the_user(image, t, seen):
            return False
        at_home = self._at_home(seen.square)
        square = seen.square.scaled(settings.region).turned(seen.angle - seen.square.angle)
        points = self._settled(image, square)
        if points is None or not _agrees(seen, points):
            return False
        standing = mesh_square(points, settings.region)
        if self._settled(image, standing.turned(math.pi), self._mesh.find(image, standing)[1]) is not None:
            self._lies(standing.angle + math.pi)
            return False
        if abs(math.degrees(standing.angle)) > settings.sideways_deg:
            self._lies(standing.angle)
            return False
        self._crop, self._guest = None, not at_home
        self._keep(points, t)
        self._turned = self._turned_seen = self._frames_lost = self._frames_since_look = self._rival_seen = 0
        self._windows = iter(())
        return True

    def _not_the_user(self, image: Image, t: float, seen: Detection) -> bool:
        """Whether this is somebody else while the user may still come back, or is still to be found."""
        settings = self._settings
        if self._home is None:
            chosen = settings.place is not None and self._frames_lost <= settings.eager_frames
            return chosen and -self._rank(image, seen) > settings.place_reach
        waiting = self._company and not self._guest and t - self._home_at < settings.home_s
        return waiting and not self._at_home(seen.square)

    def _at_home(self, square: Square) -> bool:
        """Whether a face lies where the user's did, or nobody's place is known."""
        settings, home = self._settings, self._home
        if home is None:
            return True
        off = math.hypot(square.x - home.x, square.y - home.y) / home.side
        return off < settings.home_reach and 1 / settings.home_size < square.side / home.side < settings.home_size

    def _settled(self, image: Image, square: Square, than: float = 0.0) -> Points | None:
        """The points of a new face, from a second look at its own square; None unless surely there.

        `than` is a presence that has to be exceeded.
        """
        settings = self._settings
        points, presence = self._mesh.find(image, square)
        if presence < settings.present:
            return None
        points, presence = self._mesh.find(image, mesh_square(points, settings.region))
        sure = presence >= settings.surely_present and presence > than
        return points if sure and _inside(image, points) else None

    def _lies(self, angle: float) -> None:
        """Note that a face was seen whose upper end points elsewhere; reported when it was seen several times."""
        self._turned_seen += 1
        self._suspect = round(angle / (math.pi / 2)) * math.pi / 2
        if self._turned_seen >= self._settings.turned_seen:
            self._turned = round(math.degrees(angle) / 90) % 4 * 90

    def _zoomed(self, image: Image) -> Iterator[Square]:
        """Where to look closer in this picture: at first in many places, since somebody has just sat down."""
        settings = self._settings
        if self._suspect is not None:
            angle, self._suspect = self._suspect, None
            yield _whole(image).turned(angle)
            return
        if self._crop is not None and self._frames_lost < settings.keen_frames:
            yield Square(self._crop.x, self._crop.y, self._crop.side * settings.keen_reach, self._crop.angle)
            return
        self._crop = None
        first = not self._turned and self._frames_lost <= settings.keen_frames + settings.eager_frames
        for _ in range(settings.eager_windows if first else 1):
            window = next(self._windows, None)
            if window is None:
                self._windows = iter(_windows(image, settings.window_share))
                window = next(self._windows)
            yield window

    def _look_around(self, image: Image, t: float) -> None:
        """Count the others now and then, and give way to the user who is back or sat down before a false face."""
        settings = self._settings
        self._frames_since_look += 1
        own = self._crop
        if self._frames_since_look < (settings.guest_every if self._guest else settings.check_every) or own is None:
            return
        self._frames_since_look = 0
        found = self._detector.find(image, _whole(image), settings.sure)
        others = [face for face in found if face.square.box().iou(own.box()) < 0.1]
        self._others, self._company = len(others), bool(others)
        self._guest = self._guest and t - self._home_at < settings.guest_s
        user = self._user_among(others, own)
        if user is not None and self._take(image, t, user):
            self._others = len(others)

    def _user_among(self, others: list[Detection], own: Square) -> Detection | None:
        """Who has to be followed in place of the face that is, if anybody."""
        settings = self._settings
        if self._guest:
            return next((face for face in others if self._at_home(face.square)), None)
        largest = max(others, key=lambda face: face.square.side, default=None)
        larger = largest is not None and largest.square.side >= settings.rival_width * own.side
        rival = larger and settings.place is None
        self._rival_seen = self._rival_seen + 1 if rival else 0
        if self._rival_seen < settings.rival_looks:
            return None
        self._home = None
        return largest


def _agrees(seen: Detection, points: Points) -> bool:
    """Whether the mesh lies where the detector saw the face."""
    box = mesh_square(points, 1.0)
    off = math.hypot(box.x - seen.square.x, box.y - seen.square.y)
    return off < 0.5 * seen.square.side and 0.5 < box.side / seen.square.side < 2.0


def _whole(image: Image) -> Square:
    height, width = image.shape[:2]
    return Square(width / 2, height / 2, float(max(height, width)))


def _windows(image: Image, share: float) -> list[Square]:
    """The zoomed windows of a search, the large ones first, and the whole picture turned by quarters."""
    height, width = image.shape[:2]
    shorter = float(min(height, width))
    squares = [square for side in (shorter, shorter * share) for square in _grid(width, height, side)]
    turned = [_whole(image).turned(quarter * math.pi / 2) for quarter in (2, 1, 3)]
    return [*turned, *squares]


def _grid(width: int, height: int, side: float) -> list[Square]:
    """Squares that overlap by about a third and cover the picture."""
    places = [np.linspace(side / 2, length - side / 2, _steps(length, side)) for length in (width, height)]
    return [Square(float(x), float(y), side) for y in places[1] for x in places[0]]


def _steps(length: float, side: float) -> int:
    return max(1, math.ceil((length - side) / (0.65 * side)) + 1)


def _change(before: Image, now: Image, face: Square) -> float:
    """The mean difference of two sampled pictures where the face is; infinite where they cannot be compared."""
    half, x, y = face.side / 2 / _SAMPLE, face.x / _SAMPLE, face.y / _SAMPLE
    rows, columns = slice(max(0, int(y - half)), int(y + half) + 1), slice(max(0, int(x - half)), int(x + half) + 1)
    one, other = before[rows, columns], now[rows, columns]
    if before.shape != now.shape or not one.size:
        return math.inf
    return float(cv2.norm(one, other, cv2.NORM_L1)) / one.size


def _inside(image: Image, points: Points) -> bool:
    """Whether most of the face is in the picture: its middle is, and half of its points are."""
    height, width = image.shape[:2]
    x, y = points[:, 0], points[:, 1]
    return bool(np.mean((x >= 0) & (x < width) & (y >= 0) & (y < height)) > 0.5)
