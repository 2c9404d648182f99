"""A bank and other programs: import, export, the user's own editor, backups, checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import SuspendNotSupported
from textual.message import Message

from questions.schema import Bank
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.features.banks import data as banks
from tui.features.banks import outer
from tui.features.banks.work import BankWork
from tui.i18n import _, ngettext
from tui.widgets.menu import MenuItem
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from questions.editing import BankEditor
    from questions.exchange import Preview
    from questions.schema import Question


class BankOutside(BankWork):
    """What comes from elsewhere is looked at before it is taken over, and can be taken back."""

    @dataclass
    class Previewed(Message):
        """A file to import was looked at."""

        preview: Preview

    @dataclass
    class Exported(Message):
        """The bank was written for another program."""

        file: Path

    @dataclass
    class Found(Message):
        """The backups of the bank: file, moment, number of questions."""

        earlier: Sequence[tuple[Path, datetime, int]]

    @dataclass
    class Ready(Message):
        """The bank's text is there for an editor outside."""

        editor: BankEditor
        text: str

    def __init__(self, bank: str, new: bool) -> None:
        super().__init__(bank, new)
        self._typed = ""

    def add(self, questions: tuple[Question, ...]) -> None:
        """Add questions to the bank as one change."""
        raise NotImplementedError

    def action_import(self) -> None:
        """Look at a file of questions before its questions are added."""
        bank = self._opened.bank if self._opened else None
        text = _("CSV, JSON, Markdown, YAML or a plain list, one question a line. Nothing is added yet.")

        def chosen(line: str | None) -> None:
            if line:
                self._typed = line
                self._look_at(line, bank)

        title, example = _("Import a file"), "~/questions.csv"
        self.copy_first(
            lambda: self.app.push_screen(LineDialog(title, text, self._typed, example, banks.LISTS), chosen)
        )

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
                self.add(preview.added)
            else:
                self.change(partial(banks.take_in, preview))

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

    def action_earlier(self) -> None:
        """The last forms of this bank, to bring one back."""
        self._find_earlier(self._bank_name, self.poise.settings.data)

    @job()
    def _find_earlier(self, name: str, data: Path) -> Found:
        return self.Found(banks.earlier(name, data))

    @on(Found)
    def _show_earlier(self, event: Found) -> None:
        if not event.earlier:
            self.notify(_("There is no earlier form yet: the first change since a bank was opened keeps one."))
            return
        items = [
            MenuItem(
                str(file), f"{moment:%Y-%m-%d %H:%M:%S}", ngettext("{n} question", "{n} questions", n).format(n=n)
            )
            for file, moment, n in event.earlier
        ]

        def chosen(file: str | None) -> None:
            if file is not None:
                said = _("The earlier form is back. u takes that back.")
                self.copy_first(lambda: self.change(partial(banks.bring_back, Path(file)), said))

        text = _("The last five, each as it was before a change. The present one can be brought back by u.")
        self.app.push_screen(ChooseDialog(_("Earlier forms"), text, items), chosen)

    def action_outer(self) -> None:
        """Open the whole bank in the user's own editor."""
        if self._opened is None:
            return
        name, data, editor = self._bank_name, self.poise.settings.data, self._opened.editor
        self.copy_first(lambda: self._prepare(partial(banks.text_of, editor, name, data)))

    @job()
    def _prepare(self, text_of: partial[tuple[BankEditor, str]]) -> Ready:
        return self.Ready(*text_of())

    @on(Ready)
    def _open_outside(self, event: Ready) -> None:
        line = _line_of(event.text, self.query_one(Rows).current or "")
        self._edit_outside(event.editor, outer.draft_of(event.text, self._bank_name), event.text, line)

    def _edit_outside(self, editor: BankEditor, file: Path, before: str, line: int) -> None:
        """Lend the terminal to the user's editor until it is left; then take over what it wrote."""
        problem = ""
        try:
            with self.app.suspend():
                try:
                    outer.edit(file, line)
                except outer.NoEditor as error:  # raised out of suspend(), it would leave the terminal lent
                    problem = str(error)
        except SuspendNotSupported:
            problem = _("This terminal cannot be lent to an editor.")
        if problem:
            outer.discard(file)
            self.notify(problem, severity="error")
            return
        self.take_over(editor, file, before)

    def take_over(self, editor: BankEditor, file: Path, before: str) -> None:
        """Check what was written outside, and take it over as one change."""
        try:
            text = file.read_text(encoding="utf-8")
            if text != before:
                editor.checked(text)
        except (OSError, ValueError) as error:
            self._ask_again(editor, file, before, str(error).replace(str(editor.path), self._bank_name))
            return
        outer.discard(file)
        if text == before:
            self.notify(_("Nothing was changed."))
        else:
            self.change_by(editor, partial(banks.take_text, text), _("Taken over. u takes it back."))

    def _ask_again(self, editor: BankEditor, file: Path, before: str, problem: str) -> None:
        items = [
            MenuItem("again", _("Go on writing"), "", "e"),
            MenuItem("drop", _("Throw the changes away"), _("the bank stays as it is"), "x"),
        ]

        def answered(answer: str | None) -> None:
            if answer == "again":
                self._edit_outside(editor, file, before, 1)
            elif answer == "drop":
                outer.discard(file)
            else:
                self.notify(_("What you wrote is kept in {file}").format(file=file))

        self.app.push_screen(ChooseDialog(_("It cannot be taken over"), problem, items), answered)


def _line_of(text: str, question_id: str) -> int:
    """The line, from 1, in which a question's id stands; 1 where it is not written."""
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if question_id and f"id: {question_id}" in line), 1)
