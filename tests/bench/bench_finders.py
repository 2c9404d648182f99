"""The finders side by side with the paper's search: what they cost, what they find, how much their boxes tremble.

Every finder sees the same frames in the same run, on one thread, in CPU time: a busy machine slows all alike. The
clips lie beside the repository; without them only the demo is measured.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from core.base.opencv import cv2
from core.base.types import Box, Frame, Image
from core.camera.demo import picture_at
from core.camera.opening import open_source
from core.vision.finders import FINDERS, LANDMARKS, open_finder
from core.vision.haar.search import FRONTAL_FACE
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from core.vision.regions import grey
from tests.bench.bench_engine import paper_network, paper_runtime
from tests.conftest import SHARED

Row = dict[str, object]
Change = Callable[[Image], Image]
CLIPS = SHARED / "clips"
FRAMES = 90
RATE = 15.0
PAPER_EVERY = 5
WITHOUT_FACE = ("no_face", "face_then_none")


@dataclass
class Seen:
    """What one finder made of the frames."""

    ms: list[float] = field(default_factory=list)
    boxes: list[Box | None] = field(default_factory=list)

    def trembling(self) -> list[float]:
        """How far the box's middle is off the line between its neighbours, in widths; a steady motion is 0."""
        rows = self.boxes
        return [_off(a, b, c) for a, b, c in zip(rows, rows[1:], rows[2:], strict=False) if a and b and c]


def run() -> list[Row]:
    """All rows."""
    films = list(cameras())
    rows: list[Row] = [*readings([film for film in films if film[0].shape[:2] == (360, 640)])]
    for name, change in CHANGES.items():
        rows += compared(name, [[change(image) for image in film] for film in films])
    return rows


def cameras() -> Iterator[list[Image]]:
    """Pictures of at most 640 pixels: the demo's, and those of the clips where they are."""
    yield [picture_at(number / RATE) for number in range(FRAMES)]
    for path in sorted([*CLIPS.glob("*.mp4"), *CLIPS.glob("*.mov")]):
        if path.stem not in WITHOUT_FACE:
            frames = islice(open_source(str(path), fast=True).frames(), 0, 2 * FRAMES, 2)
            yield [_at_most_640(frame.image) for frame in frames]


def readings(films: Sequence[list[Image]]) -> Iterator[Row]:
    """What a whole reading costs at 640x360: find, landmarks, signs and classify, beside the paper's loop."""
    loop = paper_network()
    paper = [ms for seen in searched(films, loop) for ms in seen.ms]
    for finder in FINDERS:
        spent = []
        for film in films:
            reader = FaceReader(open_finder(finder), Classifier(load_network()))
            reader.read(Frame(-1.0, film[0]))  # loads the networks
            for number, image in enumerate(film):
                began = time.thread_time()
                reader.read(Frame(number / RATE, image, number))
                spent.append(1000 * (time.thread_time() - began))
        ours = float(np.mean(spent))
        target = "<= 3.0 ms, >= 15x less" if finder == LANDMARKS else ""
        name = f"a reading at 640x360: {finder}"
        yield {"name": name, "value": ours, "unit": "ms CPU", "ratio": float(np.mean(paper)) / ours, "target": target}
    name = f"a reading at 640x360: the paper's loop ({paper_runtime()})"
    yield {"name": name, "value": float(np.mean(paper)), "unit": "ms CPU"}


def compared(name: str, films: Sequence[list[Image]]) -> Iterator[Row]:
    """Found, cost and trembling of each finder and of the paper's search of the whole picture."""
    results = {finder: watched(finder, films) for finder in FINDERS}
    results["the paper's search"] = searched(films)
    paper = _cost(results["the paper's search"])
    for finder, seen in results.items():
        boxes = [box for film in seen for box in film.boxes]
        found = 100 * sum(box is not None for box in boxes) / len(boxes)
        cost = _cost(seen)
        yield {"name": f"{name}: {finder}: frames with a face", "value": found, "unit": "%"}
        yield {"name": f"{name}: {finder}: a frame", "value": cost, "unit": "ms CPU", "ratio": paper / cost}
        if tremble := [step for film in seen for step in film.trembling()]:
            median = float(np.median(tremble))
            yield {"name": f"{name}: {finder}: trembling", "value": median, "unit": "widths"}


def _cost(seen: Sequence[Seen]) -> float:
    return float(np.mean([ms for film in seen for ms in film.ms]))


def watched(name: str, films: Sequence[list[Image]]) -> list[Seen]:
    """A fresh finder of that name on each film."""
    results = []
    for film in films:
        finder, seen = open_finder(name), Seen()
        for number, image in enumerate(film):
            began = time.thread_time()
            seen.boxes.append(finder.find(image, number / RATE).box)
            seen.ms.append(1000 * (time.thread_time() - began))
        results.append(seen)
    return results


def searched(films: Sequence[list[Image]], classify: Callable[[], object] = lambda: None) -> list[Seen]:
    """`detectMultiScale` with 1.1 and 5 on the whole picture, in every fifth frame: the largest face.

    `classify` is what is done with a face.
    """
    cascade, results = cv2.CascadeClassifier(str(FRONTAL_FACE)), []
    for film in films:
        seen = Seen()
        for image in film[::PAPER_EVERY]:
            began = time.thread_time()
            found = [Box(*map(int, face)) for face in cascade.detectMultiScale(grey(image), 1.1, 5)]
            if found:
                classify()
            seen.ms.append(1000 * (time.thread_time() - began))
            seen.boxes.append(max(found, key=lambda box: box.w, default=None))
        results.append(seen)
    return results


def _off(a: Box, b: Box, c: Box) -> float:
    across = b.x + b.w / 2 - (a.x + a.w / 2 + c.x + c.w / 2) / 2
    down = b.y + b.h / 2 - (a.y + a.h / 2 + c.y + c.h / 2) / 2
    return math.hypot(across, down) / b.w


def _at_most_640(image: Image) -> Image:
    scale = min(1.0, 640 / max(image.shape))
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _tilted(image: Image) -> Image:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 25, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _dim(image: Image) -> Image:
    return np.asarray(image * 0.25, np.uint8)


def _far(image: Image) -> Image:
    """The picture at a third of its size in the corner of a wall: faces of 30 to 100 pixels."""
    small = cv2.resize(image, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    wall = np.full_like(image, 112)
    wall[-small.shape[0] :, -small.shape[1] :] = small
    return wall


CHANGES: dict[str, Change] = {
    "as it is": lambda image: image,
    "tilted by 25 degrees": _tilted,
    "a quarter of the light": _dim,
    "a third of the size, in the corner": _far,
    "on its head (no face is right)": lambda image: np.ascontiguousarray(image[::-1, ::-1]),
}
