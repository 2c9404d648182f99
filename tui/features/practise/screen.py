"""One question to practise: found by category, started by Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.features.practise.data import QuestionRow, questions
from tui.features.practise.view import ALL, categories, category_field, in_category, question_line
from tui.i18n import N_, _
from tui.widgets.field import Field, neighbour
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings


class PractiseScreen(PoiseScreen[None]):
    """A category at the top, its questions below."""

    PLACE = N_("One question")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "category(-1)", N_("Category"), key_display="←→"),
        Binding("right,l", "category(1)", show=False),
        Binding("m", "notes", N_("My notes")),
        Binding("n", "setup", N_("Mock interview"), show=False),
    ]

    @dataclass
    class Listed(Message):
        """The questions of the bank."""

        questions: Sequence[QuestionRow]

    def __init__(self, read: Callable[[Settings], Sequence[QuestionRow]] = questions) -> None:
        super().__init__()
        self._read = read
        self._questions: Sequence[QuestionRow] = ()
        self._category = ALL
        self._loaded = False

    def compose_body(self) -> ComposeResult:
        """The category and its questions."""
        with Vertical(classes="column", id="practise"):
            field = Field(category_field(self._category, self._questions))
            field.can_focus = False
            yield field
            yield RowList(id="questions")
            yield Static(id="full")

    def on_screen_resume(self) -> None:
        """Ask for the questions: what is kept about them may have been changed."""
        self._list(self.poise.settings)

    @job()
    def _list(self, settings: Settings) -> Listed:
        return self.Listed(self._read(settings))

    @on(Listed)
    def _take_questions(self, event: Listed) -> None:
        self._questions, self._loaded = event.questions, True
        self.show()

    def show(self) -> None:
        """Fill the list."""
        shown = in_category(self._category, self._questions)
        self.query_one(Field).set_view(category_field(self._category, self._questions))
        rows = [Row(row.id, partial(question_line, row), row.text) for row in shown] if self._loaded else None
        found = self.query_one(RowList)
        found.say_empty(_("The bank has no question in this language."), "n", _("choose another bank in the set-up"))
        found.set_rows(rows)

    @on(Rows.Moved)
    def _show_whole(self, event: Rows.Moved) -> None:
        """The list cuts long questions; here the one under the cursor stands in full."""
        row = next((row for row in self._questions if row.id == event.id), None)
        self.query_one("#full", Static).update(row.text if row else "")

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """A click on the category."""
        self.action_category(event.step)

    def action_category(self, step: int) -> None:
        """The next category that has questions."""
        names = [ALL, *categories(self._questions)]
        self._category = neighbour(names, self._category, step)
        self.show()

    def action_notes(self) -> None:
        """The user's own notes on the highlighted question, a model answer, and whether it is a favourite."""
        current = self.query_one(Rows).current
        if current is not None:
            self.poise.goto("notes", question_id=current)

    def action_setup(self) -> None:
        """Where the bank is chosen."""
        self.poise.replace("setup")

    def key_label(self, action: str, label: str) -> str:
        """Enter begins here."""
        return _("Begin") if action == "choose" else label

    @on(Rows.Chosen)
    def _begin(self, event: Rows.Chosen) -> None:
        self.poise.replace("interview", start=Start(questions=(event.id,)))
