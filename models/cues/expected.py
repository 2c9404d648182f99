"""Which cues belong where in the clips of real people: the expectations, and whether a network meets them.

The clips lie beside the repository; their README says what is seen in them and which stretches deserve a cue.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.camera.opening import open_source
from core.cueing.cues import CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import PolicySettings
from core.report.replay import ReplayResult, Tape, replay, tape_of_clip
from core.vision.finders import open_finder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from models.base.errors import LabError


@dataclass(frozen=True, slots=True)
class Window:
    """Between `start` and `end` (seconds) at least `least` and at most `most` sounds belong."""

    start: float
    end: float
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What belongs in a clip; with `loop_s` it goes round for so long."""

    file: str
    windows: tuple[Window, ...]
    loop_s: float | None = None


NONE_AT_ALL = (Window(0.0, 1e9, 0, 0),)

EXPECTATIONS: tuple[Expectation, ...] = (
    Expectation("sad_to_happy.mp4", (Window(0.0, 6.0, 1, None), Window(10.5, 1e9, 0, 0))),
    Expectation("neutral_smile_neutral.mp4", NONE_AT_ALL, 60.0),
    Expectation("talking_man_in_suit.mp4", NONE_AT_ALL, 60.0),
    Expectation("talking_woman_smiling.mp4", NONE_AT_ALL, 60.0),
    Expectation("talking_woman_worried.mp4", (Window(0.0, 1e9, 1, 2),)),
    Expectation("man_glasses_phone.mp4", (Window(0.0, 1e9, 0, 1),)),
    Expectation("faces_in_turn.mp4", (Window(3.6, 9.5, 1, None), Window(1.8, 3.5, 0, 0))),
    Expectation("face_then_none.mov", NONE_AT_ALL),
    Expectation("no_face.mp4", NONE_AT_ALL),
)


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What was heard in a clip; `broken` are the windows that it misses."""

    file: str
    sounds: tuple[float, ...]
    broken: tuple[Window, ...]

    @property
    def met(self) -> bool:
        """Whether all that was expected holds."""
        return not self.broken


def clip_tape(clip: Path, network: str, *, loop_s: float | None = None, moods: MoodMap | None = None) -> Tape:
    """Read a clip through the whole line, every frame, with a network by name or file."""
    mapping = moods or MoodMap()
    source = open_source(str(clip), loop=loop_s is not None, fast=True)
    reader = FaceReader(open_finder(), Classifier(load_network(network)), mapping)
    return tape_of_clip(source, reader, seconds=loop_s, moods=mapping)


def clip_tapes(folder: Path, network: str, expected: Sequence[Expectation] = EXPECTATIONS) -> dict[str, Tape]:
    """All clips of the expectations; raises LabError where one is missing."""
    missing = [e.file for e in expected if not (folder / e.file).is_file()]
    if missing:
        raise LabError(f"{folder}: no {', '.join(missing)}; give the folder of the clips")
    return {e.file: clip_tape(folder / e.file, network, loop_s=e.loop_s) for e in expected}


def judge_clips(tapes: dict[str, Tape], policy: PolicySettings | None = None) -> list[ClipResult]:
    """Hold the clips against the expectations."""
    expectations = {e.file: e for e in EXPECTATIONS}
    return [judge_clip(replay(tape, policy=policy), expectations[file]) for file, tape in tapes.items()]


def judge_clip(result: ReplayResult, expected: Expectation) -> ClipResult:
    """Hold one clip against its expectation."""
    sounds = tuple(cue.t for cue in result.cues if cue.level >= CueLevel.TONE)
    broken = tuple(window for window in expected.windows if not _holds(window, sounds))
    return ClipResult(expected.file, sounds, broken)


def _holds(window: Window, sounds: Iterable[float]) -> bool:
    count = sum(window.start <= t < window.end for t in sounds)
    return count >= window.least and (window.most is None or count <= window.most)
