"""Makes the demo camera's faces: the average of thousands of FER2013 faces for each expression, exaggerated.

    python -m models.demo_faces --data fer2013.csv --votes fer2013new.csv --into core/sources

Only pictures on which the ten FER+ voters agree are averaged, identical ones once; each is first laid onto the
average by a small shift, turn and scaling, and joined by its mirror image. What comes out is nobody's face.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from models.data.faces import SIZE, FaceSet
from models.data.reader import read_faces
from models.data.splits import fingerprints
from models.data.votes import Votes, read_votes
from models.progress import track

Floats = npt.NDArray[np.float32]

EXPRESSIONS = ("neutral", "happy", "sad", "surprise")
"""Fear is left out: its average is spoilt by repeated pictures and read as surprise."""
AGREED = {"neutral": 0.9, "happy": 0.9, "sad": 0.6, "surprise": 0.8}
"""Share of the ten votes; people agree less on sadness."""
WELL_ALIGNED = 0.35
"""Share of the agreed pictures that is kept: those most like the average, seen from the front and not hidden."""
ROUNDS = 3
EXAGGERATION = {"neutral": 1.0, "happy": 1.8, "sad": 3.0, "surprise": 2.0}
"""Times the distance from the overall mean: the least at which the networks tell the moods apart."""
BRIGHTNESS, CONTRAST = 128.0, 48.0
"""Mean and standard deviation of the grey values, as in a well-lit face."""


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
    """The pictures of one expression on which the voters agree, each once, normalized."""
    share = votes.of([name])[:, 0] / np.maximum(votes.total, 1)
    chosen = faces.take(share >= AGREED[name])
    _, first = np.unique(fingerprints(chosen), return_index=True)
    return normalized(chosen.pixels[np.sort(first)])


def average(name: str, pictures: Floats) -> DemoFace:
    """The average of the best-aligned `pictures` and their mirror images."""
    keep = max(1, int(len(pictures) * WELL_ALIGNED))
    mean = symmetric(pictures.mean(axis=0))
    kept = pictures
    for _ in range(ROUNDS):
        laid = np.stack([laid_onto(mean, picture) for picture in track(kept, f"aligning {name}", len(kept))])
        order = np.argsort([-float((mean * picture).mean()) for picture in laid])[:keep]
        kept, mean = kept[order], symmetric(laid[order].mean(axis=0))
    return DemoFace(name, mean, len(kept))


def laid_onto(mean: Floats, picture: Floats) -> Floats:
    """`picture` shifted, turned and scaled onto `mean`; unchanged where that does not succeed."""
    start = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-3)
    try:
        _, warp = cv2.findTransformECC(mean, picture, start, cv2.MOTION_AFFINE, stop)
    except cv2.error:
        return picture
    if abs(float(np.linalg.det(warp[:, :2])) - 1.0) > 0.3:
        return picture
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(picture, warp, (SIZE, SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE))


def symmetric(face: Floats) -> Floats:
    """The mean of a face and its mirror image."""
    return np.asarray((face + face[:, ::-1]) / 2, np.float32)


def exaggerated(faces: list[DemoFace]) -> list[npt.NDArray[np.uint8]]:
    """Grey pictures, [48, 48] each, moved away from the overall mean of all expressions."""
    overall = np.mean([face.mean for face in faces], axis=0)
    pictures = []
    for face in faces:
        values = overall + EXAGGERATION[face.name] * (face.mean - overall)
        values = (values - values.mean()) / values.std() * CONTRAST + BRIGHTNESS
        pictures.append(np.clip(values, 0, 255).round().astype(np.uint8))
    return pictures


def origin(faces: list[DemoFace]) -> str:
    """The text that goes with the picture, as TOML."""
    lines = [
        "# The faces of the demo camera, from left to right; made by models/demo_faces.py.",
        "# Averages of FER2013 pictures (Goodfellow et al. 2013) chosen by the FER+ votes (Barsoum et al. 2016),",
        "# exaggerated away from their common mean. Nobody's face, and no picture of the data set.",
    ]
    for face in faces:
        lines += ["", "[[faces]]", f'expression = "{face.name}"', f"pictures = {face.pictures}"]
        lines += [f"exaggeration = {EXAGGERATION[face.name]}"]
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
    means = [average(name, agreed(faces, votes, name)) for name in EXPRESSIONS]
    cv2.imwrite(str(arguments.into / "demo_faces.png"), np.hstack(exaggerated(means)))
    (arguments.into / "demo_faces.toml").write_text(origin(means), encoding="utf-8")


if __name__ == "__main__":
    main()
