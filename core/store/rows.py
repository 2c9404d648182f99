"""Readings, cues and events as rows, and back."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from collections.abc import Sequence
from typing import Any

from core.base.records import json_text
from core.base.types import Box, Expression, Head, Mood, Probabilities, Reading, ReadingState, Signs
from core.cueing.cues import Cue
from core.session import events
from core.voice.readings import VoiceReading, VoiceState

READING = (
    "INSERT INTO reading (session, t, state, faces, mood, raw, corrected, face, light, signs)"
    " VALUES (?,?,?,?,?,?,?,?,?,?)"
)
CUE = "INSERT INTO cue (session, t, level, why) VALUES (?,?,?,?)"
VOICE = (
    "INSERT INTO voice (session, t, until, state, speech, level, clipped, syllables, pitch, lengthened) "
    "VALUES (?,?,?,?,?,?,?,?,?,?)"
)
EVENT = "INSERT INTO event (session, t, kind, data) VALUES (?,?,?,?)"

SIGNS = (
    ("yaw", "pitch", "roll"),
    ("gaze", "gaze_down", "lids", "mouth", "corners", "brows_apart", "brows_up"),
)
"""The order of the landmarks' numbers in `reading.signs`: those of the head, then the others. Only ever added to."""

Row = tuple[Any, ...]


def reading_row(session: int, reading: Reading, classes: Sequence[Expression]) -> Row:
    """A reading for the table; `classes` gives the order of the probabilities."""
    raw = reading.raw if reading.raw is not None else reading.probabilities
    same = reading.probabilities is raw or reading.probabilities == raw
    return (
        session,
        reading.t,
        reading.state.value,
        reading.faces,
        reading.mood.value if reading.mood else None,
        _pack(raw, classes),
        None if same else _pack(reading.probabilities, classes),
        f"{reading.face.x},{reading.face.y},{reading.face.w},{reading.face.h}" if reading.face else None,
        reading.light,
        _pack_signs(reading.signs),
    )


def reading_of(row: sqlite3.Row, classes: Sequence[Expression]) -> Reading:
    """A reading back from its row."""
    raw = _unpack(row["raw"], classes)
    return Reading(
        t=row["t"],
        state=ReadingState(row["state"]),
        faces=row["faces"],
        probabilities=raw if row["corrected"] is None else _unpack(row["corrected"], classes),
        raw=raw,
        mood=Mood(row["mood"]) if row["mood"] else None,
        face=Box(*(int(part) for part in row["face"].split(","))) if row["face"] else None,
        light=row["light"],
        signs=_unpack_signs(row["signs"]),
    )


def cue_row(session: int, cue: Cue) -> Row:
    """A cue for the table."""
    return session, cue.t, int(cue.level), json_text(events.why_to_json_dict(cue.why))


def cue_of(row: sqlite3.Row) -> Cue:
    """A cue back from its row."""
    return events.cue_from_json_dict(row["t"], row["level"], json.loads(row["why"]))


def voice_row(session: int, reading: VoiceReading) -> Row:
    """A voice reading for the table."""
    return (
        session,
        reading.t,
        reading.until,
        reading.state.value,
        int(reading.speech),
        reading.level_db,
        reading.clipped,
        reading.syllables,
        reading.pitch_hz,
        reading.lengthened,
    )


def voice_of(row: sqlite3.Row) -> VoiceReading:
    """A voice reading back from its row."""
    return VoiceReading(
        t=row["t"],
        until=row["until"],
        state=VoiceState(row["state"]),
        speech=bool(row["speech"]),
        level_db=row["level"],
        clipped=row["clipped"],
        syllables=row["syllables"],
        pitch_hz=row["pitch"],
        lengthened=row["lengthened"],
    )


def event_row(session: int, event: events.Event) -> Row:
    """An event for the table."""
    return session, event.t, events.kind(event), json_text(events.to_json_dict(event), ensure_ascii=False)


def event_of(row: sqlite3.Row) -> events.Event | None:
    """An event back from its row, None for an unknown kind."""
    return events.from_json_dict(row["kind"], row["t"], json.loads(row["data"]))


def _pack(probabilities: Probabilities | None, classes: Sequence[Expression]) -> bytes | None:
    if probabilities is None:
        return None
    return struct.pack(f"<{len(classes)}d", *(probabilities.get(expression, 0.0) for expression in classes))


def _unpack(blob: bytes | None, classes: Sequence[Expression]) -> Probabilities | None:
    if blob is None:
        return None
    # a row is shorter than `classes` where the network was changed later in the session
    return dict(zip(classes, struct.unpack(f"<{len(blob) // 8}d", blob), strict=False))


def _pack_signs(signs: Signs | None) -> bytes | None:
    if signs is None:
        return None
    head, others = SIGNS
    values = [getattr(signs.head, name) for name in head] + [getattr(signs, name) for name in others]
    return struct.pack(f"<{len(values)}f", *(math.nan if value is None else value for value in values))


def _unpack_signs(blob: bytes | None) -> Signs | None:
    if blob is None:
        return None
    values = [None if math.isnan(value) else value for (value,) in struct.iter_unpack("<f", blob)]
    head, others = SIGNS
    return Signs(Head(*values[: len(head)]), *values[len(head) : len(head) + len(others)])  # type: ignore[arg-type]
