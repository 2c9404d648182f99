"""A bank on the screen and on the disk: read, changed one change at a time, and watched for what others write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.worker import Worker

from questions.schema import Question
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog
from tui.app.jobs import job
from tui.features.banks import data as banks
from tui.features.banks.data import Opened
from tui.i18n import _
from tui.widgets.menu import MenuItem

if TYPE_CHECKING:
    from questions.editing import BankEditor

LOOK_S = 2.0
"""How often the file is looked at: soon enough to be told before much is written, a `stat` each time."""


class BankWork(PoiseScreen[None]):
    """What a screen of a bank does to it; the next change begins when the one before is written."""

    @dataclass
    class Read(Message):
        """The bank was read, made or changed; `said` tells of it."""

        opened: Opened
        said: str = ""

    @dataclass
    class NotDone(Message):
        """The bank could not be read or changed; `text` says why."""

        text: str

    @dataclass
    class Prepared(Message):
        """The bank's file is open for changes, so that the first one is as quick as the others."""

        editor: BankEditor

    def __init__(self, bank: str, new: bool) -> None:
        super().__init__()
        self._bank_name = bank
        self._new = new
        self._opened: Opened | None = None
        self._work: Worker[None] | None = None
        self._notified: banks.Stamp = None
        self._trouble = ""
        """Why the bank cannot be shown at all."""

    def on_mount(self) -> None:
        """Read the bank, unless it is still to be made, and look now and then whether its file was changed."""
        if not self._new:
            self.read_again()
        self.set_interval(LOOK_S, self.look)

    def read_again(self) -> None:
        """Read the bank from the disk; what could be taken back is forgotten."""
        name, data = self._bank_name, self.poise.settings.data
        self.do(lambda: banks.read(name, data))

    def place(self) -> str:
        """The bank's name is where the user is."""
        return _("Question banks") + f" › {self._bank_name}"

    @property
    def is_busy(self) -> bool:
        """Whether a change is under way, beside which no other may be begun."""
        return self._work is not None and not self._work.is_finished

    def do(self, work: Callable[[], Opened], said: str = "") -> None:
        """Do something with the bank, off the event loop, unless something is being done; then say so."""
        if not self.is_busy:
            self._work = self._run(work, said)

    @job(exclusive=False, failed=NotDone)
    def _run(self, work: Callable[[], Opened], said: str) -> Read:
        return self.Read(work(), said)

    @on(Read)
    def _take(self, event: Read) -> None:
        self._opened, self._new, self._trouble = event.opened, False, ""
        self.show()
        if event.said:
            self.notify(event.said)
        if event.opened.file and event.opened.editor is None and not event.opened.built_in:
            self._prepare_changes(event.opened.file)

    @on(NotDone)
    def _tell_trouble(self, event: NotDone) -> None:
        """Beside what is shown, or in its place."""
        if self._opened is None and not self._new:
            self._trouble = event.text
            self.show()
        else:
            self.notify(event.text, severity="error")

    @job()
    def _prepare_changes(self, file: Path) -> Prepared | None:
        editor = banks.editor_of(file)
        return self.Prepared(editor) if editor else None

    @on(Prepared)
    def _keep_prepared(self, event: Prepared) -> None:
        """Nothing was changed meanwhile, or that change opened the bank itself."""
        opened = self._opened
        if opened is not None and opened.editor is None and not opened.built_in and not self.is_busy:
            self._opened = replace(opened, editor=event.editor)

    def change(self, change: Callable[[BankEditor], str | None], said: str = "") -> None:
        """Change the bank; `change` gives the id to put the cursor on."""
        if self._opened is not None:
            name, data, editor = self._bank_name, self.poise.settings.data, self._opened.editor
            self.do(lambda: banks.changed(editor, name, data, change), said)

    def change_by(self, editor: BankEditor, change: Callable[[BankEditor], str | None], said: str) -> None:
        """Change the bank by an editor that was opened already."""
        name, data = self._bank_name, self.poise.settings.data
        self.do(lambda: banks.changed(editor, name, data, change), said)

    def mark(self, changed: Sequence[tuple[str, Question]], said: str) -> None:
        """Change the user's part of questions: a built-in bank is not copied for it."""
        if self._opened is not None:
            name, data, editor = self._bank_name, self.poise.settings.data, self._opened.editor
            self.do(lambda: banks.marked(editor, name, data, changed), said)

    def action_undo(self) -> None:
        """Take the last change back."""
        self._step(back=True)

    def action_redo(self) -> None:
        """Make it again."""
        self._step(back=False)

    def _step(self, back: bool) -> None:
        editor = self._opened.editor if self._opened else None
        if editor is not None:
            name, data = self._bank_name, self.poise.settings.data
            self.do(lambda: banks.stepped(editor, name, data, back))

    def copy_first(self, go_on: Callable[[], object]) -> None:
        """A built-in bank is copied by the first change: say so before it."""
        if self._opened is None or not self._opened.built_in:
            go_on()
            return
        items = [MenuItem("copy", _("Copy it and go on")), MenuItem("keep", _("Leave it as it is"))]
        text = _("Your copy takes its place in interviews; deleting the copy brings the built-in one back.")

        def answered(answer: str | None) -> None:
            if answer == "copy":
                go_on()

        self.app.push_screen(ChooseDialog(_("This bank is built in"), text, items), answered)

    def look(self) -> None:
        """Tell when another program has changed the file; once for each form of it."""
        opened = self._opened
        if self._trouble and not self.is_busy:
            self.read_again()  # it may have been mended
        if opened is None or opened.built_in or self.is_busy or not self.is_current:
            return
        stamp = banks.stamp_of(opened.file)
        if stamp in (opened.stamp, self._notified):
            return
        self._notified = stamp
        changed = opened.editor is not None and (opened.editor.can_undo or opened.editor.can_redo)
        if not changed and stamp is not None:
            self.read_again()
            self.notify(_("Another program changed this bank; it was read again."))
        else:
            self._ask_whose()

    def _ask_whose(self) -> None:
        """Which of the two forms is to stay; the other one is kept as a backup, or stays in the file."""
        items = [
            MenuItem("theirs", _("Read it again"), _("what you could undo is forgotten"), "r"),
            MenuItem("mine", _("Keep mine"), _("the other is kept as a backup"), "k"),
        ]
        text = _("Until you choose, your changes are refused rather than written over it.")

        def answered(answer: str | None) -> None:
            if answer == "theirs":
                self.read_again()
            elif answer == "mine":
                self.change(
                    banks.keep_mine, _("Yours is in the file again; the other form is among the backups (h).")
                )

        self.app.push_screen(ChooseDialog(_("Another program changed this bank"), text, items), answered)
