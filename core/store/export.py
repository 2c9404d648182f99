"""A whole stored session in JSON's types: all that Poise knows about it, for the user to take along."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from core.base.types import Probabilities, Reading, Signs
from core.session import events
from core.store.sessions import StoredSession


def to_json_dict(stored: StoredSession) -> dict[str, Any]:
    """Session, plan, readings, voice, cues and events; nothing is left out."""
    return {
        "session": asdict(stored.info),
        "plan": stored.plan.to_json_dict() if stored.plan else None,
        "readings": [_reading(reading) for reading in stored.readings],
        "voice": [{**asdict(reading), "state": reading.state.value} for reading in stored.voice],
        "cues": [events.cue_to_json_dict(cue) for cue in stored.cues],
        "events": [{"t": e.t, "kind": events.kind(e), **events.to_json_dict(e)} for e in stored.events],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    face = reading.face
    return {
        "t": reading.t,
        "state": reading.state.value,
        "faces": reading.faces,
        "mood": reading.mood.value if reading.mood else None,
        "probabilities": _by_name(reading.probabilities),
        "raw": _by_name(reading.raw),
        "face": [face.x, face.y, face.w, face.h] if face else None,
        "light": reading.light,
        "signs": signs_json(reading.signs),
    }


def signs_json(signs: Signs | None) -> dict[str, float | None] | None:
    """What the landmarks say as one flat table: degrees of the head, then the rest by its names."""
    if signs is None:
        return None
    flat = asdict(signs)
    return {**flat.pop("head"), **flat}


def _by_name(probabilities: Probabilities | None) -> dict[str, float] | None:
    return {c.value: p for c, p in probabilities.items()} if probabilities is not None else None
