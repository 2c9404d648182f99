"""The help: keys, moods, the score, cues, privacy; short enough to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content

from core.base.types import Expression, Mood
from core.cueing.policy import PolicySettings
from core.scoring.scoring import CALM_POINTS, FRIENDLY_POINTS, FRIENDLY_SHARE
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.marks import MOOD_COLOURS, MOOD_MARKS
from tui.widgets.text.width import pad, width

KEYS = (
    ("↑ ↓  k j", N_("up and down in lists and pages")),
    ("← →  h l", N_("change a value; to the other side")),
    ("g G", N_("to the beginning, to the end")),
    ("⏎", N_("open, choose, begin")),
    ("esc  q", N_("back")),
    ("?", N_("the keys of the screen you are on")),
    ("^p", N_("everything, to be searched: places, keys, themes, languages")),
    ("^q", N_("quit; a running interview is kept and can be continued")),
)
MOODS = {
    Mood.GOOD: N_("Friendly. Earns points up to a share; a fixed smile earns nothing more."),
    Mood.ACCEPTABLE: N_("Calm. Neither earns nor costs: most of an answer may look like this."),
    Mood.BAD: N_("Costs points, and is cued when it lasts."),
}
PRIVACY = (
    N_("Nothing leaves this machine: there is no account and no server."),
    N_(
        "Pictures are looked at and forgotten. Probabilities, cues and times are stored; small pictures of your face "
        "only after your yes."
    ),
    N_("Settings › Data says where everything lies, how large it is, and deletes it."),
    N_("Over SSH, camera and sound are those of the machine on which Poise runs."),
)
LIMITS = (
    N_("Poise sees your expression, not what you say, and never predicts whether you will be hired."),
    N_("Resting faces differ. If yours reads as sad, calibrate: it takes half a minute."),
    N_("What was not measured (no face, too dark, blurred) counts neither for you nor against you."),
)


def sections() -> Iterator[tuple[str, Content]]:
    """Title and text of each section, in the language now set."""
    yield _("Keys"), _keys()
    yield _("What the moods mean"), _moods()
    yield _("How the score works"), Content(score_words())
    yield _("When it cues"), Content(cue_words())
    yield _("What it does not know"), _list(LIMITS)
    yield _("Privacy"), _list(PRIVACY)
    yield _("At the command line"), _commands()


def _keys() -> Content:
    wide = max(width(keys) for keys, _about in KEYS)
    return _lines(Content.assemble((pad(keys, wide), "$accent bold"), "  ", _(about)) for keys, about in KEYS)


def _moods() -> Content:
    wide = max(width(words.mood(mood)) for mood in Mood)
    return _lines(
        Content.assemble(
            (f"{MOOD_MARKS[mood]} {pad(words.mood(mood), wide)}", MOOD_COLOURS[mood]), "  ", _(MOODS[mood])
        )
        for mood, text in MOODS.items()
    )


def score_words() -> str:
    """The formula, and what it comes to."""
    return _(
        "(1 − bad) × ({calm} + {friendly} × min(1, good / {aim})), where good and bad are shares of the measured "
        "time. A calm face all along makes {calm}, a friendly one in {share} of the time and never a bad one "
        "{most}. There is no score when less than half of the time was measured, or less than a quarter of it used."
    ).format(
        calm=f"{CALM_POINTS:.0f}",
        friendly=f"{FRIENDLY_POINTS:.0f}",
        aim=f"{FRIENDLY_SHARE:.2f}",
        share=words.percent(FRIENDLY_SHARE),
        most=f"{CALM_POINTS + FRIENDLY_POINTS:.0f}",
    )


def cue_words() -> str:
    """The policy in one breath, with the constants of the default."""
    policy = PolicySettings()
    return _(
        "Never on one frame: a bad share above {limit}, smoothed over {filter}, fills a budget; below, it drains. "
        "At {mark} of the budget a silent mark shows; when it is full and {dwell} have passed, a soft tone is heard. "
        "Your own voice comes only when a tone did not help. Between two sounds are at least {cooldown}. Expressions "
        "that count as bad: {bad}; change that in Settings › Moods."
    ).format(
        limit=words.percent(policy.limit),
        filter=_("{number} s").format(number=f"{policy.filter_s:g}"),
        mark=words.percent(policy.mark_at),
        dwell=words.seconds(policy.dwell_s),
        cooldown=words.seconds(policy.cooldown_s),
        bad=", ".join(words.expression(e) for e in (Expression.SAD, Expression.FEAR)),
    )


def _commands() -> Content:
    rows = (
        ("poise watch", _("cues you while you practise with anything else")),
        ("poise doctor", _("what works here, what is missing, and how to install it")),
        ("poise --help", _("everything else")),
    )
    wide = max(width(command) for command, _about in rows)
    return _lines(Content.assemble((pad(command, wide), "bold"), "  ", about) for command, about in rows)


def _list(texts: tuple[str, ...]) -> Content:
    return _lines(Content.assemble(("· ", "$muted"), _(text)) for text in texts)


def _lines(lines: Iterable[Content]) -> Content:
    return Content("\n").join(list(lines))
