"""Banks and their questions as lines, and the search in them."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from questions.loading import Entry
from questions.names import HEADINGS
from questions.schema import LANGUAGES, STAGES, Language, Question, in_language
from questions.validation import language_of
from tui.i18n import N_, _
from tui.widgets.text.categories import category_name
from tui.widgets.text.entries import entry_name, spoken, unusable_line, whose
from tui.widgets.text.width import fit, pad, right, width

LANGUAGE_NAMES: Mapping[Language, str] = {"ko": "한국어", "en": "English"}
STAGE_WORDS: Mapping[str, str] = dict(
    zip(STAGES, (N_("the experience"), N_("what was difficult"), N_("what you learned")), strict=True)
)
NARROW_CELLS, CATEGORY_CELLS, WIDE_CELLS = 90, 14, 24


def bank_line(entry: Entry, cells: int) -> Content:
    """Name, title, how many questions in each language, and whose it is; or what is wrong with it."""
    if entry.error is not None:
        return unusable_line(entry, cells)
    name = entry_name(entry, cells)
    counts = "".join(right(f"{entry.questions.get(code, 0)} {code}", 8) for code in LANGUAGES)
    tail = f"{counts}  {whose(entry)}"
    title = pad(in_language(entry.title, spoken()), max(4, cells - width(name) - width(tail) - 3))
    return Content.assemble((name, "bold"), "  ", title, " ", (tail, "$muted"))


def question_line(question: Question, cells: int, chosen: bool | None = None) -> Content:
    """Favourite (*) and retired (-), category, languages, follow-ups and as much of the text as fits.

    `chosen` puts the mark of a selection before it, or room for one; None where nothing is selected.
    """
    languages = " ".join(code if question.speaks(code) else "--" for code in LANGUAGES)
    state = ("*" if question.bookmark else " ") + ("-" if question.retired else " ")
    more = f"+{len(question.follow_ups)}" if question.follow_ups else ""
    head = pad(category_name(question.category), CATEGORY_CELLS if cells < NARROW_CELLS else WIDE_CELLS)
    mark = pad(languages, 6) + pad(more, 3)
    picked = ("[x] " if chosen else "[ ] ") if chosen is not None else ""
    text = fit(question.says(spoken()), max(4, cells - width(head) - width(mark) - width(picked) - 5))
    tone = "$muted" if question.retired else ""
    front = Content.assemble((picked, "$accent bold"), (head, "$accent"), " ", (state, "$accent bold"))
    return Content.assemble(front, " ", (mark, "$muted"), " ", (text, tone))


def searched(question: Question) -> str:
    """What a search looks through: texts, category, competency, tags and id, in all languages."""
    texts = [*question.text.values(), *question.hint.values(), *(t for f in question.follow_ups for t in f.values())]
    about = [question.id, question.competency, *question.tags, question.set or "", question.field]
    own = [question.notes, *question.companies]
    return " ".join([*texts, *about, *own, question.category, *HEADINGS[question.category].values()])


def detail(question: Question) -> Content:
    """Everything about one question, in both languages, over several lines."""
    parts: list[Content] = [_caption(question)]
    for code in LANGUAGES:
        text = question.text.get(code)
        said = (text, "") if text else (_("not there yet"), "$muted italic")
        parts.append(Content.assemble((pad(LANGUAGE_NAMES[code], 9), "$muted"), said))
    if question.hint:
        parts.append(Content.assemble((_("Hint") + "  ", "$muted"), in_language(question.hint, spoken())))
    for follow_up in question.follow_ups:
        parts.append(Content.assemble(("+ ", "$muted"), in_language(follow_up, spoken())))
    for name, text in own_parts(question):
        parts.append(Content.assemble((name + "  ", "$muted"), text))
    return Content("\n").join(parts)


def own_parts(question: Question) -> list[tuple[str, str]]:
    """What is the user's own of a question, each with its name; without what is empty."""
    parts = [
        (_("Notes"), question.notes),
        (_("Model answer"), in_language(question.model_answer, spoken())),
        (_("Asked at"), ", ".join(question.companies)),
    ]
    return [(name, text) for name, text in parts if text]


def _caption(question: Question) -> Content:
    extras = [_("favourite") if question.bookmark else "", _("retired") if question.retired else ""]
    extras += [question.field, question.difficulty or "", question.competency, *(f"#{tag}" for tag in question.tags)]
    if question.set and question.stage:
        extras.append(f"{question.set}: {_(STAGE_WORDS[question.stage])}")
    return Content.assemble(
        (category_name(question.category), "$accent bold"),
        (f"  {question.id}", "$muted"),
        ("  " + "  ".join(extra for extra in extras if extra), "$muted"),
    )


def follow_up_lines(question: Question) -> str:
    """The follow-ups as the form shows them: a line each, `한국어 | English`."""
    return "\n".join(" | ".join(text[code] for code in LANGUAGES if code in text) for text in question.follow_ups)


def form_data(values: Mapping[str, str], old: Question | None) -> dict[str, object]:
    """What the form says, as a file would hold it: without what is empty.

    `values` by field (`category`, `text.ko`, `hint.en`, `tags`, `follow_ups` …); what the form does not show
    (id, set, stage, outline, bookmark, retired) stays as in `old`.
    """
    data: dict[str, object] = {"category": values["category"]}
    for field in ("text", "hint", "model_answer"):
        said = {code: text for code in LANGUAGES if (text := values.get(f"{field}.{code}", "").strip())}
        if said or field == "text":
            data[field] = said
    for field in ("difficulty", "field", "competency", "notes"):
        if value := values.get(field, "").strip():
            data[field] = value
    if tags := values.get("tags", "").replace(",", " ").split():
        data["tags"] = tags
    if companies := [name for part in values.get("companies", "").split(",") if (name := part.strip())]:
        data["companies"] = companies
    if asked := follow_ups(values.get("follow_ups", "")):
        data["follow_ups"] = asked
    if old is not None:
        unseen = ("id", "set", "stage", "outline", "bookmark", "retired")
        data |= {name: value for name in unseen if (value := getattr(old, name))}
    return data


def follow_ups(lines: str) -> list[dict[Language, str]]:
    """One follow-up a line; `한국어 | English` gives both languages, a line alone is told by its letters."""
    asked = []
    for line in lines.splitlines():
        parts = [part.strip() for part in line.split("|") if part.strip()]
        if parts:
            asked.append({language_of(part): part for part in parts})
    return asked
