"""The raw rows of one session, by sqlite3 and struct alone."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOODS = {
    **dict.fromkeys(("angry", "disgust", "fear", "sad"), "bad"),
    "happy": "good",
    **dict.fromkeys(("neutral", "surprise"), "acceptable"),
}
"""The paper's map, which a session may have changed."""
CONE = {"aside": 0.0, "down": 0.0, "wide": 22.0, "below": 14.0}
SIGNS = ("yaw", "pitch", "roll", "gaze", "gaze_down", "lids")
"""The landmarks' numbers in their stored order, as far as figures come of them."""


@dataclass(frozen=True)
class Seen:
    """A reading; `shares` are the probabilities that count, `signs` what the landmarks say (NaN: not read)."""

    t: float
    state: str
    mood: str | None
    shares: Mapping[str, float]
    signs: Mapping[str, float]


@dataclass(frozen=True)
class Heard:
    """A voice reading."""

    t: float
    until: float
    state: str
    speech: int
    level: float | None
    clipped: float
    syllables: int
    pitch: float | None
    lengthened: int


@dataclass(frozen=True)
class Raw:
    """A session as it lies in the store."""

    number: int
    plan: Mapping[str, Any] | None
    about: Mapping[str, Any]
    complete: bool
    score: float | None
    readings: list[Seen]
    voice: list[Heard]
    cues: list[dict[str, Any]]
    events: list[tuple[float, str, dict[str, Any]]]

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The planned questions."""
        return list(self.plan["questions"]) if self.plan else []

    @property
    def length_s(self) -> float:
        """Session time of the last thing stored."""
        return max([0.0, *(seen.t for seen in self.readings), *(t for t, *_ in self.events)])

    @property
    def moods(self) -> dict[str, str]:
        """What each expression counted as at the end."""
        moods = {**MOODS, **self.about.get("moods", {})}
        for _, kind, data in self.events:
            if kind == "changed" and data["what"] == "moods":
                moods = {**MOODS, **data["value"]}
        return moods

    @property
    def cone(self) -> dict[str, float]:
        """Looks that are at the camera."""
        return {**CONE, **(self.about.get("look") or {})}

    def allowed(self, index: int) -> float | None:
        """The answer time of a question."""
        if self.plan is None:
            return None
        own = self.questions[index].get("timing")
        return float((own or self.plan)["answer_s"])

    def in_order(self) -> Iterator[tuple[float, str, Any]]:
        """Events and readings by time, events first."""
        both: list[tuple[float, int, str, Any]] = [(t, 0, kind, data) for t, kind, data in self.events]
        both += [(seen.t, 1, "reading", seen) for seen in self.readings]
        for t, _, kind, data in sorted(both, key=lambda item: item[:2]):
            yield t, kind, data


def raw_session(connection: sqlite3.Connection, number: int | None) -> Raw:
    """Read a session, by default the newest."""
    connection.row_factory = sqlite3.Row
    which = "id = ?" if number is not None else "? IS NULL ORDER BY id DESC LIMIT 1"
    session = connection.execute(f"SELECT * FROM session WHERE {which}", (number,)).fetchone()

    def table(name: str) -> list[sqlite3.Row]:
        query = f"SELECT * FROM {name} WHERE session = ? ORDER BY t, rowid"
        return connection.execute(query, (session["id"],)).fetchall()

    events = [(row["t"], row["kind"], json.loads(row["data"])) for row in table("event")]
    sounds = {t: data["sound"] for t, kind, data in events if kind == "cue_sounded"}
    cues = [{"t": row["t"], "level": row["level"], "sound": sounds.get(row["t"])} for row in table("cue")]
    classes = json.loads(session["classes"] or "[]")
    return Raw(
        number=session["id"],
        plan=json.loads(session["plan"]) if session["plan"] else None,
        about=json.loads(session["about"]),
        complete=bool(session["complete"]),
        score=session["score"],
        readings=sorted(
            [*packed_readings(connection, session["id"]), *(_seen(row, classes) for row in table("reading"))],
            key=lambda seen: seen.t,
        ),
        voice=[*packed_voice(connection, session["id"]), *(_heard(row) for row in table("voice"))],
        cues=cues,
        events=events,
    )


def _seen(row: sqlite3.Row, classes: list[str]) -> Seen:
    blob = row["corrected"] or row["raw"] or b""
    shares = dict(zip(classes, struct.unpack(f"<{len(blob) // 8}d", blob), strict=False))
    signs = row["signs"] or b""
    numbers = struct.unpack(f"<{len(signs) // 4}f", signs)
    return Seen(row["t"], row["state"], row["mood"], shares, dict(zip(SIGNS, numbers, strict=False)))


HEARD = ("t", "until", "state", "speech", "level", "clipped", "syllables", "pitch", "lengthened")
PACKED_HEARD = {"level": "level_db", "pitch": "pitch_hz"}
"""Names that differ in packed columns."""


def _heard(row: sqlite3.Row) -> Heard:
    return Heard(*(row[name] for name in HEARD))


def packed_readings(connection: sqlite3.Connection, session: int) -> Iterator[Seen]:
    """The readings in the session's blobs."""
    for columns in blobs(connection, session, "reading"):
        prefix = "corrected." if any(name.startswith("corrected.") for name in columns) else "raw."
        classes = {name.removeprefix(prefix): name for name in columns if name.startswith(prefix)}
        for number, t in enumerate(columns["t"]):
            row = {name: values[number] for name, values in columns.items()}
            shares = {label: row[name] for label, name in classes.items() if row[name] is not None}
            seen = row.get("yaw") is not None
            signs = {name: math.nan if row.get(name) is None else row[name] for name in SIGNS} if seen else {}
            yield Seen(t, row["state"], row.get("mood"), shares, signs)


def packed_voice(connection: sqlite3.Connection, session: int) -> Iterator[Heard]:
    """The voice readings in the session's blobs."""
    for columns in blobs(connection, session, "voice"):
        count = len(columns["t"])
        values = [columns.get(PACKED_HEARD.get(name, name), [None] * count) for name in HEARD]
        for row in zip(*values, strict=True):
            yield Heard(*row)


def blobs(connection: sqlite3.Connection, session: int, sense: str) -> Iterator[dict[str, list[Any]]]:
    """The columns of each blob, by the format that `core/store/packing.py` describes."""
    query = "SELECT data FROM packed WHERE session = ? AND sense = ? ORDER BY t, rowid"
    for (data,) in connection.execute(query, (session, sense)):
        content = zlib.decompress(data[1:])
        begin = 4 + int.from_bytes(content[:4], "little")
        count, *heads = json.loads(content[4:begin])
        columns: dict[str, list[Any]] = {}
        for name, kind, way, bits, base, width, holes, words in heads:
            gaps = content[begin : begin + count] if holes else bytes(count)
            begin += count if holes else 0
            planes = [content[begin + plane * count :][:count] for plane in range(width)]
            begin += width * count
            whole = [int.from_bytes(bytes(digits), "little") for digits in zip(*planes, strict=True)]
            values = list(_values(whole, way, base))
            if kind == "s":
                columns[name] = [words[int(value)] for value in values]
            else:
                scale = 2.0**bits if kind == "f" and way != "r" else 1
                columns[name] = [None if gap else value / scale for value, gap in zip(values, gaps, strict=True)]
        yield columns


def _values(whole: list[int], way: str, base: int) -> Iterator[float]:
    total = base
    for number in whole:
        if way == "p":
            yield base + number
        elif way == "d":
            total += -(number + 1) // 2 if number % 2 else number // 2
            yield total
        else:
            total = (total + number) % 2**64
            yield struct.unpack("<d", total.to_bytes(8, "little"))[0]


def read(value: float | None) -> bool:
    """Whether a number of the landmarks was read."""
    return value is not None and not math.isnan(value)
