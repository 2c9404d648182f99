"""How good the cues are in labelled films of real people, by network and policy: false sounds, stretches heard.

A folder of films has a `labels.csv` with the columns clip, start, end (seconds; an end beyond the film is its end)
and label. *calm*, *earnest* and *smile* deserve no sound, *sad* and *afraid* do; nothing else there is judged.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path

import numpy as np

from core.base.errors import SettingsError, SourceError
from core.base.types import Reading
from core.camera.opening import open_source
from core.cueing.cues import CueLevel
from core.cueing.moods import MoodMap
from core.cueing.policy import PRESETS, PolicySettings
from core.vision.finders import open_finder
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.reader import FaceReader
from models.base.errors import LabError
from models.cues.policies import LATE_S, WITHIN_S, sounds_of

CALM = ("calm", "earnest", "smile")
DUE = ("sad", "afraid")
LABELS = "labels.csv"
FPS = 15.0
"""Frames a second that are read, as in an interview; a slower film's frames all."""
GRACE_S = 0.8
"""A sound this soon after the beginning of a calm stretch belongs to what was before it."""
LOOP_S = 60.0
RESAMPLES = 2000
SEED = 12
RANGE = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is seen in a film from `start` to `end`, in seconds."""

    clip: str
    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it was read: `readings` in order, `stretches` what is seen in it."""

    name: str
    readings: tuple[Reading, ...]
    stretches: tuple[Stretch, ...]

    @property
    def length(self) -> float:
        """Seconds, the last reading's own time included."""
        return self.readings[-1].t + 1.0 / FPS if self.readings else 0.0

    @property
    def calm(self) -> bool:
        """Whether nothing in it deserves a sound."""
        return all(stretch.label in CALM for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class FilmFigures:
    """One policy over all films; the interval is of 95 %, over resamples of the films."""

    rule: str
    calm_minutes: float
    false: tuple[str, ...]
    """Where it sounded falsely: film and second."""
    false_per_minute: float
    interval: tuple[float, float]
    looped: int
    """Calm films, each looped for a minute, ..."""
    looped_sound: int
    """... and those of them in which there is a sound."""
    due: int
    """Stretches that deserve a sound; heard within 2.5 s, and at any time."""
    in_time: int
    heard: int


def read_labels(folder: Path) -> list[Stretch]:
    """The stretches of a folder's films; raises LabError with the line that is wrong."""
    path = folder / LABELS
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_stretch(path, number, row) for number, row in enumerate(csv.DictReader(file), 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise LabError(f"{path}: cannot be read ({why}); give a folder of films with their {LABELS}") from None


def _stretch(path: Path, line: int, row: Mapping[str, str | None]) -> Stretch:
    try:
        stretch = Stretch(str(row["clip"]), float(row["start"] or ""), float(row["end"] or ""), str(row["label"]))
    except (KeyError, ValueError):
        raise LabError(f"{path}, line {line}: needs clip, start, end (seconds) and label") from None
    if not stretch.start < stretch.end:
        raise LabError(f"{path}, line {line}: ends at {stretch.end:g} s, before it starts")
    return stretch


def read_films(folders: Sequence[Path], network: str, say: Callable[[str], None] = lambda _: None) -> list[Film]:
    """Every labelled film through finder, levelled crop and network, as in an interview. Raises LabError."""
    films, classifier = [], Classifier(load_network(network))
    for folder in folders:
        labelled = read_labels(folder)
        for name in sorted({stretch.clip for stretch in labelled}):
            readings = _readings(folder / name, classifier)
            films.append(Film(name, readings, tuple(s for s in labelled if s.clip == name)))
            say(f"{name}: {len(readings)} readings")
    return films


def _readings(path: Path, classifier: Classifier) -> tuple[Reading, ...]:
    reader = FaceReader(open_finder(), classifier, MoodMap())
    readings: list[Reading] = []
    try:
        source = open_source(str(path), fast=True)
        try:
            for frame in source.frames():
                if not readings or frame.t >= readings[-1].t + 1.0 / FPS - 0.005:
                    readings.append(reader.read(frame))
        finally:
            source.close()
    except SourceError as error:
        raise LabError(str(error)) from None
    return tuple(readings)


def sounds_in(film: Film, policy: PolicySettings, loop_s: float | None = None) -> list[float]:
    """When the policy sounds, in seconds; with `loop_s` the film goes round for so long."""
    rounds = 1 if loop_s is None or not film.length else int(np.ceil(loop_s / film.length))
    again = (replace(r, t=r.t + lap * film.length) for lap in range(rounds) for r in film.readings)
    return sounds_of((reading for reading in again if loop_s is None or reading.t < loop_s), policy)


def film_figures(rule: str, films: Sequence[Film], policy: PolicySettings) -> FilmFigures:
    """Hold one policy against all films."""
    sounds = {film.name: sounds_in(film, policy) for film in films}
    false = {film.name: [t for s in _calm(film) for t in sounds[film.name] if _within(t, s)] for film in films}
    minutes = {film.name: sum(s.end - s.start for s in _calm(film)) / 60.0 for film in films}
    whole = [film for film in films if film.calm and film.readings]
    due = [(s, sounds[film.name]) for film in films for s in film.stretches if s.label in DUE]
    delays = [next((t - s.start for t in made if s.start <= t < s.end + LATE_S), None) for s, made in due]
    total = sum(minutes.values())
    return FilmFigures(
        rule,
        total,
        tuple(chain.from_iterable([f"{name} {t:.1f}" for t in times] for name, times in false.items())),
        sum(map(len, false.values())) / total if total else 0.0,
        _interval([len(false[f.name]) for f in films], [minutes[f.name] for f in films]),
        len(whole),
        sum(bool(sounds_in(film, policy, LOOP_S)) for film in whole),
        len(due),
        sum(delay is not None and delay <= WITHIN_S for delay in delays),
        sum(delay is not None for delay in delays),
    )


def _calm(film: Film) -> list[Stretch]:
    return [replace(s, end=min(s.end, film.length)) for s in film.stretches if s.label in CALM]


def _within(t: float, stretch: Stretch) -> bool:
    return (stretch.start + GRACE_S if stretch.start else 0.0) <= t < stretch.end


def _interval(false: Sequence[int], minutes: Sequence[float]) -> tuple[float, float]:
    """[low, high] of the false sounds a minute over resamples of the films."""
    chance = np.random.default_rng(SEED)
    counts, lengths = np.asarray(false, np.float64), np.asarray(minutes, np.float64)
    chosen = chance.integers(0, len(counts), (RESAMPLES, len(counts)))
    rates = counts[chosen].sum(axis=1) / np.maximum(lengths[chosen].sum(axis=1), 1e-9)
    low, high = np.percentile(rates, RANGE)
    return float(low), float(high)


def variants(changes: Iterable[Mapping[str, float]]) -> dict[str, PolicySettings]:
    """The presets that sound, and *normal* with each of the changes."""
    rules = {name: policy for name, policy in PRESETS.items() if policy.loudest >= CueLevel.TONE}
    for change in changes:
        name = "normal, " + ", ".join(f"{key} {value:g}" for key, value in change.items())
        rules[name] = _changed(change)
    return rules


def _changed(change: Mapping[str, float]) -> PolicySettings:
    known = {field.name for field in fields(PolicySettings)}
    if unknown := sorted(set(change) - known):
        raise LabError(f"cue policy: no constant {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    try:
        return replace(PRESETS["normal"], **change)  # type: ignore[arg-type]
    except SettingsError as error:
        raise LabError(str(error)) from None


def markdown(rows: Sequence[FilmFigures]) -> str:
    """The figures as a table, and where it sounded falsely."""
    lines = ["| policy | false sounds a minute | calm films that sound in a minute | within 2.5 s | heard | where |"]
    lines.append("|---|---|---|---|---|---|")
    for row in rows:
        rate = f"{row.false_per_minute:.2f} ({row.interval[0]:.2f} to {row.interval[1]:.2f})"
        where = ", ".join(row.false) or "nowhere"
        looped, in_time = f"{row.looped_sound} of {row.looped}", f"{row.in_time} of {row.due}"
        lines.append(f"| {row.rule} | {rate} | {looped} | {in_time} | {row.heard} of {row.due} | {where} |")
    return "\n".join(lines)
