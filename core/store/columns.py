"""Which columns a reading and a voice reading are packed in, and back to readings.

A new sense adds an entry to `PACKED`; a new number of a sense adds a column, which older blobs lack: None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from core.base.types import Box, Expression, Head, Mood, Probabilities, Reading, ReadingState, Signs
from core.store.rows import SIGNS, reading_of, voice_of
from core.voice.readings import VoiceReading, VoiceState

RAW, CORRECTED, FACE = "raw.", "corrected.", ("x", "y", "w", "h")
Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Sense:
    """What one table of readings is packed by: from rows to readings, to columns, and back."""

    of_row: Callable[[Any, Sequence[Expression]], Any]
    to_columns: Callable[[Sequence[Any]], Columns]
    to_readings: Callable[[int, Columns], list[Any]]


def reading_columns(readings: Sequence[Reading]) -> Columns:
    """Readings as columns."""
    columns: Columns = {
        "t": [reading.t for reading in readings],
        "state": [reading.state.value for reading in readings],
        "faces": [reading.faces for reading in readings],
        "mood": [reading.mood.value if reading.mood else None for reading in readings],
        "light": [reading.light for reading in readings],
    }
    for name in FACE:
        columns[name] = [getattr(reading.face, name) if reading.face else None for reading in readings]
    columns |= _shares(RAW, [reading.raw for reading in readings])
    if any(reading.probabilities != reading.raw for reading in readings):
        columns |= _shares(CORRECTED, [reading.probabilities for reading in readings])
    head, others = SIGNS
    for name in head:
        columns[name] = [getattr(reading.signs.head, name) if reading.signs else None for reading in readings]
    for name in others:
        columns[name] = [getattr(reading.signs, name) if reading.signs else None for reading in readings]
    return columns


def readings_of(count: int, columns: Columns) -> list[Reading]:
    """The readings back. Raises ValueError and TypeError where a column is damaged."""
    get = _getter(count, columns)
    raw = _probabilities(RAW, count, columns)
    corrected = _probabilities(CORRECTED, count, columns) if any(map(_is_corrected, columns)) else raw
    states = {state.value: state for state in ReadingState}
    moods: dict[str | None, Mood | None] = {None: None, **{mood.value: mood for mood in Mood}}
    boxes = [None if x is None else Box(x, y, w, h) for x, y, w, h in zip(*map(get, FACE), strict=True)]
    return [
        Reading(t, states[state], faces, counts, seen, moods[mood], box, light, signs)
        for t, state, faces, counts, seen, mood, box, light, signs in zip(
            *map(get, ("t", "state", "faces")), corrected, raw, get("mood"), boxes, get("light"), _signs(get),
            strict=True,
        )
    ]  # fmt: skip


def voice_columns(readings: Sequence[VoiceReading]) -> Columns:
    """Voice readings as columns under the names of their fields."""
    columns = {each.name: [getattr(r, each.name) for r in readings] for each in fields(VoiceReading)}
    columns["state"] = [state.value for state in columns["state"]]
    columns["speech"] = [int(speech) for speech in columns["speech"]]
    return columns


def voice_readings_of(count: int, columns: Columns) -> list[VoiceReading]:
    """The voice readings back. Raises ValueError and TypeError where a column is damaged."""
    get = _getter(count, columns)
    names = [each.name for each in fields(VoiceReading)]
    rows = (dict(zip(names, row, strict=True)) for row in zip(*map(get, names), strict=True))
    return [VoiceReading(**{**row, "state": VoiceState(row["state"]), "speech": bool(row["speech"])}) for row in rows]


PACKED: Mapping[str, Sense] = {
    "reading": Sense(reading_of, reading_columns, readings_of),
    "voice": Sense(lambda row, _: voice_of(row), voice_columns, voice_readings_of),
}
"""The tables that are packed, by name; each has the columns `session` and `t`."""


def _shares(prefix: str, probabilities: Sequence[Probabilities | None]) -> Columns:
    known = dict.fromkeys(expression for each in probabilities if each for expression in each)
    return {prefix + e.value: [each.get(e) if each else None for each in probabilities] for e in known}


def _probabilities(prefix: str, count: int, columns: Columns) -> list[Probabilities | None]:
    """One mapping for each reading, in the order of the columns; None where it has no class at all."""
    names = [name for name in columns if name.startswith(prefix)]
    classes = [Expression(name.removeprefix(prefix)) for name in names]
    found: list[Probabilities | None] = []
    for row in zip(*(columns[name] for name in names), strict=True) if names else [()] * count:
        if None not in row:
            found.append(dict(zip(classes, row, strict=True)) if row else None)
        else:
            found.append({c: share for c, share in zip(classes, row, strict=True) if share is not None} or None)
    return found


def _signs(get: Callable[[str], list[Any]]) -> Iterable[Signs | None]:
    head, others = SIGNS
    for (yaw, pitch, roll), rest in zip(
        zip(*map(get, head), strict=True), zip(*map(get, others), strict=True), strict=True
    ):
        yield None if yaw is None else Signs(Head(yaw, pitch, roll), *rest)


def _is_corrected(name: str) -> bool:
    return name.startswith(CORRECTED)


def _getter(count: int, columns: Columns) -> Callable[[str], list[Any]]:
    """A column by its name; one that a blob has not is None throughout."""
    return lambda name: columns.get(name, [None] * count)
