"""The settings as rows in sections: label, value in words, and where the value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from core.base.types import Expression, Mood
from core.cueing.cues import CueLevel
from core.cueing.policy import PRESETS
from core.settings.model import RULES, Origin, Settings, variable
from core.settings.rules import Value
from tui.i18n import N_, _, pgettext
from tui.widgets.field import neighbour
from tui.widgets.text import words
from tui.widgets.text.marks import MOOD_COLOURS, MOOD_MARKS
from tui.widgets.text.width import pad, right, width
from tui.wiring.choices import Choice


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the settings; `keys` are those of `core.settings.model.RULES`."""

    id: str
    title: str
    keys: tuple[str, ...]


SECTIONS = (
    Section("look", N_("Look"), ("language", "theme", "live_picture", "self_view", "blind", "hints")),
    Section(
        "interview",
        N_("Interview"),
        (
            "format",
            "bank",
            "questions",
            "exam",
            "camera",
            "rotate",
            "mirror",
            "finder",
            "face",
            "weights",
            "provider",
            "profile",
            "keep_snapshots",
            "keep_snapshots_days",
            "interview_on",
        ),
    ),
    Section("cues", N_("Cues"), ("policy", "cue", "cue_gaze", "cue_voice", "volume", "cue_in_speech")),
    Section("moods", N_("Moods"), tuple(f"moods.{expression.value}" for expression in Expression)),
    Section(
        "sound",
        N_("Sound"),
        (
            "speech",
            "speech_rate",
            "speech_voice",
            "player",
            "microphone",
            "voice_norms",
            "keep_voice",
            "keep_voice_days",
            "recogniser",
            "recogniser_model",
            "recogniser_command",
            "recogniser_language",
        ),
    ),
    Section("data", N_("Data"), ()),
)
LABELS: Mapping[str, tuple[str, str]] = {
    "language": (N_("Language"), N_("Of the app and, unless set-up says otherwise, of the questions.")),
    "theme": (N_("Theme"), N_("Automatic looks at what the terminal tells about its background.")),
    "live_picture": (N_("Live picture"), N_("The small camera picture; automatic leaves it out over SSH.")),
    "self_view": (
        N_("See yourself"),
        N_("A small picture in the interview, from 120 columns on; v there."),
    ),
    "blind": (N_("Blind mode"), N_("Hides mood and marks in the interview: nothing to look at but the question.")),
    "hints": (N_("Hint and notes"), N_("Beside the question while you think, never in exam mode; o there.")),
    "format": (N_("Format"), N_("The kind of interview that set-up proposes.")),
    "bank": (N_("Question bank"), N_("Where the questions come from.")),
    "questions": (N_("Questions"), N_("How many; 0 takes the format's own number.")),
    "exam": (N_("Exam mode"), N_("No cue at all while you answer, only the report afterwards.")),
    "camera": (N_("Camera"), N_("Automatic takes the first webcam that gives a picture, else the demo camera.")),
    "rotate": (N_("Turn the picture"), N_("Clockwise by so many degrees, for a camera that hangs or lies.")),
    "mirror": (N_("Mirror the picture"), N_("Left to right, as in a mirror; nothing that is measured changes.")),
    "face": (N_("Whose face"), N_("Among several people, as a mirror shows them; automatic takes the largest one.")),
    "finder": (N_("Face finder"), N_("Landmarks find tilted, small and dark faces too; haar is the paper's.")),
    "weights": (N_("Network"), N_("The network that reads the expression.")),
    "provider": (N_("Computed by"), N_("The processor, or a GPU where onnxruntime's build for GPUs is installed.")),
    "profile": (N_("Calibration"), N_("Whose resting face is corrected for; make one on the calibration screen.")),
    "policy": (N_("Strictness"), N_("How soon and how often a slipped expression is cued.")),
    "cue": (N_("Kind of cue"), N_("Automatic rings the terminal's bell where there is no sound card.")),
    "cue_gaze": (N_("Call my eyes back"), N_("A sound of its own after 3 s away from the camera.")),
    "cue_voice": (N_("Ask for my voice"), N_("After so many silent seconds, or where it becomes soft; 0 never.")),
    "volume": (N_("Volume"), N_("Of tones and recordings.")),
    "cue_in_speech": (N_("While a question is read"), N_("A cue waits for the end, or the speech is turned down.")),
    "speech": (N_("Read questions aloud"), N_("Needs espeak-ng; d in the equipment check tells what is missing.")),
    "speech_rate": (N_("Speed"), N_("Words a minute.")),
    "speech_voice": (N_("Voice"), N_("The name of a voice of the speech program; empty: the language's own.")),
    "microphone": (N_("Measure the voice"), N_("Pace, pauses and loudness, while you answer.")),
    "voice_norms": (N_("Norms of the voice"), N_("Changes such as pace_high=5, pause_s=0.7; empty: the usual ones.")),
    "interview_on": (
        N_("Your interview"),
        N_("Its day, such as 2026-12-02; the history plans until."),
    ),
    "keep_voice": (
        N_("Record my answers"),
        N_("For you to hear; they stay on this machine."),
    ),
    "keep_voice_days": (N_("Keep recordings"), N_("For so many days; the page Data deletes all of them at once.")),
    "keep_snapshots": (
        N_("Keep snapshots"),
        N_("Small pictures of your face at cues and best moments; see the report."),
    ),
    "keep_snapshots_days": (
        N_("Keep them"),
        N_("For so many days; the page Data deletes all of them at once."),
    ),
    "recogniser": (
        N_("Words of my answers"),
        N_("By a recogniser that you installed; t where you listen to your answers. Nothing is downloaded."),
    ),
    "recogniser_model": (
        N_("Its model"),
        N_("A folder for faster-whisper, a ggml file for whisper.cpp; d in the equipment check looks at it."),
    ),
    "recogniser_command": (N_("Its command"), N_("Of whisper.cpp: a name or a path.")),
    "recogniser_language": (
        N_("Its language"),
        N_("That of the interview, or whichever it hears where automatic."),
    ),
    "player": (N_("Player"), N_("What plays sounds; automatic takes the best that works.")),
}
STEPS: Mapping[str, int] = {"questions": 1, "cue_voice": 1, "volume": 5, "speech_rate": 10}
THEMES = ("auto", "dark", "light", "terminal")
FREE_TEXT = (
    "interview_on",
    "speech_voice",
    "voice_norms",
    "recogniser_model",
    "recogniser_command",
)


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as it is shown; all words are translated. `note` says what it does and who set it."""

    key: str
    label: str
    value: str
    origin: str
    note: str


def setting_row(settings: Settings, key: str, lists: Mapping[str, Sequence[Choice]]) -> SettingRow:
    """The row of a key; `lists` words the values that only other packages know."""
    label, about = _label(key)
    origin = settings.origin(key)
    shown = "" if origin is Origin.DEFAULT else words.origin(origin)
    if key == "policy":
        about += " " + policy_words(settings.policy)
    if origin is Origin.ENVIRONMENT:
        about += " " + _("Set by {variable}, which wins at the next start.").format(variable=variable(key))
    elif origin is Origin.FLAG:
        about += " " + _("Set by an option of this start.")
    return SettingRow(key, label, value_words(key, settings.value(key), lists.get(key, ())), shown, about)


def pages_line(chosen: Section) -> Content:
    """`1 Look  2 Interview …`, the chosen page marked by brackets as well as by colour."""
    parts = []
    for number, section in enumerate(SECTIONS, 1):
        title = _(section.title)
        style = "$accent bold" if section is chosen else "$muted"
        parts.append(Content.assemble((f"[{number} {title}]" if section is chosen else f" {number} {title} ", style)))
    return Content(" ").join(parts)


def row_line(row: SettingRow, cells: int) -> Content:
    """Label, value, and the origin where it is not the default."""
    mood = next((mood for mood in Mood if words.mood(mood) == row.value and row.key.startswith("moods.")), None)
    mark = f"{MOOD_MARKS[mood]} " if mood else ""
    label = pad(row.label, min(28, cells // 3))
    origin = right(row.origin, 16)
    value = pad(mark + row.value, max(4, cells - width(label) - width(origin) - 2))
    return Content.assemble(label, "  ", (value, MOOD_COLOURS[mood] if mood else "bold"), (origin, "$muted"))


def policy_words(name: str) -> str:
    """What a preset does, by its constants."""
    policy = PRESETS[name]
    if policy.loudest < CueLevel.TONE:
        return _("No sound.")
    return _(
        "A sound after {dwell} above {limit} at the earliest, {cooldown} apart, at most {number} a minute."
    ).format(
        dwell=words.seconds(policy.dwell_s),
        limit=words.percent(policy.limit),
        cooldown=words.seconds(policy.cooldown_s),
        number=policy.per_minute,
    )


def _label(key: str) -> tuple[str, str]:
    if not key.startswith("moods."):
        return _(LABELS[key][0]), _(LABELS[key][1])
    expression = Expression(key.partition(".")[2])
    about = _("What a face that looks {expression} counts as.").format(expression=words.expression(expression))
    if expression in (Expression.ANGRY, Expression.DISGUST):
        about += " " + _("Only networks of seven classes tell it.")
    return words.expression(expression), about


def value_words(key: str, value: Value, choices: Sequence[Choice] = ()) -> str:
    """A value in words: `on`, `70 %`, `own voice`."""
    named = next((choice.title for choice in choices if choice.value == value), None)
    if named is not None:
        return named
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if key.startswith("moods."):
        return words.mood(Mood(value))
    if key == "questions" and value == 0:
        return _("as the format has")
    if key == "volume":
        return words.percent(int(value) / 100)
    if key == "profile" and not value:
        return pgettext("calibration", "none")
    if key == "speech_voice" and not value:
        return _("the language's own")
    return words.setting(value) if isinstance(value, str) else str(value)


def allowed(key: str, choices: Sequence[Choice] = ()) -> tuple[Value, ...]:
    """The values that can be stepped through; () for free text."""
    if choices:
        return tuple(choice.value for choice in choices)
    if key == "theme":
        return THEMES
    rule = RULES[key]
    if rule.choices:
        return rule.choices
    if rule.lowest is not None and rule.highest is not None:
        return tuple(range(rule.lowest, rule.highest + 1, STEPS.get(key, 1)))
    return () if key in FREE_TEXT or rule.convert("on") is not True else (False, True)


def stepped(value: Value, values: Sequence[Value], step: int) -> Value:
    """The next or the previous value; numbers stop at their ends, words go round."""
    if not values:
        return value
    numbers = isinstance(values[0], int) and not isinstance(values[0], bool)
    if numbers:
        nearest = min(range(len(values)), key=lambda place: abs(int(values[place]) - int(value)))
        return values[min(max(nearest + step, 0), len(values) - 1)]
    return neighbour(values, value, step)


def no_session() -> str:
    """There is nothing yet to show an effect on."""
    return _("After your first session the effect of a change is shown here.")
