"""The form of one question, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Select, TextArea

from questions.exchange import preview_text
from questions.names import DIFFICULTY_NAMES
from questions.problems import BankError
from questions.schema import CATEGORIES, DIFFICULTIES, LANGUAGES, Category, Question
from questions.validation import name_from, validate_question
from tui.app.dialogs import ChooseDialog
from tui.app.forms import LEAVE, NEXT_FIELD, SAVE, FormScreen
from tui.app.jobs import job
from tui.features.banks import view
from tui.i18n import N_, _, ngettext
from tui.widgets.line import Line
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.text.categories import category_name
from tui.widgets.text.entries import spoken
from tui.widgets.text.findings import finding_words

NO_DIFFICULTY = "-"
SHOWN = 5
"""Pasted questions that are shown before they are made."""


class Lines(TextArea):
    """Several lines of text, which tells of what is pasted before it takes it."""

    @dataclass
    class Pasted(Message):
        """Several lines are about to be put into `area`."""

        area: Lines
        text: str

    async def on_paste(self, event: events.Paste) -> None:
        """Lines that may be questions of their own are offered first."""
        if sum(bool(line.strip()) for line in event.text.splitlines()) > 1:
            event.prevent_default()
            event.stop()
            self.post_message(self.Pasted(self, event.text))


@dataclass(frozen=True)
class Written:
    """What came out of the form: the question, or several that were pasted."""

    question: Question | None = None
    several: tuple[Question, ...] = ()


class QuestionForm(FormScreen[Written]):
    """Answers the question as it was written and checked, or None."""

    CSS_PATH = "styles.tcss"
    CHANGED = N_("The question was changed")
    BINDINGS: ClassVar[list[BindingType]] = [SAVE, NEXT_FIELD, LEAVE]

    @dataclass
    class Checked(Message):
        """It is a question, or this is what is wrong."""

        question: Question | None
        problem: str

    @dataclass
    class Split(Message):
        """Pasted lines were read as questions; none where they are a text."""

        pasted: Lines.Pasted
        questions: tuple[Question, ...]

    def __init__(self, question: Question | None, category: Category) -> None:
        super().__init__(_values(question, category))
        self._question = question

    def compose_body(self) -> ComposeResult:
        """Category, the texts, hints and follow-ups, what it is about, and what is the user's own."""
        with Vertical(id="form"):
            yield Static(_("Category"), classes="label")
            choices = [(category_name(category), category) for category in CATEGORIES]
            yield Select(choices, value=self._values["category"], allow_blank=False, id="category", compact=True)
            for code in LANGUAGES:
                yield Static(_("Question") + f"  {view.LANGUAGE_NAMES[code]}", classes="label")
                yield Lines(self._values[f"text.{code}"], id=f"text-{code}", soft_wrap=True, tab_behavior="focus")
            for code in LANGUAGES:
                yield from self._line("hint", _("Hint"), code)
            yield from self._area("follow_ups", _("Follow-ups, one a line; “한국어 | English” gives both languages"))
            yield Static(_("Difficulty"), classes="label")
            levels = [(_("none"), NO_DIFFICULTY)]
            levels += [(DIFFICULTY_NAMES[level][spoken()], level) for level in DIFFICULTIES]
            value = self._values["difficulty"] or NO_DIFFICULTY
            yield Select(levels, value=value, allow_blank=False, id="difficulty", compact=True)
            yield from self._line("field", _("Job field"))
            yield from self._line("competency", _("Competency"))
            yield from self._line("tags", _("Tags"))
            yield from self._line("companies", _("Asked at (companies, with commas between them)"))
            yield from self._area("notes", _("Notes"))
            for code in LANGUAGES:
                yield from self._area(f"model_answer-{code}", _("Model answer") + f"  {view.LANGUAGE_NAMES[code]}")
            yield Static(id="form-problem")

    def _line(self, field: str, label: str, code: str = "") -> ComposeResult:
        name = f"{field}-{code}" if code else field
        yield Static(f"{label}  {view.LANGUAGE_NAMES[code]}" if code in LANGUAGES else label, classes="label")
        between = ", " if field == "companies" else " "
        yield Line(self._values[self.field_of(name)], between=between, id=name, compact=True)

    def _area(self, name: str, label: str) -> ComposeResult:
        yield Static(label, classes="label")
        yield TextArea(self._values[self.field_of(name)], id=name, soft_wrap=True, tab_behavior="focus")

    def place(self) -> str:
        """New, or which one."""
        return _("Question banks") + " › " + (self._question.id if self._question else _("New question"))

    def on_mount(self) -> None:
        """The first language of the screen comes first to hand."""
        self.query_one(f"#text-{spoken()}", TextArea).focus(scroll_visible=False)

    def on_select_changed(self, event: Select.Changed) -> None:
        """Keep category or difficulty."""
        value = "" if event.value == NO_DIFFICULTY else str(event.value)
        self._values[event.select.id or ""] = value

    def action_save(self) -> None:
        """Check, and close when it is a question."""
        self._collect()
        self._check(dict(self._values))

    @job()
    def _check(self, values: Mapping[str, str]) -> Checked:
        return self.Checked(*_checked(values, self._question))

    @on(Checked)
    def _take(self, event: Checked) -> None:
        if event.question is not None:
            self.dismiss(Written(event.question))
        else:
            self.query_one("#form-problem", Static).update(event.problem)
            self.notify(event.problem, severity="error")

    @on(Lines.Pasted)
    def _look_at_pasted(self, event: Lines.Pasted) -> None:
        self._split(event)

    @job()
    def _split(self, pasted: Lines.Pasted) -> Split:
        return self.Split(pasted, _several(pasted.text))

    @on(Split)
    def _offer_several(self, event: Split) -> None:
        """Several pasted questions may become questions of their own."""
        count, area = len(event.questions), event.pasted.area
        if count < 2:
            area.insert(event.pasted.text)
            return
        title = ngettext("{n} question was pasted", "{n} questions were pasted", count).format(n=count)
        first = "\n".join(question.says(spoken()) for question in event.questions[:SHOWN])
        items = [
            MenuItem(
                "several", ngettext("Make {n} question of it", "Make {n} questions of it", count).format(n=count)
            ),
            MenuItem("text", _("Put the text into this field")),
        ]

        def answered(answer: str | None) -> None:
            if answer == "several":
                self.dismiss(Written(several=event.questions))
            elif answer == "text":
                area.insert(event.pasted.text)

        self.app.push_screen(ChooseDialog(title, first + ("\n…" if count > SHOWN else ""), items), answered)


def _values(question: Question | None, category: Category) -> dict[str, str]:
    """What the form shows at first, by field."""
    texts = {f"text.{code}": question.text.get(code, "") if question else "" for code in LANGUAGES}
    hints = {f"hint.{code}": question.hint.get(code, "") if question else "" for code in LANGUAGES}
    return {
        "category": category,
        **texts,
        **hints,
        "follow_ups": view.follow_up_lines(question) if question else "",
        **{f"model_answer.{code}": question.model_answer.get(code, "") if question else "" for code in LANGUAGES},
        "difficulty": (question.difficulty or "") if question else "",
        **{name: getattr(question, name) if question else "" for name in ("field", "competency", "notes")},
        "tags": " ".join(question.tags) if question else "",
        "companies": ", ".join(question.companies) if question else "",
    }


def _several(text: str) -> tuple[Question, ...]:
    """The questions in pasted lines."""
    try:
        return preview_text(text).added
    except BankError:
        return ()


def _checked(values: Mapping[str, str], old: Question | None) -> tuple[Question | None, str]:
    """The question, or what is wrong with it in the user's language."""
    data = view.form_data(values, old)
    texts = data["text"]
    if isinstance(texts, dict) and texts:
        data.setdefault("id", name_from(next(iter(texts.values()))))
    question, findings = validate_question(data)
    errors = [finding for finding in findings if finding.severity == "error"]
    return question, "" if question else finding_words(errors[0])
