"""What `poise watch` prints: lines for programs or for people, of the same readings and cues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TextIO

from core.base.records import json_text
from core.base.types import Mood, Notice, Reading
from core.camera.base import CameraState
from core.cueing.cues import Cue, CueLevel, Why
from core.session.events import CueSounded
from core.session.snapshot import Snapshot, Totals
from core.voice.readings import VoiceReading
from tui.cli.output import MOOD_COLOURS, MOOD_MARKS, Output, cut, wrapped
from tui.i18n import _
from tui.widgets.text import voice as voice_words
from tui.widgets.text import words
from tui.widgets.text.clock import clock_time
from tui.widgets.text.notices import notice_text

QUIET_LINE_S = 10.0
"""Without a terminal, an unchanged state is said again after so many seconds."""
LEAST_LINE_S = 1.0
STATUS_S = 0.2
"""Seconds between two status lines: what changes faster cannot be read."""


class Presenter(Protocol):
    """Prints a session as it goes on."""

    def notice(self, notice: Notice) -> None:
        """What the user should know about the camera or the sound."""

    def reading(self, reading: Reading) -> None:
        """One frame's reading."""

    def cue(self, cue: Cue) -> None:
        """A mark, or a cue that is heard."""

    def sounded(self, event: CueSounded) -> None:
        """What became of a cue, once that is known."""

    def voice(self, reading: VoiceReading) -> None:
        """What the microphone told of half a second."""

    def summary(self, snapshot: Snapshot, readings: int, dropped: int) -> None:
        """What it came to, in the last line."""


def number(value: float, digits: int = 3) -> float:
    """A number short enough for a line."""
    return round(float(value), digits)


def reading_line(reading: Reading) -> dict[str, Any]:
    """A reading in JSON's types; null where nothing was measured."""
    shares = reading.probabilities
    face = reading.face
    return {
        "type": "reading",
        "t": number(reading.t),
        "state": reading.state.value,
        "faces": reading.faces,
        "expression": reading.expression.value if reading.expression else None,
        "mood": reading.mood.value if reading.mood else None,
        "probabilities": {name.value: number(share, 4) for name, share in shares.items()} if shares else None,
        "face": [face.x, face.y, face.w, face.h] if face else None,
    }


def why_line(why: Why) -> dict[str, Any]:
    """The reasons of a cue in JSON's types."""
    return {
        "expression": why.expression.value,
        "value": number(why.value, 4),
        "threshold": number(why.threshold, 4),
        "sustained_s": number(why.sustained_s),
        "strongest": {name.value: number(share, 4) for name, share in why.strongest},
    }


def cue_line(cue: Cue) -> dict[str, Any]:
    """A mark (level 1, seen only) or a cue in JSON's types."""
    if cue.level is CueLevel.MARK:
        return {"type": "mark", "t": number(cue.t), "why": why_line(cue.why)}
    return {"type": "cue", "t": number(cue.t), "level": int(cue.level), "why": why_line(cue.why)}


def voice_line(reading: VoiceReading) -> dict[str, Any]:
    """A voice reading in JSON's types; null where nothing was measured."""
    return {
        "type": "voice",
        "t": number(reading.t),
        "until": number(reading.until),
        "state": reading.state.value,
        "speech": reading.speech if reading.measured else None,
        "level_db": reading.level_db,
        "syllables": reading.syllables,
        "pitch_hz": reading.pitch_hz,
    }


def summary_line(totals: Totals, camera: CameraState, t: float, readings: int, dropped: int) -> dict[str, Any]:
    """The last line: seconds by mood and by what was not measured, and how often it was cued."""
    return {
        "type": "summary",
        "t": number(t),
        "readings": readings,
        "seconds": {mood.value: number(seconds) for mood, seconds in totals.moods.items()},
        "unmeasured": {state.value: number(seconds) for state, seconds in totals.unmeasured.items()},
        "cues": totals.cues.given,
        "cues_heard": totals.cues.heard,
        "marks": totals.cues.marks,
        "camera": camera.name,
        "demo": camera.demo,
        "lines_dropped": dropped,
    }


class JsonLines:
    """One compact object per line, flushed; notices go to standard error, where they break nothing."""

    def __init__(self, stream: TextIO, errors: TextIO, *, quiet: bool = False) -> None:
        self._stream = stream
        self._errors = errors
        self._quiet = quiet

    def notice(self, notice: Notice) -> None:
        """Say it beside the data."""
        self._errors.write(f"poise: {notice_text(notice)}\n")

    def reading(self, reading: Reading) -> None:
        """Write the reading, unless only cues are wanted."""
        if not self._quiet:
            self._write(reading_line(reading))

    def cue(self, cue: Cue) -> None:
        """Write the cue."""
        self._write(cue_line(cue))

    def sounded(self, event: CueSounded) -> None:
        """Write what became of a cue."""
        self._write({"type": "sound", "t": number(event.t), "sound": event.sound.value if event.sound else None})

    def voice(self, reading: VoiceReading) -> None:
        """Write the voice reading, unless only cues are wanted."""
        if not self._quiet:
            self._write(voice_line(reading))

    def summary(self, snapshot: Snapshot, readings: int, dropped: int) -> None:
        """Write the last line."""
        self._write(summary_line(snapshot.totals, snapshot.camera, snapshot.t, readings, dropped))

    def _write(self, line: Mapping[str, Any]) -> None:
        self._stream.write(json_text(line, separators=(",", ":")) + "\n")
        self._stream.flush()


class HumanLines:
    """A status line that is written over (plain lines where that cannot be), and a line for each cue."""

    def __init__(self, output: Output, *, quiet: bool = False, columns: int = 79) -> None:
        self._output = output
        self._quiet = quiet
        self._columns = columns
        self._last_t = -QUIET_LINE_S
        self._last_words = ""
        self._voice = ""

    def notice(self, notice: Notice) -> None:
        """Say it on a line of its own."""
        self._output.line(self._output.paint(notice_text(notice), "cyan"))

    def reading(self, reading: Reading) -> None:
        """Update the status."""
        if self._quiet:
            return
        if self._output.updates:
            if abs(reading.t - self._last_t) >= STATUS_S:
                self._last_t = reading.t
                self._output.status(self._status(reading))
            return
        said = self._said(reading)
        waited = reading.t - self._last_t
        if waited >= QUIET_LINE_S or (said != self._last_words and waited >= LEAST_LINE_S):
            self._last_t, self._last_words = reading.t, said
            self._output.line(self._status(reading))

    def cue(self, cue: Cue) -> None:
        """Say when, how and why."""
        heard = cue.level is not CueLevel.MARK
        if heard or not self._quiet:
            styles = ("bold", "red") if heard else ("yellow",)
            text = words.cue_line(cue, cue.t)
            for line in wrapped(text, others="     ", columns=self._columns) if self._output.updates else [text]:
                self._output.line(self._output.paint(line, *styles))

    def sounded(self, event: CueSounded) -> None:
        """Say where a cue was not heard."""
        if text := words.silence(event.sound):
            self._output.line(self._output.paint(text, "yellow"))

    def voice(self, reading: VoiceReading) -> None:
        """Remember whether somebody speaks, for the status."""
        self._voice = voice_words.reading(reading)

    def summary(self, snapshot: Snapshot, readings: int, dropped: int) -> None:
        """The whole session in a few lines; the number of readings means something to programs only."""
        del readings
        self._output.end_status()
        if not self._quiet:
            for line in summary_words(snapshot.totals):
                self._output.line(line)
        if dropped:
            self._output.line(_("{n} lines were left out because the terminal was too slow.").format(n=dropped))

    def _said(self, reading: Reading) -> str:
        if reading.expression is None or reading.mood is None:
            return words.state(reading.state)
        return f"{words.mood(reading.mood)}: {words.expression(reading.expression)}"

    def _status(self, reading: Reading) -> str:
        parts = [
            clock_time(reading.t),
            f"{MOOD_MARKS[reading.mood] if reading.mood else '?'} {self._said(reading)}",
        ]
        if reading.probabilities is not None and reading.expression is not None:
            parts.append(words.percent(reading.probabilities[reading.expression]))
        if reading.faces > 1:
            parts.append(_("{n} faces").format(n=reading.faces))
        if self._voice:
            parts.append(self._voice)
        text = cut("  ".join(parts), self._columns)
        return self._output.paint(text, *([MOOD_COLOURS[reading.mood]] if reading.mood else ["dim"]))


def summary_words(totals: Totals) -> list[str]:
    """How the time was spent, in words."""
    lines = [
        _("Watched {time}: good {good}, acceptable {acceptable}, bad {bad} of the measured time.").format(
            time=clock_time(totals.total_s),
            **{mood.value: words.percent(totals.moods[mood] / (totals.measured_s or 1.0)) for mood in Mood},
        ),
        _("{cues}; marks: {marks}.").format(cues=words.cues(totals.cues), marks=totals.cues.marks),
    ]
    if totals.unmeasured:
        parts = ", ".join(f"{words.state(state)} {words.seconds(s)}" for state, s in totals.unmeasured.items())
        lines.append(_("Not measured: {parts}.").format(parts=parts))
    return lines
