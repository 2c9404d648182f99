"""One bank: search its questions, change them, take changes back, exchange them with other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.worker import Worker

from questions.schema import Bank, Question, in_language
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.features.banks import data as banks
from tui.features.banks import view as view
from tui.features.banks.data import Opened
from tui.i18n import N_, _, ngettext
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from questions.editing import BankEditor
    from questions.exchange import Preview


class BankScreen(PoiseScreen[None]):
    """The editor of a bank."""

    PLACE = N_("Question bank")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
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

    @dataclass
    class Read(Message):
        """The bank was read, made or changed."""

        opened: Opened

    @dataclass
    class Previewed(Message):
        """A file to import was looked at."""

        preview: Preview

    @dataclass
    class Exported(Message):
        """The bank was written for another program."""

        file: Path

    def __init__(self, bank: str, new: bool = False) -> None:
        super().__init__()
        self._bank_name = bank
        self._new = new
        self._opened: Opened | None = None
        self._work: Worker[None] | None = None
        self._typed = ""

    def compose_body(self) -> ComposeResult:
        """Title, search, questions, and everything about the one under the cursor."""
        yield Static(id="bank-head")
        with Container(id="bank-halves"):
            yield RowList(id="bank-questions")
            with VerticalScroll(id="detail-frame", can_focus=False):
                yield Static(id="detail")

    def on_mount(self) -> None:
        """Read the bank, unless it is still to be made."""
        if not self._new:
            name, data = self._bank_name, self.poise.settings.data
            self._do(lambda: banks.read(name, data))

    def place(self) -> str:
        """The bank's name is where the user is."""
        return _("Question banks") + f" › {self._bank_name}"

    @property
    def is_busy(self) -> bool:
        """Whether a change is under way, beside which no other may be begun."""
        return self._work is not None and not self._work.is_finished

    def _do(self, work: Callable[[], Opened]) -> None:
        if not self.is_busy:
            self._work = self._run(work)

    @job()
    def _run(self, work: Callable[[], Opened]) -> Read:
        return self.Read(work())

    @on(Read)
    def _take(self, event: Read) -> None:
        self._opened, self._new = event.opened, False
        self.show()

    def show(self) -> None:
        """Fill head, list and detail."""
        opened, questions = self._opened, self.query_one(RowList)
        questions.say_empty(_("This bank has no question yet."), "a", _("writes the first one   (i: import a file)"))
        self.query_one("#bank-head", Static).update(self._head())
        rows = [
            Row(question.id, partial(view.question_line, question), view.searched(question))
            for question in (opened.bank.questions if opened else ())
        ]
        questions.set_rows(rows if opened or self._new else None, opened.at if opened else None)
        self._show_detail()

    def _head(self) -> str:
        if self._opened is None:
            return ""
        bank, total = self._opened.bank, len(self._opened.bank.questions)
        count = ngettext("{n} question", "{n} questions", total).format(n=total)
        parts = [in_language(bank.title, view.spoken()), count]
        parts += [_("built in: a change makes your own copy")] if self._opened.built_in else []
        return " · ".join(parts)

    @on(Rows.Moved)
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
        needs_one = action in ("edit", "remove", "move", "export", "check")
        return None if needs_one and self._opened is None else True

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
            self._do(lambda: banks.make(name, data, questions))
            return
        current = self._current()
        ids = [question.id for question in self._opened.bank.questions] if self._opened else []
        at = ids.index(current.id) + 1 if current and len(questions) == 1 else None
        self._change(lambda editor: editor.add_all(questions, at)[0].id)

    @on(Rows.Chosen)
    def action_edit(self) -> None:
        """Change the question under the cursor."""
        from tui.features.banks.form import QuestionForm

        question = self._current()
        if question is None:
            return

        def written(changed: Question | None) -> None:
            if changed is not None:
                self._change(partial(banks.put, question.id, changed))

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
        if self.query_one(RowList).words:
            self.notify(_("End the search first: the order is that of the whole bank."))
            return
        to = [q.id for q in self._opened.bank.questions].index(question.id) + step
        self._ready(lambda: self._change(partial(banks.move, question.id, to)))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._change(banks.undo)

    def action_redo(self) -> None:
        """Make it again."""
        self._change(banks.redo)

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
        if self._opened is None or self.is_busy:
            return
        name, data, editor = self._bank_name, self.poise.settings.data, self._opened.editor
        self._do(lambda: banks.changed(editor, name, data, change))
        if said:
            self.notify(said)

    def action_import(self) -> None:
        """Look at a file of questions before its questions are added."""
        bank = self._opened.bank if self._opened else None
        text = _("CSV, JSON, Markdown, YAML or a plain list, one question a line. Nothing is added yet.")

        def chosen(line: str | None) -> None:
            if line:
                self._typed = line
                self._look_at(line, bank)

        title, example = _("Import a file"), "~/questions.csv"
        self._ready(lambda: self.app.push_screen(LineDialog(title, text, self._typed, example, banks.LISTS), chosen))

    @job()
    def _look_at(self, line: str, bank: Bank | None) -> Previewed:
        return self.Previewed(banks.preview_of(line, bank))

    @on(Previewed)
    def _show_preview(self, event: Previewed) -> None:
        from tui.features.banks.notes import ImportScreen

        preview = event.preview

        def answered(agreed: bool | None) -> None:
            if not agreed:
                return
            if self._new:
                self._add(preview.added)
            else:
                self._change(partial(banks.take_in, preview))

        self.app.push_screen(ImportScreen(preview), answered)

    def action_export(self) -> None:
        """Write the bank for another program."""
        if self._opened is None:
            return
        bank = self._opened.bank
        text = _("The ending decides: .csv, .json, .md, .txt or .yaml.")

        def chosen(line: str | None) -> None:
            if line:
                self._export(line, bank)

        self.app.push_screen(LineDialog(_("Export to a file"), text, f"~/{self._bank_name}.csv", files=()), chosen)

    @job()
    def _export(self, line: str, bank: Bank) -> Exported:
        return self.Exported(banks.exported(line, bank))

    @on(Exported)
    def _tell_file(self, event: Exported) -> None:
        self.notify(_("Written: {file}").format(file=event.file))

    def action_check(self) -> None:
        """What disturbs an interview with this bank."""
        from tui.features.banks.notes import FindingsScreen

        self.app.push_screen(FindingsScreen(self._bank_name))
