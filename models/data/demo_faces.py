"""Makes the demo camera's faces: the average of thousands of FER2013 faces for each expression, exaggerated.

    python -m models.data.demo_faces --data fer2013.csv --votes fer2013new.csv --into core/camera

Only pictures on which the FER+ voters agree are averaged, identical ones once. Each is first laid onto a common face
by a small shift, turn and scaling (ECC, Evangelidis and Psarakis 2008), those that fit best are kept, and joined by
their mirror images. The averages are moved away from their common mean and sharpened, since averaging blurs. What
comes out is nobody's face.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.base.progress import track
from models.data.faces import SIZE, FaceSet
from models.data.reader import read_faces
from models.data.splits import fingerprints
from models.data.votes import Votes, read_votes

Floats = npt.NDArray[np.float32]

EXPRESSIONS = ("neutral", "happy", "sad", "surprise")
"""Fear is left out: its average is spoilt by repeated pictures and read as surprise."""
AGREED = {"neutral": 0.9, "happy": 0.9, "sad": 0.8, "surprise": 0.8}
"""Share of the ten votes; people agree less on sadness."""
AT_MOST = 1500
"""Pictures of an expression that are tried."""
SAMPLE = 350
"""Pictures of each expression that make the common face."""
KEPT = (500, 500, 350)
"""Pictures that are averaged, round by round: the ones most like the average, from the front and not hidden."""
SMOOTHING = (9, 7, 5, 5)
"""Side of the smoothing filter, in pixels, in the rounds that make the common face: coarse first."""
FINE = 5
"""The same for each expression's own rounds."""
LARGEST_CHANGE = 0.35
"""A picture whose area would have to change by more than this was not really laid onto the face."""
EXAGGERATION: dict[str, dict[str, float]] = {
    "neutral": {"neutral": 4.0, "happy": 1.1, "sad": -0.5},
    "happy": {"happy": 2.0},
    "sad": {"sad": 2.0},
    "surprise": {"surprise": 2.0},
}
"""How many times each expression's distance from the overall mean goes into each face: what it takes for the networks
to tell the moods apart. Those that learnt FER's own labels call the plain neutral average sad as often as neutral."""
SHARPENING = ((2.0, 2.0), (1.0, 1.0))
"""Amount and radius (pixels) of the unsharp masks."""
BRIGHTNESS, CONTRAST = 128.0, 48.0
"""Mean and standard deviation of the grey values, as in a well-lit face."""
SEED = 2013


@dataclass(frozen=True)
class DemoFace:
    """One expression's average; `mean` is [48, 48] in standard deviations, from `pictures` pictures."""

    name: str
    mean: Floats
    pictures: int


def normalized(faces: npt.NDArray[np.uint8]) -> Floats:
    """[n, 48, 48] with mean 0 and standard deviation 1 in each picture: light does not count."""
    values = faces.astype(np.float32)
    values -= values.mean(axis=(1, 2), keepdims=True)
    return np.asarray(values / np.maximum(values.std(axis=(1, 2), keepdims=True), 1.0), np.float32)


def agreed(faces: FaceSet, votes: Votes, name: str) -> Floats:
    """Some pictures of one expression on which the voters agree, each once, normalized."""
    share = votes.of([name])[:, 0] / np.maximum(votes.total, 1)
    chosen = faces.take(share >= AGREED[name])
    _, first = np.unique(fingerprints(chosen), return_index=True)
    order = np.random.default_rng(SEED).permutation(np.sort(first))[:AT_MOST]
    return normalized(chosen.pixels[order])


def common_face(pictures: dict[str, Floats]) -> Floats:
    """The face onto which all expressions are laid, so that exaggeration does not exaggerate where the nose is."""
    some = np.concatenate([part[:SAMPLE] for part in pictures.values()])
    face = symmetric(some.mean(axis=0))
    for smoothing in SMOOTHING:
        face = symmetric(best_laid(face, some, 2 * len(some) // 3, smoothing, "a common face").mean(axis=0))
    return face


def average(name: str, pictures: Floats, common: Floats) -> DemoFace:
    """The average of the best-aligned `pictures` and their mirror images, at the place of the common face."""
    mean = common
    for keep in KEPT:
        _, placed = laid_onto(common, mean, FINE)
        kept = best_laid(mean if placed is None else placed, pictures, keep, FINE, name)
        mean = symmetric(kept.mean(axis=0))
    return DemoFace(name, mean, len(kept))


def best_laid(face: Floats, pictures: Floats, keep: int, smoothing: int, what: str) -> Floats:
    """The `keep` pictures that fit `face` best, laid onto it."""
    laid = [laid_onto(face, picture, smoothing) for picture in track(pictures, f"aligning {what}", len(pictures))]
    laid.sort(key=lambda pair: -pair[0])
    return np.stack([picture for _, picture in laid[:keep] if picture is not None])


def laid_onto(face: Floats, picture: Floats, smoothing: int) -> tuple[float, Floats | None]:
    """How well `picture` fits `face` once it is shifted, turned and scaled onto it, and the picture so laid."""
    start, everywhere = np.eye(2, 3, dtype=np.float32), np.ones(face.shape, np.uint8)
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 40, 1e-4)
    try:
        fit, warp = cv2.findTransformECC(face, picture, start, cv2.MOTION_AFFINE, stop, everywhere, smoothing)
    except cv2.error:  # it does not converge
        return -1.0, None
    if abs(float(np.linalg.det(np.asarray(warp)[:, :2])) - 1.0) > LARGEST_CHANGE:
        return -1.0, None
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(picture, np.asarray(warp), (SIZE, SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return float(fit), np.asarray(laid, np.float32)


def symmetric(face: Floats) -> Floats:
    """The mean of a face and its mirror image."""
    return np.asarray((face + face[:, ::-1]) / 2, np.float32)


def exaggerated(faces: list[DemoFace]) -> list[npt.NDArray[np.uint8]]:
    """Grey pictures, [48, 48] each, moved away from the overall mean of all expressions, and sharpened."""
    overall = np.mean([face.mean for face in faces], axis=0)
    away = {face.name: face.mean - overall for face in faces}
    pictures = []
    for face in faces:
        values = overall + sum(times * away[name] for name, times in EXAGGERATION[face.name].items())
        for amount, radius in SHARPENING:
            values = values + amount * (values - cv2.GaussianBlur(values, (0, 0), radius))
        values = (values - values.mean()) / values.std() * CONTRAST + BRIGHTNESS
        pictures.append(np.clip(values, 0, 255).round().astype(np.uint8))
    return pictures


def origin(faces: list[DemoFace]) -> str:
    """The text that goes with the picture, as TOML."""
    lines = [
        "# The faces of the demo camera, from left to right; made by models/data/demo_faces.py.",
        "# Averages of FER2013 pictures (Goodfellow et al. 2013) chosen by the FER+ votes (Barsoum et al. 2016),",
        "# exaggerated and sharpened. Nobody's face, and no picture of the data set.",
    ]
    for face in faces:
        lines += ["", "[[faces]]", f'expression = "{face.name}"', f"pictures = {face.pictures}"]
        lines += [f"exaggeration.{name} = {times}" for name, times in EXAGGERATION[face.name].items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Compute the faces and write them beside their origin."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--votes", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    arguments = parser.parse_args()
    faces = read_faces(arguments.data).split("Training")
    votes = read_votes(arguments.votes, faces)
    pictures = {name: agreed(faces, votes, name) for name in EXPRESSIONS}
    common = common_face(pictures)
    means = [average(name, pictures[name], common) for name in EXPRESSIONS]
    cv2.imwrite(str(arguments.into / "demo_faces.png"), np.hstack(exaggerated(means)))
    (arguments.into / "demo_faces.toml").write_text(origin(means), encoding="utf-8")


if __name__ == "__main__":
    main()
