"""The form of one question, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Select, TextArea

from questions.schema import CATEGORIES, LANGUAGES, Category, Question
from tui.app.base import PoiseScreen
from tui.app.dialogs import LeaveDialog
from tui.app.jobs import job
from tui.features.banks import view as view
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.text.categories import category_name
from tui.widgets.text.findings import finding_words


class QuestionForm(PoiseScreen[Question]):
    """Answers the question as it was written and checked, or None."""

    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = ""
    """Nothing: the screen would be scrolled to a field that is not laid out yet."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", N_("Save"), priority=True),
        Binding("tab", "app.focus_next", N_("Next field")),
        Binding("escape", "leave", N_("Back"), priority=True),
    ]

    @dataclass
    class Checked(Message):
        """It is a question, or this is what is wrong."""

        question: Question | None
        problem: str

    def __init__(self, question: Question | None, category: Category) -> None:
        super().__init__()
        self._question = question
        self._values: dict[str, str] = _values(question, category)
        self._before = dict(self._values)

    def compose_body(self) -> ComposeResult:
        """Category, the texts, hints and follow-ups."""
        with Vertical(id="form"):
            yield Static(_("Category"), classes="label")
            choices = [(category_name(category), category) for category in CATEGORIES]
            yield Select(choices, value=self._values["category"], allow_blank=False, id="category", compact=True)
            for code in LANGUAGES:
                yield Static(_("Question") + f"  {view.LANGUAGE_NAMES[code]}", classes="label")
                yield TextArea(self._values[f"text.{code}"], id=f"text-{code}", soft_wrap=True, tab_behavior="focus")
            for code in LANGUAGES:
                yield Static(_("Hint") + f"  {view.LANGUAGE_NAMES[code]}", classes="label")
                yield Input(self._values[f"hint.{code}"], id=f"hint-{code}", compact=True)
            yield Static(_("Follow-ups, one a line; “한국어 | English” gives both languages"), classes="label")
            yield TextArea(self._values["follow_ups"], id="follow_ups", soft_wrap=True, tab_behavior="focus")
            yield Static(_("Competency"), classes="label")
            yield Input(self._values["competency"], id="competency", compact=True)
            yield Static(_("Tags"), classes="label")
            yield Input(self._values["tags"], id="tags", compact=True)
            yield Static(id="form-problem")

    def place(self) -> str:
        """New, or which one."""
        return _("Question banks") + " › " + (self._question.id if self._question else _("New question"))

    def on_mount(self) -> None:
        """The first language of the screen comes first to hand."""
        self.query_one(f"#text-{view.spoken()}", TextArea).focus(scroll_visible=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is written: the language of the screen may change."""
        self._values[_field(event.input.id)] = event.value

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written."""
        self._values[_field(event.text_area.id)] = event.text_area.text

    def on_select_changed(self, event: Select.Changed) -> None:
        """Keep the category."""
        self._values["category"] = str(event.value)

    def _collect(self) -> None:
        """What stands in the fields now; a change may not have been told yet."""
        for line in self.query(Input):
            self._values[_field(line.id)] = line.value
        for area in self.query(TextArea):
            self._values[_field(area.id)] = area.text

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
            self.dismiss(event.question)
        else:
            self.query_one("#form-problem", Static).update(event.problem)
            self.notify(event.problem, severity="error")

    def holds(self) -> bool:
        """Whether something was written."""
        self._collect()
        return self._values != self._before

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """What was written is not thrown away unasked."""
        items = [
            MenuItem("save", _("Save")),
            MenuItem("stay", _("Go on writing")),
            MenuItem("drop", _("Throw the changes away")),
        ]

        def answered(answer: str | None) -> None:
            if answer == "save":
                self.action_save()
            elif answer == "drop":
                leave()

        self.app.push_screen(LeaveDialog(_("The question was changed"), "", items), answered)


def _field(widget_id: str | None) -> str:
    return (widget_id or "").replace("-", ".")


def _values(question: Question | None, category: Category) -> dict[str, str]:
    """What the form shows at first, by field."""
    texts = {f"text.{code}": question.text.get(code, "") if question else "" for code in LANGUAGES}
    hints = {f"hint.{code}": question.hint.get(code, "") if question else "" for code in LANGUAGES}
    return {
        "category": category,
        **texts,
        **hints,
        "follow_ups": view.follow_up_lines(question) if question else "",
        "competency": question.competency if question else "",
        "tags": " ".join(question.tags) if question else "",
    }


def _checked(values: Mapping[str, str], old: Question | None) -> tuple[Question | None, str]:
    """The question, or what is wrong with it in the user's language."""
    from questions.validation import name_from, validate_question

    data = view.form_data(values, old)
    texts = data["text"]
    if isinstance(texts, dict) and texts:
        data.setdefault("id", name_from(next(iter(texts.values()))))
    question, findings = validate_question(data)
    errors = [finding for finding in findings if finding.severity == "error"]
    return question, "" if question else finding_words(errors[0])
