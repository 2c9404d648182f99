"""How a network behaves on people who talk: faces out of clips, found and levelled as the program does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.base.errors import SourceError
from core.camera.opening import open_source
from core.cueing.moods import BAD_SHARE, MoodMap
from core.vision.finders import open_finder
from core.vision.reader import face_of
from models.base.errors import LabError
from models.data.faces import SIZE
from models.measure.metrics import mood_positions
from models.networks.predict import Predictor

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
    """The user's face of each n-th frame, as the program cuts it out; frames without a face are left out.

    Every frame goes through the finder, which follows the face from one to the next. Raises LabError.
    """
    finder = open_finder()
    times, crops = [], []
    try:
        for frame in open_source(str(path), fast=True).frames():
            faces = finder.find(frame.image, frame.t)
            if frame.number % every == 0 and faces.box is not None:
                crops.append(face_of(frame.image, faces))
                times.append(frame.t)
    except SourceError as error:
        raise LabError(str(error)) from None
    pixels = np.stack(crops).astype(np.uint8) if crops else np.zeros((0, SIZE, SIZE), np.uint8)
    return ClipFaces(path.stem, np.array(times, np.float64), pixels)


def all_clip_faces(folder: Path, every: int = EVERY) -> list[ClipFaces]:
    """The faces of every clip in a folder, by name."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in CLIPS)
    if not paths:
        raise LabError(f"{folder}: no clips in it")
    return [clip_faces(path, every) for path in paths]


@dataclass(frozen=True)
class Stretch:
    """Parts of a clip that deserve one judgement; spans in seconds from the first frame."""

    clip: str
    seen: str
    spans: tuple[tuple[float, float], ...] = ((0.0, float("inf")),)


STRETCHES = (
    Stretch("neutral_smile_neutral", "calm"),
    Stretch("talking_man_in_suit", "calm"),
    Stretch("talking_woman_smiling", "calm"),
    Stretch("man_glasses_phone", "calm, small movements"),
    Stretch("man_still_faces", "calm, small movements"),
    Stretch("faces_in_turn", "calm, lowered eyes", ((1.8, 3.5),)),
    Stretch("sad_to_happy", "smiling", ((10.5, 19.7),)),
    Stretch("talking_woman_worried", "earnest or worried: people disagree"),
    Stretch("sad_to_happy", "sad", ((0.0, 6.0),)),
    Stretch("faces_in_turn", "frowning, worried", ((3.6, 5.8), (6.0, 7.0), (7.4, 9.2))),
)
"""What is seen when, as the clips' own README says it."""


@dataclass(frozen=True)
class Behaviour:
    """A network on one stretch: share of the faces called bad, and their mean probability of bad."""

    stretch: Stretch
    faces: int
    called_bad: float
    p_bad: float


def behaviour(predict: Predictor, clips: Sequence[ClipFaces]) -> list[Behaviour]:
    """A network on each stretch whose clip is there and shows a face."""
    judged, found = {stretch.clip for stretch in STRETCHES}, []
    by_name = {clip.name: (clip, bad_share(predict, clip)) for clip in clips if clip.name in judged}
    for stretch in STRETCHES:
        if stretch.clip in by_name:
            clip, shares = by_name[stretch.clip]
            inside = np.any([clip.between(*span) for span in stretch.spans], axis=0)
            if inside.any():
                strongest, probability = shares[inside].mean(axis=0)
                found.append(Behaviour(stretch, int(inside.sum()), float(strongest), float(probability)))
    return found


def bad_share(predict: Predictor, faces: ClipFaces, moods: MoodMap | None = None) -> npt.NDArray[np.float32]:
    """[n, 2] for each face: whether its strongest class is bad, and the probability of all bad classes."""
    bad = mood_positions(predict.spec.classes, moods or MoodMap()) == 2
    probabilities = predict(faces.pixels)
    strongest = bad[probabilities.argmax(axis=1)] if len(probabilities) else np.zeros(0, bool)
    return np.stack([strongest.astype(np.float32), probabilities[:, bad].sum(axis=1)], axis=1)


def summary(predict: Predictor, clips: Sequence[ClipFaces]) -> dict[str, dict[str, float]]:
    """For each clip with faces: frames called bad (strongest class) and counted as bad, and the mean bad share."""
    found = {}
    for clip in clips:
        if len(clip.times):
            shares = bad_share(predict, clip)
            strongest, probability = shares.mean(axis=0)
            found[clip.name] = {
                "faces": len(clip.times),
                "called_bad": round(float(strongest), 4),
                "counted_bad": round(float((shares[:, 1] >= BAD_SHARE).mean()), 4),
                "p_bad": round(float(probability), 4),
            }
    return found
