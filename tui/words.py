"""From codes to words: the engine and the sounds give codes with parameters, this module says them."""

from __future__ import annotations

from collections.abc import Mapping

from core.cues import Cue, CueLevel, Why
from core.settings import Origin
from core.snapshot import Action, Notice, PauseReason, Phase
from core.types import Expression, Mood, ReadingState
from tui.i18n import N_, _

EXPRESSIONS: Mapping[Expression, str] = {
    Expression.ANGRY: N_("angry"),
    Expression.DISGUST: N_("disgusted"),
    Expression.FEAR: N_("afraid"),
    Expression.HAPPY: N_("happy"),
    Expression.NEUTRAL: N_("neutral"),
    Expression.SAD: N_("sad"),
    Expression.SURPRISE: N_("surprised"),
}
MOODS: Mapping[Mood, str] = {Mood.GOOD: N_("good"), Mood.ACCEPTABLE: N_("acceptable"), Mood.BAD: N_("bad")}
STATES: Mapping[ReadingState, str] = {
    ReadingState.MEASURED: N_("measured"),
    ReadingState.NO_FACE: N_("no face in the picture"),
    ReadingState.TOO_DARK: N_("too dark"),
    ReadingState.TOO_BLURRED: N_("too blurred"),
    ReadingState.CAMERA_LOST: N_("camera lost"),
}
PHASES: Mapping[Phase, str] = {
    Phase.WATCHING: N_("watching"),
    Phase.BRIEFING: N_("briefing"),
    Phase.READING: N_("read the question"),
    Phase.PREP: N_("think"),
    Phase.ANSWER: N_("answer"),
    Phase.REVIEW: N_("answered"),
    Phase.FINISHED: N_("finished"),
}
ACTIONS: Mapping[Action, str] = {
    Action.BEGIN: N_("begin"),
    Action.READY: N_("start answering"),
    Action.SUBMIT: N_("submit"),
    Action.RETAKE: N_("answer again"),
    Action.NEXT: N_("next question"),
    Action.SKIP: N_("skip"),
    Action.PAUSE: N_("pause"),
    Action.RESUME: N_("go on"),
    Action.QUIT: N_("quit"),
}
PAUSES: Mapping[PauseReason, str] = {
    PauseReason.USER: N_("paused by you"),
    PauseReason.CAMERA_LOST: N_("paused: the camera is lost"),
    PauseReason.DISCONNECTED: N_("paused: the terminal was disconnected"),
}
LEVELS: Mapping[CueLevel, str] = {
    CueLevel.MARK: N_("mark"),
    CueLevel.TONE: N_("tone"),
    CueLevel.VOICE: N_("own voice"),
}
NOTICES: Mapping[str, str] = {
    "demo_camera": N_("No webcam gives a picture: this is the demo camera, a drawn face. Choose one with --camera."),
}
"""By code; fields in braces are the notice's parameters."""


def expression(value: Expression) -> str:
    """The expression as an adjective of the face: "sad"."""
    return _(EXPRESSIONS[value])


def mood(value: Mood) -> str:
    """The mood: "good"."""
    return _(MOODS[value])


def state(value: ReadingState) -> str:
    """Why a reading was not measured: "too dark"."""
    return _(STATES[value])


def phase(value: Phase) -> str:
    """What the user does now: "think"."""
    return _(PHASES[value])


def action(value: Action) -> str:
    """What a key does: "answer again"."""
    return _(ACTIONS[value])


def pause(value: PauseReason) -> str:
    """Why the session stands still."""
    return _(PAUSES[value])


def level(value: CueLevel) -> str:
    """How the cue is given."""
    return _(LEVELS[value])


def percent(share: float) -> str:
    """A share of 0 to 1: "72 %"."""
    return _("{number} %").format(number=round(share * 100))


def seconds(value: float) -> str:
    """A length of time with one decimal: "3.1 s"."""
    return _("{number} s").format(number=f"{value:.1f}")


def clock_time(value: float) -> str:
    """Minutes and seconds: "1:05"."""
    whole = max(0, int(value))
    return f"{whole // 60}:{whole % 60:02d}"


def why(value: Why) -> str:
    """The reasons of a cue: "sad, 72 % for 3.1 s (limit 60 %)"."""
    return _("{expression}, {value} for {time} (limit {limit})").format(
        expression=expression(value.expression),
        value=percent(value.value),
        time=seconds(value.sustained_s),
        limit=percent(value.threshold),
    )


def strongest(value: Why) -> str:
    """The strongest classes at the time of a cue: "sad 64 %, neutral 20 %, afraid 11 %"."""
    return ", ".join(f"{expression(name)} {percent(share)}" for name, share in value.strongest)


def cue_line(cue: Cue) -> str:
    """A cue in one line, with its time, level and reasons."""
    return _("{time} {level}: {why}; strongest: {classes}").format(
        time=clock_time(cue.t), level=level(cue.level), why=why(cue.why), classes=strongest(cue.why)
    )


class _Known(dict[str, object]):
    """Parameters of which a missing one stays visible instead of raising."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def by_code(table: Mapping[str, str], code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code with its parameters; an unknown code shows itself, so that nothing is lost."""
    if code not in table:
        return " ".join((code, *(f"{key}={value}" for key, value in params.items())))
    return _(table[code]).format_map(_Known(params))


def notice(value: Notice) -> str:
    """What the user should know, as a sentence."""
    return by_code(NOTICES, value.code, value.params)


ORIGINS: Mapping[Origin, str] = {
    Origin.DEFAULT: N_("default"),
    Origin.FILE: N_("settings file"),
    Origin.ENVIRONMENT: N_("environment"),
    Origin.FLAG: N_("option"),
}


def origin(value: Origin) -> str:
    """Where a setting's value comes from."""
    return _(ORIGINS[value])
