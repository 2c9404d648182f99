"""How good the cues are over streams whose truth is known, for a network and several policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.base.types import Mood, Reading
from core.cueing.cues import CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import PRESETS, CuePolicy, PolicySettings
from models.base.errors import LabError
from models.cues.expected import clip_tapes, judge_clips
from models.cues.streams import Stream, Stretch, compose, merged
from models.data.reader import read_faces
from models.data.splits import hold_out
from models.data.votes import read_votes
from models.networks.predict import load_predictor

WITHIN_S = 2.5
"""A bad stretch is a hit when a sound comes so soon."""
LATE_S = 0.5
"""A sound this soon after a bad stretch belongs to it: late, but not false."""
STRICTNESS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0)
"""Points of the curve: 0 is `gentle`, 1 `normal`, 2 `strict`; between them every constant is in between."""
POINTS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.4)
MOST_FALSE = 0.3
"""False sounds a minute: what the default had when the presets were chosen."""
PAPER = "the paper's rule"


@dataclass(frozen=True, slots=True)
class Quality:
    """Cue quality of one rule over one stream; shares are of 0 to 1, delays in seconds.

    `hits` of `stretches` bad stretches were cued within 2.5 s (`heard`: at any time); false sounds are counted per
    minute of what was not bad.
    """

    rule: str
    stretches: int
    hits: float
    heard: float
    false_per_minute: float
    sounds_per_minute: float
    median_delay_s: float | None


def quality(rule: str, stream: Stream, sounds: Sequence[float]) -> Quality:
    """Hold the times of sounds against the truth; several sounds in a bad stretch are neither false nor more hits."""
    stretches = merged(stream.stretches)
    bad = [stretch for stretch in stretches if stretch.bad]
    first = [_first(sounds, stretch) for stretch in bad]
    delays = sorted(t - stretch.start for t, stretch in zip(first, bad, strict=True) if t is not None)
    calm_minutes = sum(s.end - s.start for s in stretches if s.bad is False) / 60.0
    false = [t for t in sounds if not any(s.start <= t < s.end + LATE_S for s in stretches if s.bad is not False)]
    count = max(1, len(bad))
    return Quality(
        rule=rule,
        stretches=len(bad),
        hits=sum(delay <= WITHIN_S for delay in delays) / count,
        heard=len(delays) / count,
        false_per_minute=len(false) / calm_minutes if calm_minutes else 0.0,
        sounds_per_minute=len(sounds) / stream.minutes if stream.minutes else 0.0,
        median_delay_s=delays[len(delays) // 2] if delays else None,
    )


def policy_sounds(stream: Stream, settings: PolicySettings, moods: MoodMap | None = None) -> list[float]:
    """When our policy makes a sound."""
    return sounds_of(stream.readings, settings, moods)


def sounds_of(readings: Iterable[Reading], settings: PolicySettings, moods: MoodMap | None = None) -> list[float]:
    """When our policy makes a sound over these readings, in their seconds."""
    policy = CuePolicy(settings, moods)
    cues = (policy.step(reading) for reading in readings)
    return [cue.t for cue in cues if cue is not None and cue.level >= CueLevel.TONE]


def paper_sounds(stream: Stream) -> list[float]:
    """When the paper's program makes a sound: on every frame whose strongest class is a bad one."""
    moods = MoodMap()
    seen = ((reading.t, reading.probabilities) for reading in stream.readings if reading.probabilities)
    return [t for t, shares in seen if moods[max(shares, key=shares.__getitem__)] is Mood.BAD]


def at_strictness(point: float) -> PolicySettings:
    """The policy at a point between `gentle` (0), `normal` (1) and `strict` (2)."""
    low, high = (PRESETS["gentle"], PRESETS["normal"]) if point <= 1 else (PRESETS["normal"], PRESETS["strict"])
    share = point if point <= 1 else point - 1
    between = {
        name: (1.0 - share) * value + share * high.to_json_dict()[name]
        for name, value in low.to_json_dict().items()
        if isinstance(value, float)
    }
    return replace(high if share else low, **between)  # type: ignore[arg-type]


def suited(stream: Stream) -> PolicySettings:
    """The policy of `POINTS` that hears most in time with at most `MOST_FALSE` false sounds a minute.

    The gentlest where none keeps to it.
    """
    tried = [
        (at_strictness(point), quality("", stream, policy_sounds(stream, at_strictness(point)))) for point in POINTS
    ]
    fit = [pair for pair in tried if pair[1].false_per_minute <= MOST_FALSE]
    return max(fit, key=lambda pair: pair[1].hits)[0] if fit else tried[0][0]


def study(stream: Stream) -> dict[str, list[Quality]]:
    """The paper's rule and the presets side by side, and the curve over the strictness."""
    presets = [(name, settings) for name, settings in PRESETS.items() if settings.loudest >= CueLevel.TONE]
    rules = [quality(PAPER, stream, paper_sounds(stream))]
    rules += [quality(name, stream, policy_sounds(stream, settings)) for name, settings in presets]
    curve = [quality(f"{point:.1f}", stream, policy_sounds(stream, at_strictness(point))) for point in STRICTNESS]
    return {"rules": rules, "curve": curve}


def run_cues(
    weights: str,
    data: Path | None,
    votes: Path | None,
    clips: Path | None = None,
    *,
    split: str | None = "PublicTest",
    minutes: float = 30.0,
    seed: int = 1,
    cache_dir: Path | None = None,
) -> dict[str, Any]:
    """All figures, ready for JSON; `split` None takes the `hold_out`.

    Raises LabError for data, votes or clips that do not serve.
    """
    figures: dict[str, Any] = {"weights": weights, "within_s": WITHIN_S, "seed": seed, "minutes": minutes}
    if data is not None and votes is not None:
        every = read_faces(data, cache_dir)
        faces = every.split(split) if split else hold_out(every)
        stream = compose(load_predictor(weights), faces, read_votes(votes, faces), minutes=minutes, seed=seed)
        figures |= {name: [asdict(q) for q in rows] for name, rows in study(stream).items()}
    elif (data is None) != (votes is None):
        raise LabError("streams are composed of the faces on which voters agree: give both --data and --votes")
    if clips is not None:
        tapes = clip_tapes(clips, weights)
        figures["clips"] = [asdict(result) | {"met": result.met} for result in judge_clips(tapes)]
    return figures


def markdown(figures: dict[str, Any]) -> str:
    """The figures as tables."""
    parts = []
    for title, key in (("rule", "rules"), ("strictness", "curve")):
        if key in figures:
            parts.append(_table(title, figures[key]))
    if "clips" in figures:
        rows = [f"| {c['file']} | {_times(c['sounds'])} | {'yes' if c['met'] else 'no'} |" for c in figures["clips"]]
        parts.append("\n".join(["| clip | sounds at (s) | as expected |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _table(title: str, rows: Sequence[dict[str, Any]]) -> str:
    lines = [f"| {title} | hits within 2.5 s | heard at all | false a minute | sounds a minute | median delay |"]
    lines.append("|---|---|---|---|---|---|")
    for row in rows:
        delay = "–" if row["median_delay_s"] is None else f"{row['median_delay_s']:.1f} s"
        lines.append(
            f"| {row['rule']} | {row['hits']:.0%} | {row['heard']:.0%} | {row['false_per_minute']:.2f} "
            f"| {row['sounds_per_minute']:.1f} | {delay} |"
        )
    return "\n".join(lines)


def _times(seconds: Sequence[float]) -> str:
    return ", ".join(f"{t:.1f}" for t in seconds) or "none"


def _first(sounds: Sequence[float], stretch: Stretch) -> float | None:
    return next((t for t in sounds if stretch.start <= t < stretch.end + LATE_S), None)
