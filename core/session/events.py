"""What happens in a session, as small immutable records: for the screen, for speech and for the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.base.records import from_record, to_record
from core.base.types import Notice
from core.cueing.cues import Cue, CueLevel, Sound, Why
from core.session.snapshot import PauseReason, Phase


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """Question `index` (from 0) is on the table for the `attempt`-th time (from 1): show it, read it aloud."""

    t: float
    index: int
    id: str
    text: str
    attempt: int


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The session entered `phase`; `index` and `attempt` say for which question (None where there is none)."""

    t: float
    phase: Phase
    index: int | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class AnswerBegan:
    """From `t` on the face counts, for question `index`."""

    t: float
    index: int
    attempt: int


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """The answer is over after `used_s` seconds without pauses; `how`: time, submitted, retaken, skipped or quit."""

    t: float
    index: int
    attempt: int
    how: str
    used_s: float


@dataclass(frozen=True, slots=True)
class AnswerScored:
    """What the face of an answer was worth when it ended, of 100; None where that was withheld."""

    t: float
    index: int
    attempt: int
    score: float | None


@dataclass(frozen=True, slots=True)
class AnswerRated:
    """The user's own word on his answer to question `index`: again, hard, good or easy (`questions.due`)."""

    t: float
    index: int
    word: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """Rapid item `number` (from 0) is to be answered now."""

    t: float
    number: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemEnded:
    """It was answered by `step` (1 to 6) after `used_s` seconds, or its time was up: None."""

    t: float
    number: int
    id: str
    step: int | None
    used_s: float


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The user's own words on the session, written afterwards; the last ones count, "" takes them away."""

    t: float
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Question `index` was skipped."""

    t: float
    index: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Time stands still."""

    t: float
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Resumed:
    """Time goes on, after a pause or, `after_restart`, after the program itself was interrupted."""

    t: float
    after_restart: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A setting was changed while the session ran, such as the moods or the policy; values in JSON's types."""

    t: float
    what: str
    value: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Noticed:
    """The user was shown a `Notice` of this code and these parameters, such as a lowered rate."""

    t: float
    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class CueGiven:
    """The policy gave a cue (level 1 is seen only)."""

    t: float
    cue: Cue


@dataclass(frozen=True, slots=True)
class CueSounded:
    """What became of the cue that was given at `t`."""

    t: float
    sound: Sound


@dataclass(frozen=True, slots=True)
class LookCalled:
    """The user's eyes were called back to the camera from a look that went `where`: down or aside."""

    t: float
    where: str

    @property
    def notice(self) -> Notice:
        """What the user is told."""
        return Notice("look_back", {"why": self.where})


@dataclass(frozen=True, slots=True)
class VoiceCalled:
    """The user was asked to go on or to speak up; `why`: the voice was silent, or had become quiet."""

    t: float
    why: str

    @property
    def notice(self) -> Notice:
        """What the user is told."""
        return Notice("speak_up", {"why": self.why})


@dataclass(frozen=True, slots=True)
class Finished:
    """The session is over; an interview that is not `complete` can be continued."""

    t: float
    complete: bool


Event = (
    QuestionShown
    | PhaseChanged
    | AnswerBegan
    | AnswerEnded
    | AnswerScored
    | AnswerRated
    | NoteWritten
    | ItemShown
    | ItemEnded
    | Skipped
    | Paused
    | Resumed
    | Changed
    | Noticed
    | CueGiven
    | CueSounded
    | LookCalled
    | VoiceCalled
    | Finished
)

KINDS: Mapping[str, type[Event]] = {
    "question_shown": QuestionShown,
    "phase": PhaseChanged,
    "answer_began": AnswerBegan,
    "answer_ended": AnswerEnded,
    "answer_scored": AnswerScored,
    "answer_rated": AnswerRated,
    "note_written": NoteWritten,
    "item_shown": ItemShown,
    "item_ended": ItemEnded,
    "skipped": Skipped,
    "paused": Paused,
    "resumed": Resumed,
    "changed": Changed,
    "noticed": Noticed,
    "cue_sounded": CueSounded,
    "look_called": LookCalled,
    "voice_called": VoiceCalled,
    "finished": Finished,
}
"""The stored events by the name that the store gives them; cues have a table of their own."""

_NAMES = {cls: name for name, cls in KINDS.items()}


def kind(event: Event) -> str:
    """The name of an event in the store."""
    return _NAMES[type(event)]


def to_json_dict(event: Event) -> dict[str, Any]:
    """An event without its time, in JSON's types."""
    record = to_record(event)
    del record["t"]
    return record


def from_json_dict(kind: str, t: float, data: Mapping[str, Any]) -> Event | None:
    """The event back from the store; None for what this version does not know. Raises RecordError."""
    cls = KINDS.get(kind)
    if cls is None or (cls is CueSounded and data.get("sound") not in _SOUNDS):
        return None
    return from_record(cls, {**data, "t": t})


_SOUNDS = frozenset(sound.value for sound in Sound)


def why_to_json_dict(why: Why) -> dict[str, Any]:
    """The reasons of a cue in JSON's types, as `poise watch --json` prints them."""
    record = to_record(why)
    return {**record, "strongest": dict(record["strongest"])}


def cue_to_json_dict(cue: Cue) -> dict[str, Any]:
    """A cue in JSON's types."""
    sound = cue.sound.value if cue.sound else None
    return {"t": cue.t, "level": int(cue.level), "why": why_to_json_dict(cue.why), "sound": sound}


def cue_from_json_dict(t: float, level: int, why: Mapping[str, Any]) -> Cue:
    """A cue back from the store. Raises RecordError."""
    strongest = list(why["strongest"].items())
    return Cue(t, CueLevel(level), from_record(Why, {**why, "strongest": strongest}))
