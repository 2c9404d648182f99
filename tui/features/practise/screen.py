"""One question to practise: found by category, started by Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList

from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.features.practise.data import QuestionRow, questions
from tui.features.practise.view import ALL, categories, category_field, in_category
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.field import Field
from tui.widgets.menu import Menu, MenuItem
from tui.widgets.outside import Static
from tui.wiring.plans import Start

if TYPE_CHECKING:
    from core.settings.model import Settings


class PractiseScreen(PoiseScreen[None]):
    """A category at the top, its questions below."""

    PLACE = N_("One question")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#questions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "category(-1)", N_("Category"), key_display="←→"),
        Binding("right,l", "category(1)", show=False),
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
            yield Menu(id="questions")
            yield EmptyState("", id="no-questions")
            yield Static(id="full")

    def on_mount(self) -> None:
        """Ask for the questions."""
        self._list(self.poise.settings)

    @job()
    def _list(self, settings: Settings) -> Listed:
        return self.Listed(self._read(settings))

    @on(Listed)
    def _take_questions(self, event: Listed) -> None:
        self._questions, self._loaded = event.questions, True
        self.show()

    def on_resize(self, _event: events.Resize) -> None:
        """Long questions are cut to the width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill the list."""
        shown = in_category(self._category, self._questions)
        self.query_one(Field).set_view(category_field(self._category, self._questions))
        menu, empty = self.query_one("#questions", Menu), self.query_one("#no-questions", EmptyState)
        menu.display, empty.display = bool(shown), self._loaded and not shown
        empty.say(_("The bank has no question in this language."), "n", _("choose another bank in the set-up"))
        menu.set_items([MenuItem(row.id, row.text) for row in shown])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The list cuts long questions; here the highlighted one stands in full."""
        row = next((row for row in self._questions if row.id == event.option_id), None)
        self.query_one("#full", Static).update(row.text if row else "")

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """A click on the category."""
        self.action_category(event.step)

    def action_category(self, step: int) -> None:
        """The next category that has questions."""
        names = [ALL, *categories(self._questions)]
        self._category = names[(names.index(self._category) + step) % len(names)]
        self.show()

    def action_setup(self) -> None:
        """Where the bank is chosen."""
        self.poise.replace("setup")

    def key_label(self, action: str, label: str) -> str:
        """Enter begins here."""
        return _("Begin") if action == "select" else label

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Practise it."""
        self.poise.replace("interview", start=Start(questions=(event.item.id,)))
