"""How a network behaves on people who talk: faces out of clips, found by Haar as the paper's program does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core.moods import MoodMap
from models.data.faces import SIZE
from models.errors import LabError
from models.metrics import mood_positions
from models.predict import Predictor

CASCADE = "haarcascade_frontalface_default.xml"
EVERY = 5
"""Each fifth frame: neighbours look alike."""
CLIPS = (".mp4", ".mov", ".avi", ".mkv", ".webm")


@dataclass(frozen=True)
class ClipFaces:
    """The faces of one clip."""

    name: str
    times: npt.NDArray[np.float64]
    """[n] seconds from the first frame."""
    pixels: npt.NDArray[np.uint8]
    """[n, 48, 48] grey."""

    def between(self, start: float, end: float) -> npt.NDArray[np.bool_]:
        """[n] mask of the faces of a stretch, in seconds."""
        return (self.times >= start) & (self.times < end)


def clip_faces(path: Path, every: int = EVERY) -> ClipFaces:
    """The largest face of each n-th frame; frames without a face are left out."""
    cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / CASCADE))
    times, crops = [], []
    for seconds, grey in _grey_frames(path, every):
        found = cascade.detectMultiScale(grey, 1.1, 5, minSize=(48, 48))
        if len(found):
            x, y, w, h = max(found, key=lambda box: int(box[2]))
            crops.append(cv2.resize(grey[y : y + h, x : x + w], (SIZE, SIZE), interpolation=cv2.INTER_AREA))
            times.append(seconds)
    pixels = np.stack(crops).astype(np.uint8) if crops else np.zeros((0, SIZE, SIZE), np.uint8)
    return ClipFaces(path.stem, np.array(times, np.float64), pixels)


def _grey_frames(path: Path, every: int) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise LabError(f"{path}: not a readable video")
    rate = capture.get(cv2.CAP_PROP_FPS) or 30.0
    index = 0
    while capture.grab():
        if index % every == 0:
            good, frame = capture.retrieve()
            if good:
                yield index / rate, np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
        index += 1
    capture.release()


def all_clip_faces(folder: Path, every: int = EVERY) -> list[ClipFaces]:
    """The faces of every clip in a folder, by name."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in CLIPS)
    if not paths:
        raise LabError(f"{folder}: no clips in it")
    return [clip_faces(path, every) for path in paths]


def bad_share(predict: Predictor, faces: ClipFaces, moods: MoodMap | None = None) -> npt.NDArray[np.float32]:
    """[n, 2] for each face: whether its strongest class is bad, and the probability of all bad classes."""
    bad = mood_positions(predict.spec.classes, moods or MoodMap()) == 2
    probabilities = predict(faces.pixels)
    strongest = bad[probabilities.argmax(axis=1)] if len(probabilities) else np.zeros(0, bool)
    return np.stack([strongest.astype(np.float32), probabilities[:, bad].sum(axis=1)], axis=1)


def summary(predict: Predictor, clips: Sequence[ClipFaces]) -> dict[str, dict[str, float]]:
    """For each clip with faces: share of frames called bad, and mean probability of bad."""
    found = {}
    for clip in clips:
        if len(clip.times):
            strongest, probability = bad_share(predict, clip).mean(axis=0)
            found[clip.name] = {
                "faces": len(clip.times),
                "called_bad": round(float(strongest), 4),
                "p_bad": round(float(probability), 4),
            }
    return found
