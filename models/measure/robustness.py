"""How much a network loses on what webcams deliver, beside what it does on clean faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.base.opencv import cv2
from core.vision.haar.finder import HaarFinder
from core.vision.regions import crop
from models.data.faces import SIZE, FaceSet
from models.data.labels import FIVE
from models.data.votes import Votes
from models.measure.evaluate import evaluate
from models.networks.predict import Predictor

Pixels = npt.NDArray[np.uint8]
ENLARGED = 144
MARGIN = 72
SEED = 11


def _warped(face: Pixels, angle: float = 0.0, shift: tuple[float, float] = (0.0, 0.0)) -> Pixels:
    middle = (SIZE - 1) / 2
    matrix = np.asarray(cv2.getRotationMatrix2D((middle, middle), angle, 1.0), np.float64)
    matrix[:, 2] += np.array(shift) * SIZE
    return np.asarray(cv2.warpAffine(face, matrix, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def rotated(face: Pixels) -> Pixels:
    """Tilted by 15 degrees."""
    return _warped(face, angle=15.0)


def blurred(face: Pixels) -> Pixels:
    """Out of focus: a Gaussian of 1.5 pixels."""
    return np.asarray(cv2.GaussianBlur(face, (0, 0), 1.5), np.uint8)


def dark(face: Pixels) -> Pixels:
    """A quarter of the light, with the noise that comes with it."""
    noise = np.random.default_rng(SEED).normal(0, 3, face.shape)
    return np.clip(face * 0.25 + noise, 0, 255).astype(np.uint8)


def noisy(face: Pixels) -> Pixels:
    """Noise of 15 grey levels."""
    noise = np.random.default_rng(SEED).normal(0, 15, face.shape)
    return np.clip(face + noise, 0, 255).astype(np.uint8)


def half_size(face: Pixels) -> Pixels:
    """Far from the camera: 24 pixels, enlarged again."""
    small = cv2.resize(face, (SIZE // 2, SIZE // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (SIZE, SIZE), interpolation=cv2.INTER_LINEAR), np.uint8)


def compressed(face: Pixels) -> Pixels:
    """JPEG of quality 20."""
    _, data = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, 20])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def shifted(face: Pixels) -> Pixels:
    """The crop a tenth too far to the side and too high."""
    return _warped(face, shift=(0.1, 0.1))


DAMAGES: dict[str, Callable[[Pixels], Pixels]] = {
    "rotation 15°": rotated,
    "blur": blurred,
    "low light": dark,
    "noise": noisy,
    "half-size face": half_size,
    "JPEG": compressed,
    "crop offset 10 %": shifted,
}


@dataclass(frozen=True)
class Drop:
    """One network under one damage, in shares of 1."""

    network: str
    damage: str
    faces: int
    consensus: float
    lost: float
    """Accuracy lost against the same faces undamaged."""


def _figures(predict: Predictor, faces: FaceSet, votes: Votes) -> dict[str, Any]:
    found: dict[str, Any] = evaluate(predict, faces, votes, FIVE)["consensus"]
    return found


def _drops(
    networks: Sequence[Predictor], damage: str, before: Mapping[str, float], faces: FaceSet, votes: Votes
) -> list[Drop]:
    drops = []
    for predict in networks:
        after = _figures(predict, faces, votes)
        lost = before[predict.name] - after["accuracy"]
        drops.append(Drop(predict.name, damage, after["faces"], after["accuracy"], lost))
    return drops


def accuracies(networks: Sequence[Predictor], faces: FaceSet, votes: Votes) -> dict[str, float]:
    """Each network's accuracy against the consensus of the five classes."""
    return {predict.name: float(_figures(predict, faces, votes)["accuracy"]) for predict in networks}


def damaged(faces: FaceSet, damage: Callable[[Pixels], Pixels]) -> FaceSet:
    """The same faces, each damaged."""
    pixels = np.stack([damage(face) for face in faces.pixels])
    return FaceSet(pixels, faces.labels, faces.splits, faces.rows)


def haar_crops(faces: FaceSet) -> tuple[npt.NDArray[np.int64], Pixels]:
    """Faces found again by the engine's own finder in enlarged, padded pictures: their positions and crops."""
    found, crops = [], []
    for i, face in enumerate(faces.pixels):
        large = cv2.resize(face, (ENLARGED, ENLARGED), interpolation=cv2.INTER_CUBIC)
        picture = np.asarray(
            cv2.copyMakeBorder(large, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE), np.uint8
        )
        box = HaarFinder().find(picture).box
        if box is not None and box.w > ENLARGED // 2:
            found.append(i)
            crops.append(crop(picture, box))
    empty: Pixels = np.zeros((0, SIZE, SIZE), np.uint8)
    return np.array(found, np.int64), np.stack(crops).astype(np.uint8) if crops else empty


def robustness(networks: Sequence[Predictor], faces: FaceSet, votes: Votes) -> list[Drop]:
    """Every network under every damage, and on our finder's crops of those faces that it finds again."""
    drops: list[Drop] = []
    before = accuracies(networks, faces, votes)
    for name, damage in DAMAGES.items():
        drops += _drops(networks, name, before, damaged(faces, damage), votes)
    positions, crops = haar_crops(faces)
    clean, part = faces.take(positions), votes.take(positions)
    if not (part.consensus(FIVE) >= 0).any():
        return drops
    framed = FaceSet(crops, clean.labels, clean.splits, clean.rows)
    return drops + _drops(networks, "Haar crop", accuracies(networks, clean, part), framed, part)


def markdown(drops: Sequence[Drop], clean: Mapping[str, float]) -> str:
    """Damages down, networks across: points lost."""
    names = list(clean)
    lines = ["| | " + " | ".join(names) + " |", "|" + " --- |" * (len(names) + 1)]
    lines.append("| clean | " + " | ".join(f"{100 * clean[name]:.1f} %" for name in names) + " |")
    by_damage: dict[str, dict[str, Drop]] = {}
    for drop in drops:
        by_damage.setdefault(drop.damage, {})[drop.network] = drop
    for damage, found in by_damage.items():
        lines.append(f"| {damage} | " + " | ".join(f"{-100 * found[name].lost:+.1f}" for name in names) + " |")
    return "\n".join(lines) + "\n"
