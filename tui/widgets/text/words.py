"""From codes to words: the engine and the sounds give codes with parameters, this module says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.base.types import Expression, Mood, ReadingState
from core.cueing.cues import Cue, CueCount, CueLevel, Sound, Why
from core.scoring.presence import ENOUGH
from core.session.snapshot import Action, PauseReason, Phase
from core.settings.model import Origin
from tui.i18n import N_, _, ngettext
from tui.widgets.text.clock import clock_time
from tui.widgets.text.notices import by_code

if TYPE_CHECKING:
    from core.calibration.calibrator import Part, Problem
    from core.camera.base import CameraState
    from core.scoring.presence import Presence
    from core.store.stills import StillKind

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
    ReadingState.FROZEN: N_("picture frozen"),
    ReadingState.HEAD_TURNED: N_("head turned away"),
    ReadingState.PICTURE_TURNED: N_("picture turned"),
}
PHASES: Mapping[Phase, str] = {
    Phase.WATCHING: N_("watching"),
    Phase.CALIBRATING: N_("calibrating"),
    Phase.BRIEFING: N_("briefing"),
    Phase.QUESTION: N_("read the question"),
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
}
LEVELS: Mapping[CueLevel, str] = {
    CueLevel.MARK: N_("mark"),
    CueLevel.TONE: N_("cue"),
    CueLevel.VOICE: N_("strong cue"),
}
SOUNDS: Mapping[Sound, str] = {
    Sound.VOICE: N_("own voice"),
    Sound.TONE: N_("tone"),
    Sound.BELL: N_("bell"),
    Sound.OFF: N_("sounds are off"),
    Sound.MUTED: N_("volume 0"),
    Sound.NO_PLAYER: N_("nothing here can sound"),
    Sound.FAILED: N_("the player failed"),
    Sound.COVERED: N_("another cue sounded"),
    Sound.LATE: N_("too late"),
    Sound.STOPPED: N_("it was ended"),
}
"""What was heard of a cue, or why nothing was."""
STILLS: Mapping[str, str] = {"cue": N_("at a cue"), "best": N_("best moment")}
"""At what a small picture of the user's face was kept."""
MOVED: Mapping[str, str] = {
    "corners_down": N_("corners of the mouth down"),
    "mouth_open": N_("mouth open"),
    "brows_together": N_("brows drawn together"),
    "brows_up": N_("inner brows up"),
    "brows_down": N_("brows down"),
}
"""What in the face moved against the person's own rest."""
WITHHELD: Mapping[str, str] = {
    "no_answer": N_("no score: there was hardly an answer"),
    "too_short": N_("no score: less than a quarter of the answer time was used"),
    "too_little_measured": N_("no score: less than half of the time could be measured"),
}
ENDINGS: Mapping[str, str] = {
    "time": N_("until the time was over"),
    "submitted": N_("submitted early"),
    "quit": N_("broken off"),
    "interrupted": N_("interrupted"),
    "retaken": N_("answered again"),
    "skipped": N_("skipped"),
}
PARTS: Mapping[str, str] = {
    "rest": N_("Look into the camera with your interview face, for {n} s."),
    "smile": N_("Now smile, for {n} s."),
    "lens": N_("Look straight into the camera's lens, for {n} s."),
    "corners": N_("Look at each corner of your screen in turn, for {n} s."),
    "done": N_("Done."),
}
"""What to do in each part of a calibration."""
PROBLEMS: Mapping[str, str] = {
    "camera_lost": N_("The camera gives no picture: check its cable."),
    "no_face": N_("No face is seen: sit in the middle, facing the camera."),
    "too_dark": N_("It is too dark: light your face from the front."),
    "too_blurred": N_("The picture is blurred: hold still, clean the lens."),
    "head_turned": N_("Your head is turned away or down: face the camera."),
    "picture_turned": N_("The picture lies on its side or its head: turn it in the equipment check."),
    "frozen": N_("The camera shows the same picture all the time: plug it in again."),
    "too_few_frames": N_("The camera gives too few pictures: more light, or close other programs."),
    "unsteady": N_("You moved too much: sit still."),
    "not_resting": N_("That was no resting face: do not smile or talk yet."),
    "not_smiling": N_("No smile was seen: show your teeth."),
    "eyes_unseen": N_("Your eyes cannot be read: more light from the front, no glare on glasses, come closer."),
    "look_unsteady": N_("Your look wandered: keep your eyes on the lens."),
    "look_unmoved": N_("Your eyes hardly moved: look at all four corners of the screen."),
}
"""What was wrong with a part of a calibration, and how to mend it."""
ORIGINS: Mapping[Origin, str] = {
    Origin.DEFAULT: N_("default"),
    Origin.FILE: N_("settings file"),
    Origin.ENVIRONMENT: N_("environment"),
    Origin.FLAG: N_("option"),
}
SETTINGS: Mapping[str, str] = {
    "auto": N_("automatic"),
    "on": N_("on"),
    "off": N_("off"),
    "gentle": N_("gentle"),
    "normal": N_("normal"),
    "strict": N_("strict"),
    "exam": N_("exam (silent)"),
    "tone": N_("tone"),
    "voice": N_("own voice"),
    "bell": N_("bell"),
    "none": N_("none"),
    "interview": N_("the interview's"),
    "wait": N_("the cue waits"),
    "duck": N_("the speech is turned down"),
    "dark": N_("dark"),
    "light": N_("light"),
    "terminal": N_("the terminal's colours"),
    "demo": N_("demo camera"),
    "landmarks": N_("landmarks"),
    "haar": N_("Haar cascade"),
    "0": N_("not at all"),
    "90": "90°",
    "180": "180°",
    "270": "270°",
    "default": N_("the shipped one"),
    "en": "English",
    "ko": "한국어",
}
"""The values of settings that are words."""


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
    """How strong a cue is, whatever sounds."""
    return _(LEVELS[value])


def still(kind: StillKind) -> str:
    """At what a snapshot was taken."""
    return _(STILLS[kind.value])


def unheard(sound: Sound) -> str:
    """Why a cue was not heard."""
    return _(SOUNDS[sound])


def silence(sound: Sound | None) -> str:
    """That a cue was not heard, and why; "" where it was, or where nobody wanted to hear it."""
    if sound is None or sound.heard or sound is Sound.OFF:
        return ""
    return _("Not heard: {why}.").format(why=unheard(sound))


def how(cue: Cue, *, stored: bool = True) -> str:
    """What was heard of a cue; of one that is not `stored` yet, what is not known is not said."""
    if cue.sound is None or cue.level is CueLevel.MARK:
        recorded = cue.level is CueLevel.MARK or not stored
        return level(cue.level) if recorded else _("cue (sound not recorded)")
    if cue.sound.heard:
        return _(SOUNDS[cue.sound])
    return _("cue, not heard ({why})").format(why=unheard(cue.sound))


def percent(share: float) -> str:
    """A share of 0 to 1: "72 %"."""
    return _("{number} %").format(number=round(share * 100))


def seconds(value: float) -> str:
    """A length of time with one decimal: "3.1 s"."""
    return _("{number} s").format(number=f"{value:.1f}")


def why(value: Why) -> str:
    """The reasons of a cue: "sad, 72 % for 3.1 s (limit 60 %): corners of the mouth down"."""
    text = _("{expression}, {value} for {time} (limit {limit})").format(
        expression=expression(value.expression),
        value=percent(value.value),
        time=seconds(value.sustained_s),
        limit=percent(value.threshold),
    )
    moved = ", ".join(_(MOVED[code]) for code in value.moved if code in MOVED)
    return f"{text}: {moved}" if moved else text


def strongest(value: Why) -> str:
    """The strongest classes at the time of a cue: "sad 64 %, neutral 20 %, afraid 11 %"."""
    return ", ".join(f"{expression(name)} {percent(share)}" for name, share in value.strongest)


def cue_line(cue: Cue, at: float) -> str:
    """A cue in one line, with its time `at` (seconds of the answer, or of watching), level and reasons."""
    return _("{time} {level}: {why}; strongest: {classes}").format(
        time=clock_time(at), level=how(cue, stored=False), why=why(cue.why), classes=strongest(cue.why)
    )


def presence(found: Presence) -> str:
    """`At the camera 71 % of the time, 6 looks away, the longest 4.1 s, mostly down; 14 blinks a minute.`"""
    parts = [_("At the camera {share} of the time").format(share=percent(found.share))]
    if count := len(found.looks):
        parts.append(ngettext("{n} look away", "{n} looks away", count).format(n=count))
        parts.append(_("the longest {time}").format(time=seconds(found.longest_s)))
        parts.append(_("mostly down") if found.mostly == "down" else _("mostly aside"))
    text = ", ".join(parts)
    if found.blinks_a_minute is not None:
        number = round(found.blinks_a_minute)
        text += "; " + ngettext("{n} blink a minute", "{n} blinks a minute", number).format(n=number)
    return text + "."


def presence_points(found: Presence) -> str:
    """The presence with its points and their formula."""
    text = presence(found)
    if found.score is None:
        return text
    points = _("Presence {value} of 100: the share at the camera against {aim}.")
    return text + " " + points.format(value=f"{found.score:.0f}", aim=percent(ENOUGH))


def calls(count: int) -> str:
    """`Your eyes were called back to the camera twice.`"""
    text = ngettext(
        "Your eyes were called back to the camera {n} time.",
        "Your eyes were called back to the camera {n} times.",
        count,
    )
    return text.format(n=count)


def withheld(code: str) -> str:
    """Why there is no score."""
    return by_code(WITHHELD, code, {})


def ending(how: str) -> str:
    """How an answer ended."""
    return by_code(ENDINGS, how, {})


def cues(count: CueCount) -> str:
    """How many cues there were, and how many of them were not heard; marks are not counted among them."""
    text = ngettext("{n} cue", "{n} cues", count.given).format(n=count.given)
    if not count.silent:
        return text
    if count.silent == count.given:
        return _("{cues} (none heard)").format(cues=text)
    return _("{cues} ({n} not heard)").format(cues=text, n=count.silent)


def origin(value: Origin) -> str:
    """Where a setting's value comes from."""
    return _(ORIGINS[value])


def part(value: Part) -> str:
    """What to do in a part of a calibration; `{n}` are its seconds."""
    return _(PARTS[value.value])


def problem(value: Problem) -> str:
    """What was wrong with a part of a calibration, and how to mend it."""
    return _(PROBLEMS[value.value])


def camera(state: CameraState) -> str:
    """`demo camera · 15 fps`, as the head shows it."""
    name = _("demo camera") if state.demo else state.name
    rate = _("{n} frames/s").format(n=round(state.fps)) if state.fps else ""
    return " · ".join(filter(None, (name, rate, _("slowed down") if state.slowed else "")))


def setting(value: str) -> str:
    """The value of a setting; names are their own words."""
    return _(SETTINGS.get(value, value))
