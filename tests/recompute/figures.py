"""Every figure of a report once more, from the raw rows of the store, by other code than Poise's.

It imports nothing of Poise: SQLite's rows and the rules as `core/README.md` states them are all that it knows.
Where it and `poise report --json` disagree, one of the two is wrong. By hand:

    python -m tests.recompute STORE [SESSION] > mine.json
"""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.recompute import look, moments, voice
from tests.recompute.rows import Heard, Raw, Seen, raw_session
from tests.recompute.sums import BAD, CALM, GOOD, added, cue_counts, score_of, summed, together

HELD = 1.0
"""A reading stands for the time since the one before, at most for this many seconds."""
Figures = dict[str, Any]
Stretch = tuple[float, float, Seen | None]
"""From when to when (session time) a reading stands for the time; None where none does."""


@dataclass
class Attempt:
    """One attempt: when its time counted, and what was seen then."""

    index: int
    number: int
    began: float
    how: str = "interrupted"
    used_s: float = 0.0
    ended: float = math.inf
    since: float | None = None
    windows: list[tuple[float, float]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    cues: list[Figures] = field(default_factory=list)

    def follow(self, t: float, kind: str, data: Any, before: float) -> bool:
        """Take in what happened at `t`, after `before`; whether the attempt was over by that."""
        if kind == "reading":
            self.seen.append(data)
        elif kind == "answer_ended":
            self.how, self.used_s = data["how"], data["used_s"]
            self.shut(t)
        elif kind == "resumed" and data.get("after_restart"):
            self.shut(before)
        elif kind == "paused":
            self._halt(t)
        elif kind == "resumed":
            self.since = t
        return self.ended < math.inf

    def shut(self, t: float) -> None:
        """It ended at `t`."""
        self._halt(t)
        self.ended = t
        self.used_s = self.used_s or sum(end - begin for begin, end in self.windows)

    def _halt(self, t: float) -> None:
        if self.since is not None:
            self.windows.append((self.since, t))
        self.since = None

    def clock(self, t: float) -> float:
        """Seconds of the answer's own clock at the session time `t`: the pauses between its windows do not count."""
        gaps = [(a[1], b[0]) for a, b in pairwise(self.windows)]
        return max(0.0, t - self.began - sum(max(0.0, min(t, end) - begin) for begin, end in gaps))

    def stood(self) -> Iterator[tuple[float, float, Seen]]:
        """For each reading from when to when it stands for time that counted."""
        for begin, end in self.windows:
            before = begin
            for seen in (s for s in self.seen if begin <= s.t <= end):
                yield max(before, seen.t - HELD), seen.t, seen
                before = max(before, seen.t)

    def stretches(self) -> Iterator[Stretch]:
        """The time that counted, cut at the readings."""
        for begin, end in self.windows:
            at, last = begin, None
            for seen in (s for s in self.seen if begin <= s.t <= end):
                yield from _held(at, seen.t, seen)
                at, last = seen.t, seen
            yield from _held(at, end, last)

    def unmeasured(self) -> Iterator[tuple[float, float, str]]:
        """The stretches that were not measured, in seconds of the answer, and why."""
        for begin, end, seen in self.stretches():
            if seen is None or not seen.mood:
                yield self.clock(begin), self.clock(end), seen.state if seen is not None else "camera_lost"


def _held(begin: float, end: float, seen: Seen | None) -> Iterator[Stretch]:
    if end <= begin:
        return
    start = max(begin, end - HELD) if seen is not None else end
    if start > begin:
        yield begin, start, None
    if end > start:
        yield start, end, seen


def figures(store: str, session: int | None = None) -> Figures:
    """All figures of a stored session's report, under the names of `poise report --json`."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        raw = raw_session(connection, session)
    attempts = attempts_of(raw)
    last = {attempt.index: attempt for attempt in attempts}
    counted = [last[index] for index in sorted(last) if last[index].how != "skipped"]
    answers = [answer_of(attempt, attempts, raw) for attempt in counted]
    return {**_overall(answers, raw), "session": _session(counted, raw), "answers": answers}


def _overall(answers: Sequence[Figures], raw: Raw) -> Figures:
    seconds = added(answer["seconds"] for answer in answers)
    planned = sum(raw.allowed(index) or 0.0 for index in range(len(raw.questions)))
    score = score_of(seconds, planned)
    recovered = [r["seconds"] for answer in answers for r in answer["recoveries"] if r["seconds"] is not None]
    presence = look.joined([answer["presence"] for answer in answers if answer["presence"]])
    spoken = [answer["voice"] for answer in answers if answer["voice"]]
    heard = [(each["score"]["value"], each["total_s"]) for each in spoken if each["score"]["value"] is not None]
    sound = round(sum(v * s for v, s in heard) / sum(s for _, s in heard), 1) if heard else None
    known = {"expression": score["value"], "presence": presence["score"] if presence else None, "voice": sound}
    shares, total = together(known)
    return {
        "score": score,
        "voice": sound,
        "together": total,
        "senses": shares,
        "seconds": seconds,
        "episodes": sum(len(answer["episodes"]) for answer in answers),
        "longest_s": max((answer["longest_s"] for answer in answers), default=0.0),
        "recovery_s": sum(recovered) / len(recovered) if recovered else None,
        **cue_counts([cue for answer in answers for cue in answer["cues"]]),
        "answered": sum(raw.plan is not None and answer["how"] in ("time", "submitted") for answer in answers),
        "calls": sum(len(answer["calls"]) for answer in answers),
        "presence": presence,
        "skipped": [data["index"] for _, kind, data in raw.events if kind == "skipped"],
    }


def _session(counted: Sequence[Attempt], raw: Raw) -> Figures:
    counts = cue_counts([cue for attempt in counted for cue in attempt.cues])
    return {
        "id": raw.number,
        "complete": raw.complete,
        "questions": len(raw.questions),
        "answered": sum(a.how in ("time", "submitted") for a in counted) if raw.plan else 0,
        **counts,
        "score": raw.score if raw.complete or raw.plan is None else None,
        "length_s": raw.length_s,
        "note": next((data["text"] for _, kind, data in reversed(raw.events) if kind == "note_written"), ""),
    }


def attempts_of(raw: Raw) -> list[Attempt]:
    """The attempts by the events, with the readings and cues of each."""
    found: list[Attempt] = []
    current: Attempt | None = None
    before = 0.0
    for t, kind, data in raw.in_order():
        if kind == "answer_began":
            if current is not None:
                current.shut(t)
            current = Attempt(data["index"], data["attempt"], t, since=t)
            found.append(current)
        elif current is not None and current.follow(t, kind, data, before):
            current = None
        if kind == "skipped":
            for attempt in found:
                attempt.how = "skipped" if attempt.index == data["index"] else attempt.how
        before = t
    if current is not None:
        current.shut(raw.length_s)
    for cue in raw.cues:
        begun = [attempt for attempt in found if attempt.began <= cue["t"]]
        if begun:
            begun[-1].cues.append(cue)
    return found


def answer_of(attempt: Attempt, every: Sequence[Attempt], raw: Raw) -> Figures:
    """The figures of one answer."""
    allowed = raw.allowed(attempt.index)
    seconds = seconds_of(attempt)
    episodes = episodes_of(attempt, raw.moods)
    last_t = attempt.seen[-1].t if attempt.seen else attempt.ended
    starts, width = pieces_of(attempt)
    timeline = timeline_of(attempt, starts, width)
    calls = calls_of(attempt, raw)
    heard = voice.voice_of(raw, attempt.index, attempt.number)
    presence = look.presence(list(attempt.stood()), [begin for begin, _ in attempt.windows], raw.cone)
    return {
        "index": attempt.index,
        "attempt": attempt.number,
        "how": attempt.how,
        "began": attempt.began,
        "attempts": sum(other.index == attempt.index for other in every),
        "used_s": attempt.used_s,
        "allowed_s": allowed,
        "score": score_of(seconds, allowed or 0.0),
        "seconds": seconds,
        "longest_s": max((episode["sustained_s"] for episode in episodes), default=0.0),
        "episodes": episodes,
        "recoveries": [recovery(cue["t"], episodes, last_t) for cue in attempt.cues if cue["level"] >= 2],
        "cues": [{**cue, "at": attempt.clock(cue["t"])} for cue in attempt.cues],
        "timeline": timeline,
        "gaps": moments.gaps(attempt.unmeasured()),
        "peaks": moments.peaks(timeline, width),
        "presence": presence,
        "voice": heard,
        "calls": calls,
        "lanes": {
            **look.lanes(list(attempt.stood()), attempt.clock, starts, width, raw.cone),
            **({"calls": [(call["at"], 0.0) for call in calls]} if calls else {}),
            **({"speech": speech(attempt, raw.voice, starts, width)} if heard else {}),
        },
    }


def calls_of(attempt: Attempt, raw: Raw) -> list[Figures]:
    """When the eyes were called back, and from where."""
    return [
        {"t": t, "at": attempt.clock(t), "where": data["where"]}
        for t, kind, data in raw.events
        if kind == "look_called" and attempt.began <= t <= attempt.ended
    ]


def seconds_of(attempt: Attempt) -> Figures:
    """Seconds by mood, and by why they were not measured."""
    moods = dict.fromkeys((GOOD, CALM, BAD), 0.0)
    other: dict[str, float] = defaultdict(float)
    for begin, end, seen in attempt.stretches():
        if seen is not None and seen.mood:
            moods[seen.mood] += end - begin
        else:
            other[seen.state if seen is not None else "camera_lost"] += end - begin
    return summed(moods, other)


def episodes_of(attempt: Attempt, moods: Mapping[str, str]) -> list[Figures]:
    """Slips by the yardstick: low pass of 0.25 s, limit 0.20, full at 0.25 s, 0.30 s to spare, anew after 2 s."""
    found: list[Figures] = []
    level = budget = 0.0
    full = slipped = False
    last: float | None = None
    measured: float | None = None
    parts: list[tuple[Seen, float, float]] = []
    held = {id(seen): end - begin for begin, end, seen in attempt.stretches() if seen is not None and end == seen.t}
    for number, seen in enumerate(attempt.seen):
        paused = last is not None and any(last < begin <= seen.t for begin, _ in attempt.windows)
        if paused or (measured is not None and seen.t - measured > 2.0 + 1e-6):
            level = budget = 0.0
            slipped, last = False, None
        step = 0.0 if last is None else min(max(seen.t - last, 0.0), 0.5)
        last = seen.t
        if seen.shares:
            measured, before = seen.t, level
            bad = sum(share for name, share in seen.shares.items() if moods[name] == BAD)
            level += (1.0 - math.exp(-step / 0.25)) * (bad - level)
            rates = [(s - 0.2) / 0.8 if s >= 0.2 else (s - 0.2) / 0.2 for s in (before, level)]
            budget = min(budget + step * sum(rates) / 2, 0.55)
            if budget <= 0.0:
                budget, slipped = 0.0, False
            slipped = slipped or budget >= 0.25
        if budget <= 0.0:
            found += _episode(parts, moods) if full else []
            parts, full = [], False
        parts.append((seen, held.get(id(seen), 0.0) if number else 0.0, level))
        full = full or slipped
    return found + (_episode(parts, moods) if full else [])


def _episode(parts: Sequence[tuple[Seen, float, float]], moods: Mapping[str, str]) -> list[Figures]:
    bad = [(seen, held) for seen, held, _ in parts if seen.mood == BAD]
    if not bad:
        return []
    sums: dict[str, float] = defaultdict(float)
    for seen, _ in bad:
        for name, share in seen.shares.items():
            sums[name] += share if moods[name] == BAD else 0.0
    return [
        {
            "begin": bad[0][0].t - bad[0][1],
            "end": bad[-1][0].t,
            "sustained_s": sum(held for _, held in bad),
            "expression": max(sums, key=sums.__getitem__),
            "peak": max(level for *_, level in parts),
        }
    ]


def recovery(t: float, episodes: Sequence[Figures], last_t: float) -> Figures:
    """How long the slip went on after a sound at `t`."""
    ends = [episode["end"] for episode in episodes if episode["begin"] <= t <= episode["end"]]
    if not ends:
        return {"t": t, "seconds": 0.0}
    return {"t": t, "seconds": ends[0] - t if ends[0] < last_t else None}


def pieces_of(attempt: Attempt) -> tuple[list[float], float]:
    """The answer, without its pauses, in at most 60 equal pieces of a second or more: where they begin, how long."""
    length = attempt.clock(attempt.ended)
    count = max(1, min(60, int(length)))
    width = length / count
    return [attempt.began + number * width for number in range(count)], width or 1.0


def moved(attempt: Attempt) -> Iterator[tuple[float, float, Seen]]:
    """For each reading the seconds it stands for, on a line from which the pauses are cut out."""
    before = attempt.began
    for seen in attempt.seen:
        at = attempt.began + attempt.clock(seen.t)
        yield max(before, at - HELD), at, seen
        before = max(before, at)


def overlap(begin: float, end: float, other_begin: float, other_end: float) -> float:
    """Seconds that two stretches share."""
    return max(0.0, min(end, other_end) - max(begin, other_begin))


def timeline_of(attempt: Attempt, starts: Sequence[float], width: float) -> list[Figures]:
    """Seconds by mood, and the sounds, in each piece."""
    drawn = list(moved(attempt))
    if drawn:  # the last reading stands for what is left
        _, at, last = drawn[-1]
        drawn.append((at, min(at + HELD, attempt.began + attempt.clock(attempt.ended)), last))
    pieces = []
    for number, start in enumerate(starts):
        spent = {
            mood: sum(overlap(b, e, start, start + width) for b, e, seen in drawn if seen.mood == mood)
            for mood in (GOOD, CALM, BAD)
        }
        sounds = [
            min(len(starts) - 1, int(attempt.clock(cue["t"]) / width))
            for cue in attempt.cues
            if cue["level"] >= 2
        ]  # fmt: skip
        rest = max(0.0, width - sum(spent.values()))
        pieces.append({"t": start, **spent, "unmeasured": rest, "cues": sounds.count(number)})
    return pieces


def speech(attempt: Attempt, heard: Sequence[Heard], starts: Sequence[float], width: float) -> list[float | None]:
    """The share of speech in each piece of which half or more was measured."""
    line = attempt.began
    drawn = [
        (line + attempt.clock(each.t), line + attempt.clock(each.until), bool(each.speech))
        for each in heard
        if each.state == "measured" and each.until > attempt.began and each.t < attempt.ended
    ]
    values: list[float | None] = []
    for start in starts:
        shares = [(overlap(begin, end, start, start + width), speech) for begin, end, speech in drawn]
        measured = sum(seconds for seconds, _ in shares)
        spoken = sum(seconds for seconds, speech in shares if speech)
        values.append(spoken / measured if measured > 0 and measured >= 0.5 * width else None)
    return values
