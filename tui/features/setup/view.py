"""The form before an interview: what is chosen, what may be chosen instead, and what it amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.i18n import N_, _, ngettext
from tui.widgets.field import FieldView, neighbour
from tui.wiring.choices import Choice, Options

LANGUAGES = (Choice("en", "English"), Choice("ko", "한국어"))
PRESETS = ("gentle", "normal", "strict")
PRESET_WORDS: Mapping[str, tuple[str, str]] = {
    "gentle": (N_("gentle"), N_("cues late and seldom")),
    "normal": (N_("normal"), N_("cues what lasts")),
    "strict": (N_("strict"), N_("cues early")),
}
SWITCHES: Mapping[str, str] = {
    "exam": N_("no cues, only the report"),
    "keep_voice": N_("to hear them in the report; on this machine only"),
    "keep_snapshots": N_("small pictures of your face in the report; on this machine only"),
}
"""Fields that are on or off, and what on means."""
LABELS: Mapping[str, str] = {
    "format": N_("Format"),
    "bank": N_("Questions from"),
    "categories": N_("Categories"),
    "questions": N_("How many"),
    "language": N_("Language"),
    "camera": N_("Camera"),
    "policy": N_("Cues"),
    "weights": N_("Network"),
    "exam": N_("Exam mode"),
    "keep_voice": N_("Record my answers"),
    "keep_snapshots": N_("Keep snapshots"),
}
"""The fields, in their order on the screen."""
MOST_QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """What is chosen so far. `questions` 0 is the format's own number; no categories are all of them."""

    format: str = "quick"
    bank: str = "auto"
    questions: int = 0
    language: str = "en"
    camera: str = "auto"
    policy: str = "normal"
    weights: str = "default"
    exam: bool = False
    categories: tuple[str, ...] = ()
    keep_voice: bool = False
    keep_snapshots: bool = False

    def settings(self) -> dict[str, Any]:
        """All but the language, as settings."""
        names = ("format", "bank", "questions", "camera", "policy", "weights", *SWITCHES)
        return {name: getattr(self, name) for name in names} | {"categories": ",".join(self.categories)}


def choices(field: str, draft: Draft, options: Options) -> tuple[Choice, ...]:
    """What a field may be, the present value always among it."""
    found: tuple[Choice, ...]
    if field == "questions":
        found = tuple(Choice(str(number), _count(number, draft, options)) for number in range(MOST_QUESTIONS + 1))
    elif field == "policy":
        found = tuple(Choice(name, _(PRESET_WORDS[name][0]), _(PRESET_WORDS[name][1])) for name in PRESETS)
    elif field in SWITCHES:
        found = (Choice("", _("off")), Choice("1", _("on"), _(SWITCHES[field])))
    else:
        lists = {
            "format": options.formats,
            "bank": options.banks,
            "language": LANGUAGES,
            "camera": options.cameras,
            "weights": options.networks,
            "categories": options.categories,
        }
        found = lists[field]
    now = value(field, draft)
    known = field == "categories" or any(choice.value == now for choice in found)
    return found if known else (Choice(now, now), *found)


def value(field: str, draft: Draft) -> str:
    """The field's present value as a choice's value."""
    if field in SWITCHES:
        return "1" if getattr(draft, field) else ""
    if field == "categories":
        return ",".join(draft.categories)
    return str(getattr(draft, field))


def chosen(field: str, new: str, draft: Draft) -> Draft:
    """The draft with `new` in `field`."""
    changes: dict[str, Any] = {field: new}
    if field == "questions":
        changes = {field: int(new)}
    elif field in SWITCHES:
        changes = {field: bool(new)}
    elif field == "categories":
        changes = {field: tuple(part for part in new.split(",") if part)}
    return replace(draft, **changes)


def stepped(field: str, step: int, draft: Draft, options: Options) -> Draft:
    """The draft with the next or previous value of `field`; it goes round. Categories go one at a time."""
    values = [choice.value for choice in choices(field, draft, options)]
    if field == "categories":
        values = ["", *values]
    if not values:
        return draft
    return chosen(field, neighbour(values, value(field, draft), step), draft)


def fields(draft: Draft, options: Options) -> list[FieldView]:
    """All fields as they are shown."""
    return [_field(name, draft, options) for name in LABELS]


def _field(name: str, draft: Draft, options: Options) -> FieldView:
    offered = choices(name, draft, options)
    if name == "categories":
        return FieldView(name, _(LABELS[name]), *_categories(draft, options), several=bool(offered))
    now = next(choice for choice in offered if choice.value == value(name, draft))
    return FieldView(name, _(LABELS[name]), now.title, now.about, several=len(offered) > 1)


def _categories(draft: Draft, options: Options) -> tuple[str, str]:
    titles = [choice.title for choice in options.categories if choice.value in draft.categories]
    if not titles:
        return _("all"), ""
    return (titles[0], "") if len(titles) == 1 else (f"{titles[0]} +{len(titles) - 1}", ", ".join(titles[1:]))


def _count(number: int, draft: Draft, options: Options) -> str:
    if number == 0:
        own = options.counts.get(draft.format)
        return _("as the format: {number}").format(number=own) if own else _("as the format")
    return str(number)


def summary(draft: Draft, options: Options) -> str:
    """`3 questions · 0:10 to think, 0:30 to answer · no retake · about 2 min`."""
    prep, answer, retakes = options.times.get(draft.format, (0.0, 0.0, 0))
    count = draft.questions or options.counts.get(draft.format, 0)
    if not count:
        return ""
    minutes = max(1, round(count * (prep + answer) / 60))
    return " · ".join(
        (
            ngettext("{n} question", "{n} questions", count).format(n=count),
            _("{prep:.0f} s to think, {answer:.0f} s to answer").format(prep=prep, answer=answer),
            ngettext("{n} retake", "{n} retakes", retakes).format(n=retakes) if retakes else _("no retakes"),
            ngettext("at most {n} minute", "at most {n} minutes", minutes).format(n=minutes),
        )
    )


def shortage(draft: Draft, options: Options) -> str:
    """Why this interview cannot begin or will be shorter than asked for; "" where neither is so."""
    by_kind = options.available.get(draft.bank)
    if by_kind is None or draft.format in options.rapid:
        return ""
    wanted = draft.questions or options.counts.get(draft.format, 0)
    there = sum(
        number
        for (language, category), number in by_kind.items()
        if language == draft.language and (not draft.categories or category in draft.categories)
    )
    if there == 0:
        return _("This bank has no such question in this language: choose another bank, language or category.")
    if there < wanted:
        return ngettext("There is only {n} such question.", "There are only {n} such questions.", there).format(
            n=there
        )
    return ""
