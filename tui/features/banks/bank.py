"""One bank: search its questions, change them, take changes back, exchange them with other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Input

from questions.schema import Bank, Question, in_language
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.messages import Failed, Loaded
from tui.features.banks import view as view
from tui.i18n import N_, _, ngettext
from tui.widgets.empty import EmptyState
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from questions.editing import BankEditor
    from questions.exchange import Preview


LISTS = (".csv", ".tsv", ".json", ".md", ".markdown", ".txt", ".yaml", ".yml")
"""Endings of files that may hold questions."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A bank as a thread found it; `editor` is None as long as nothing of it was changed."""

    bank: Bank
    built_in: bool
    editor: BankEditor | None = None
    at: str | None = None


class BankScreen(PoiseScreen[None]):
    """The editor of a bank."""

    PLACE = N_("Question bank")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#bank-questions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,f3", "search", N_("Search"), key_display="/"),
        Binding("a,insert", "add", N_("Add")),
        Binding("e", "edit", N_("Change"), show=False),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
        Binding("J,shift+down", "move(1)", N_("Move down"), show=False),
        Binding("K,shift+up", "move(-1)", N_("Move up"), show=False),
        Binding("U,ctrl+y", "redo", N_("Redo"), show=False),
        Binding("i", "import", N_("Import")),
        Binding("x", "export", N_("Export")),
        Binding("f", "check", N_("Check")),
    ]

    def __init__(self, bank: str, new: bool = False) -> None:
        super().__init__()
        self._bank_name = bank
        self._new = new
        self._opened: Opened | None = None
        self._words = ""
        self._busy = False
        self._typed = ""

    def compose_body(self) -> ComposeResult:
        """Title, search, questions, and everything about the one under the cursor."""
        yield Static(id="bank-head")
        yield Input(self._words, placeholder=_("Search in all texts, categories and tags"), id="search", compact=True)
        yield EmptyState("", id="bank-empty")
        with Container(id="bank-halves"):
            with Vertical():
                yield Rows(id="bank-questions")
            with VerticalScroll(id="detail-frame", can_focus=False):
                yield Static(id="detail")

    def on_mount(self) -> None:
        """Read the bank, unless it is still to be made."""
        if not self._new:
            name, data = self._bank_name, self.poise.settings.data
            self.load("opened", lambda: _open(name, data))

    def place(self) -> str:
        """The bank's name is where the user is."""
        return _("Question banks") + f" › {self._bank_name}"

    def on_loaded(self, event: Loaded) -> None:
        """A bank was read or changed, or an import looked at."""
        self._busy = False
        if event.what == "opened":
            self._opened, self._new = event.value, False
            self.show()
        elif event.what == "preview":
            self._preview(event.value)
        elif event.what == "exported":
            self.notify(_("Written: {file}").format(file=event.value))

    def on_failed(self, _event: Failed) -> None:
        """The base class says what went wrong."""
        self._busy = False

    def show(self) -> None:
        """Fill head, list and detail."""
        opened, empty = self._opened, self.query_one("#bank-empty", EmptyState)
        questions = view.found(opened.bank, self._words) if opened else []
        empty.display = self._new or bool(opened and not questions)
        if self._new:
            empty.say(_("This bank has no question yet."), "a", _("writes the first one   (i: import a file)"))
        else:
            empty.say(_("No question matches “{words}”.").format(words=self._words), "esc", _("ends the search"))
        self.query_one("#bank-head", Static).update(self._head(len(questions)))
        rows = [Row(question.id, partial(view.question_line, question)) for question in questions]
        self.query_one(Rows).set_rows(rows, opened.at if opened else None)
        self.query_one("#search").set_class(bool(self._words), "open")
        self._show_detail()

    def _head(self, shown: int) -> str:
        if self._opened is None:
            return ""
        bank, total = self._opened.bank, len(self._opened.bank.questions)
        count = ngettext("{n} question", "{n} questions", total).format(n=total)
        parts = [in_language(bank.title, view.spoken()), count if shown == total else f"{shown} / {count}"]
        parts += [_("built in: a change makes your own copy")] if self._opened.built_in else []
        return " · ".join(parts)

    def _show_detail(self) -> None:
        question = self._current()
        self.query_one("#detail-frame").display = question is not None
        if question is not None:
            self.query_one("#detail", Static).update(view.detail(question))
            self.query_one("#detail-frame").scroll_home(animate=False)
        self.refresh_bindings()

    def _current(self) -> Question | None:
        name = self.query_one(Rows).current
        return self._opened.bank.question(name) if self._opened and name else None

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        self._show_detail()

    def key_label(self, action: str, label: str) -> str:
        """Enter changes a question here."""
        return _("Change") if action == "choose" else label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now is dimmed."""
        del parameters
        editor = self._opened.editor if self._opened else None
        if action == "undo":
            return True if editor and editor.can_undo else None
        if action == "redo":
            return True if editor and editor.can_redo else None
        needs_one = action in ("edit", "remove", "move", "export", "check", "search")
        return None if needs_one and self._opened is None else True

    def action_search(self) -> None:
        """Open the search line."""
        search = self.query_one("#search", Input)
        search.add_class("open")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        if event.value != self._words:
            self._words = event.value
            self.show()
            self.query_one("#search").add_class("open")

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter goes to what was found."""
        self.query_one(Rows).focus()

    def action_leave(self) -> None:
        """Escape ends the search first."""
        search = self.query_one("#search", Input)
        if search.has_class("open"):
            self._words = search.value = ""
            self.show()
            self.query_one(Rows).focus()
        else:
            super().action_leave()

    def on_rows_chosen(self, _event: Rows.Chosen) -> None:
        """Enter changes the question."""
        self.action_edit()

    def action_add(self) -> None:
        """Write a question after the one under the cursor."""
        from tui.features.banks.form import QuestionForm

        current = self._current()
        category = current.category if current else "general"

        def written(question: Question | None) -> None:
            if question is not None:
                self._add((question,))

        self._ready(lambda: self.app.push_screen(QuestionForm(None, category), written))

    def _add(self, questions: tuple[Question, ...]) -> None:
        if self._new:
            name, data = self._bank_name, self.poise.settings.data
            self.load("opened", lambda: _make(name, data, questions))
            return
        current = self._current()
        ids = [question.id for question in self._opened.bank.questions] if self._opened else []
        at = ids.index(current.id) + 1 if current and len(questions) == 1 else None
        self._change(lambda editor: editor.add_all(questions, at)[0].id)

    def action_edit(self) -> None:
        """Change the question under the cursor."""
        from tui.features.banks.form import QuestionForm

        question = self._current()
        if question is None:
            return

        def written(changed: Question | None) -> None:
            if changed is not None:
                self._change(partial(_put, question.id, changed))

        self._ready(lambda: self.app.push_screen(QuestionForm(question, question.category), written))

    def action_remove(self) -> None:
        """Remove the question under the cursor; it can be taken back."""
        question = self._current()
        if question is None:
            return

        def remove(editor: BankEditor) -> None:
            editor.remove(question.id)

        self._ready(lambda: self._change(remove, said=_("Removed. u brings it back.")))

    def action_move(self, step: int) -> None:
        """Move the question under the cursor up or down."""
        question = self._current()
        if question is None or self._opened is None:
            return
        if self._words:
            self.notify(_("End the search first: the order is that of the whole bank."))
            return
        to = [q.id for q in self._opened.bank.questions].index(question.id) + step
        self._ready(lambda: self._change(partial(_move, question.id, to)))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._change(_undo)

    def action_redo(self) -> None:
        """Make it again."""
        self._change(_redo)

    def _ready(self, go_on: Callable[[], object]) -> None:
        """A built-in bank is copied by the first change: say so before it."""
        if self._opened is None or not self._opened.built_in:
            go_on()
            return
        items = [MenuItem("copy", _("Copy it and go on")), MenuItem("keep", _("Leave it as it is"))]
        text = _("Your copy takes its place in interviews; deleting the copy brings the built-in one back.")
        dialog = ChooseDialog(_("This bank is built in"), text, items)

        def answered(answer: str | None) -> None:
            if answer == "copy":
                go_on()

        self.app.push_screen(dialog, answered)

    def _change(self, change: Callable[[BankEditor], str | None], said: str = "") -> None:
        """Change the bank off the event loop; `change` gives the id to put the cursor on."""
        if self._opened is None or self._busy:
            return
        self._busy = True
        name, data, editor = self._bank_name, self.poise.settings.data, self._opened.editor
        self.load("opened", lambda: _changed(editor, name, data, change))
        if said:
            self.notify(said)

    def action_import(self) -> None:
        """Look at a file of questions before its questions are added."""
        bank = self._opened.bank if self._opened else None
        text = _("CSV, JSON, Markdown, YAML or a plain list, one question a line. Nothing is added yet.")

        def chosen(line: str | None) -> None:
            if line:
                self._typed = line
                self.load("preview", lambda: _preview_of(line, bank))

        title, example = _("Import a file"), "~/questions.csv"
        self._ready(lambda: self.app.push_screen(LineDialog(title, text, self._typed, example, LISTS), chosen))

    def _preview(self, preview: Preview) -> None:
        from tui.features.banks.notes import ImportScreen

        def answered(agreed: bool | None) -> None:
            if not agreed:
                return
            if self._new:
                self._add(preview.added)
            else:
                self._change(partial(_take_in, preview))

        self.app.push_screen(ImportScreen(preview), answered)

    def action_export(self) -> None:
        """Write the bank for another program."""
        if self._opened is None:
            return
        bank = self._opened.bank
        text = _("The ending decides: .csv, .json, .md, .txt or .yaml.")

        def chosen(line: str | None) -> None:
            if line:
                self.load("exported", lambda: _exported(line, bank))

        self.app.push_screen(LineDialog(_("Export to a file"), text, f"~/{self._bank_name}.csv", files=()), chosen)

    def action_check(self) -> None:
        """What disturbs an interview with this bank."""
        from tui.features.banks.notes import FindingsScreen

        self.app.push_screen(FindingsScreen(self._bank_name))


def _open(name: str, data: Path) -> Opened:
    from questions.loading import BUILT_IN, find, load_bank

    return Opened(load_bank(name, data), find("bank", name, data).is_relative_to(BUILT_IN))


def _make(name: str, data: Path, questions: tuple[Question, ...]) -> Opened:
    from questions.editing import new_bank

    editor = new_bank(Bank(name, {view.spoken(): name}, questions), data)
    return Opened(editor.bank, False, editor)


def _changed(editor: BankEditor | None, name: str, data: Path, change: Callable[[BankEditor], str | None]) -> Opened:
    from questions.editing import open_bank

    editor = editor or open_bank(name, data)
    at = change(editor)
    return Opened(editor.bank, False, editor, at)


def _take_in(preview: Preview, editor: BankEditor) -> str | None:
    editor.take_in(preview.added, [(change.old.id, change.new) for change in preview.changed])
    return editor.bank.questions[-1].id if preview.added else preview.changed[0].old.id


def _put(question_id: str, question: Question, editor: BankEditor) -> str:
    editor.change(question_id, question)
    return question.id


def _move(question_id: str, to: int, editor: BankEditor) -> str:
    editor.move(question_id, to)
    return question_id


def _undo(editor: BankEditor) -> None:
    editor.undo()


def _redo(editor: BankEditor) -> None:
    editor.redo()


def _preview_of(line: str, bank: Bank | None) -> Preview:
    from questions.exchange import preview_import

    return preview_import(Path(line).expanduser(), bank)


def _exported(line: str, bank: Bank) -> Path:
    from questions.exchange import export_bank

    path = Path(line).expanduser()
    export_bank(bank, path)
    return path
