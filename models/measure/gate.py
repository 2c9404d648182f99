"""`poise lab gate`: may this file become the default? Figures, limits, reasons, one verdict.

Recorded sessions hold probabilities and no pictures, so another network cannot be run over them; clips and
streams composed of consensus faces stand in for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.cues.expected import ClipResult, clip_tapes, judge_clips
from models.cues.policies import policy_sounds, quality, suited
from models.cues.streams import compose
from models.data.faces import FaceSet
from models.data.labels import FIVE
from models.data.votes import Votes
from models.measure.clips import ClipFaces, all_clip_faces, summary
from models.measure.evaluate import evaluate
from models.measure.latency import one_face_seconds
from models.networks.predict import Predictor

AIMS: dict[str, float] = {
    "accuracy": 0.903,
    "auc_bad": 0.973,
    "bad_heard_at_5pct": 0.83,
    "recall_fear": 0.65,
    "recall_sad": 0.75,
}
"""At least so much."""
MOST: dict[str, float] = {"neutral_called_bad": 0.04}
"""At most so much."""


@dataclass(frozen=True)
class Floor:
    """One figure's better end against its aim."""

    name: str
    reached: float
    aim: float
    held: bool


def floors(figures: Mapping[str, Any]) -> list[Floor]:
    """The floors of one network by its figures with intervals; figures without faces have none."""
    ends: Mapping[str, tuple[float, float]] = figures["consensus"].get("intervals", {})
    found = [Floor(name, ends[name][1], aim, ends[name][1] >= aim) for name, aim in AIMS.items() if name in ends]
    return found + [
        Floor(name, ends[name][0], aim, ends[name][0] <= aim) for name, aim in MOST.items() if name in ends
    ]


CALM_CLIPS = ("neutral_smile_neutral", "talking_man_in_suit", "talking_woman_smiling")
"""Nothing in them deserves a cue."""
LIVELY_CLIPS = ("man_glasses_phone", "man_still_faces")
"""Calm on the whole, with small movements of brows and mouth on which people differ: at most one cue."""
STREAM_MINUTES = 60.0
"""In ten minutes there are some twenty bad stretches: one more or less would decide."""


@dataclass(frozen=True)
class Limits:
    """How much worse than the network it is held against a candidate may be; all in shares of 1.

    A quantized network may lose what rounding costs, not what a user would notice: a point of accuracy is less
    than the spread between two trainings.
    """

    accuracy: float = 0.01
    auc: float = 0.005
    recall: float = 0.05
    """Fear has 62 faces in PublicTest: three of them are five points."""
    heard: float = 0.03
    neutral: float = 0.01
    ece: float = 0.01
    ece_target: float = 0.03
    """Below this, calibration is good whatever the other's is."""
    slower: float = 1.1
    calm: float = 0.01
    """Of the frames of a clip in which nothing deserves a cue."""
    lively: float = 0.1
    """Of the frames of one in which a cue would be no scandal."""
    stream_hits: float = 0.03
    stream_false: float = 0.25
    """False sounds a minute."""


@dataclass(frozen=True)
class Check:
    """One figure of the candidate against its limit."""

    name: str
    candidate: float
    against: float
    limit: float
    passed: bool

    def line(self) -> str:
        """The check as a line for people."""
        sign = "ok  " if self.passed else "FAIL"
        return f"{sign} {self.name}: {self.candidate:.4g} (other {self.against:.4g}, limit {self.limit:.4g})"


@dataclass(frozen=True)
class Verdict:
    """All checks of one candidate."""

    candidate: str
    against: str
    checks: tuple[Check, ...]
    floors: tuple[Floor, ...] = ()
    """What the candidate reaches of the aims, whatever the other does."""

    @property
    def certified(self) -> bool:
        """Whether it passed, and reaches every aim but for chance."""
        return self.passed and bool(self.floors) and all(floor.held for floor in self.floors)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def reasons(self) -> list[str]:
        """A line for each check that failed, or one that says that none did."""
        failed = [
            f"{c.name}: {c.candidate:.4g}, limit {c.limit:.4g} ({c.against:.4g})" for c in self.checks if not c.passed
        ]
        return failed or [f"all {len(self.checks)} checks hold against {self.against}"]

    def to_dict(self) -> dict[str, Any]:
        """For JSON and the registry."""
        return {
            "verdict": "pass" if self.passed else "fail",
            "against": self.against,
            "certified": self.certified,
            "below": [f"{f.name}: {f.reached:.4g} at best, aim {f.aim:.4g}" for f in self.floors if not f.held],
            "reasons": self.reasons(),
            "checks": [asdict(check) for check in self.checks],
        }


def at_least(name: str, candidate: float | None, against: float | None, loss: float) -> list[Check]:
    """A figure that may fall by `loss`; none where the data has no such faces."""
    if candidate is None or against is None:
        return []
    return [Check(name, candidate, against, against - loss, candidate >= against - loss)]


def at_most(name: str, candidate: float | None, against: float | None, gain: float, free: float = 0.0) -> list[Check]:
    """A figure that may rise by `gain`, or up to `free` whatever the other's is."""
    if candidate is None or against is None:
        return []
    limit = max(against + gain, free)
    return [Check(name, candidate, against, limit, candidate <= limit)]


def consensus_checks(new: Mapping[str, Any], old: Mapping[str, Any], limits: Limits) -> list[Check]:
    """Accuracy, recall, calibration and false alarms against what the voters saw."""
    a, b = new["consensus"], old["consensus"]
    checks = at_least("accuracy against the consensus", a["accuracy"], b["accuracy"], limits.accuracy)
    checks += at_least("area under the curve, bad", a["auc_bad"], b["auc_bad"], limits.auc)
    checks += at_least("bad faces heard at 5 %", a["bad_heard_at_5pct"], b["bad_heard_at_5pct"], limits.heard)
    checks += at_most("neutral faces bad", a["neutral_counted_bad"], b["neutral_counted_bad"], limits.neutral)
    checks += at_most("calibration error", a["ece"], b["ece"], limits.ece, limits.ece_target)
    for name in a["recall"]:
        checks += at_least(f"recall of {name}", a["recall"][name], b["recall"].get(name), limits.recall)
    return checks


def floor_checks(new: list[Floor], old: list[Floor]) -> list[Check]:
    """An aim that the other reaches, the candidate must reach, too."""
    others = {floor.name: floor for floor in old}
    return [
        Check(f"aim: {f.name}", f.reached, others[f.name].reached, f.aim, f.held or not others[f.name].held)
        for f in new
        if f.name in others
    ]


def clip_checks(faces: list[ClipFaces], new: Predictor, old: Predictor, limits: Limits) -> list[Check]:
    """Frames that count as bad in clips that deserve no cue."""
    a, b = summary(new, faces), summary(old, faces)
    checks: list[Check] = []
    for name in (*CALM_CLIPS, *LIVELY_CLIPS):
        free = limits.calm if name in CALM_CLIPS else limits.lively
        if name in a:
            title = f"{name}: frames that count as bad"
            checks += at_most(title, a[name]["counted_bad"], b[name]["counted_bad"], 0.0, free)
    return checks


def cue_checks(folder: Path, new: str, old: str) -> list[Check]:
    """What is heard in the clips: a candidate may break no expectation that the other meets."""
    ours, theirs = ({r.file: r for r in judge_clips(clip_tapes(folder, name))} for name in (new, old))
    return [_heard(ours[file], theirs[file]) for file in ours]


def _heard(new: ClipResult, old: ClipResult) -> Check:
    passed = new.met or not old.met
    return Check(f"{new.file}: sounds in the right places", len(new.sounds), len(old.sounds), len(old.sounds), passed)


def stream_checks(faces: FaceSet, votes: Votes, new: Predictor, old: Predictor, limits: Limits) -> list[Check]:
    """Hits and false cues over a composed stream, each network with the strictness that suits it.

    The strictness is chosen alike for both, over another stream: neither is judged by a policy made for the other.
    """
    found = []
    for predict in (new, old):
        settings = suited(compose(predict, faces, votes, minutes=STREAM_MINUTES / 2, seed=1))
        stream = compose(predict, faces, votes, minutes=STREAM_MINUTES, seed=11)
        found.append(quality(predict.name, stream, policy_sounds(stream, settings)))
    a, b = found
    return [
        *at_least("bad stretches cued within 2.5 s", a.hits, b.hits, limits.stream_hits),
        *at_most("false cues a minute", a.false_per_minute, b.false_per_minute, limits.stream_false, 0.5),
    ]


def judge(
    candidate: tuple[str, Predictor],
    against: tuple[str, Predictor],
    faces: FaceSet,
    votes: Votes,
    clips: Path | None,
    limits: Limits | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Verdict:
    """Hold `candidate` (its name or file, and its network) against another, on one split and the clips."""
    allowed = limits or Limits()
    (new_name, new), (old_name, old) = candidate, against
    report("consensus figures")
    # both over the five classes, so that a seven-class network can be held against a five-class one
    figures = [evaluate(predict, faces, votes, FIVE, with_intervals=True) for predict in (new, old)]
    reached = [floors(part) for part in figures]
    checks = consensus_checks(figures[0], figures[1], allowed) + floor_checks(*reached)
    report("time for one face")
    times = one_face_seconds({"new": new, "old": old})
    checks += at_most("time for one face, ratio", times["new"] / times["old"], 1.0, allowed.slower - 1.0)
    report("cues over a composed stream")
    checks += stream_checks(faces, votes, new, old, allowed)
    if clips is not None:
        report("clips")
        checks += clip_checks(all_clip_faces(clips), new, old, allowed)
        checks += cue_checks(clips, new_name, old_name)
    return Verdict(new_name, old_name, tuple(checks), tuple(reached[0]))
