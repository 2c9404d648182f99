"""Lists about a bank: what an import would do, and what a check has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from questions.check import check
from questions.loading import find
from tui.app.base import PoiseScreen
from tui.app.jobs import job
from tui.i18n import N_, _, ngettext
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.widgets.text.entries import spoken
from tui.widgets.text.findings import finding_words
from tui.widgets.text.width import fit

if TYPE_CHECKING:
    from questions.exchange import Preview
    from questions.problems import Finding

NEW, DUPLICATE, WRONG = ("+", "$mood-good bold"), ("=", "$muted"), ("!", "$mood-bad bold")
FILLED, NOTED = ("~", "$mood-good bold"), ("i", "$muted")


class ImportScreen(PoiseScreen[bool]):
    """What is new, what the bank has already, what is wrong; answers whether to add the new ones."""

    PLACE = N_("Import")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("a,ctrl+s", "agree", N_("Add the new ones"))]

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview

    def compose_body(self) -> ComposeResult:
        """The sum, the list, and the whole of the line under the cursor."""
        yield Static(id="bank-head")
        yield RowList(id="notes")
        with VerticalScroll(id="detail-frame", can_focus=False):
            yield Static(id="detail")

    def show(self) -> None:
        """Fill the list: what is wrong first, it needs a look."""
        preview = self._preview
        self.query_one("#bank-head", Static).update(_sum(preview))
        self._lines = [
            *((WRONG, finding_words(finding)) for finding in preview.invalid),
            *((NOTED, finding_words(finding)) for finding in preview.remarks),
            *((NEW, question.says(spoken())) for question in preview.added),
            *((FILLED, change.new.says(spoken())) for change in preview.changed),
            *((DUPLICATE, twin.question.says(spoken())) for twin in preview.duplicates),
        ]
        rows = [Row(str(place), partial(_note_line, *line)) for place, line in enumerate(self._lines)]
        self.query_one(RowList).set_rows(rows)

    @on(Rows.Moved)
    def _show_line(self, event: Rows.Moved) -> None:
        self.query_one("#detail", Static).update(Content(self._lines[int(event.id)][1]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing new, nothing to add."""
        del parameters
        return None if action == "agree" and not (self._preview.added or self._preview.changed) else True

    def action_agree(self) -> None:
        """Add them."""
        self.dismiss(True)


def _sum(preview: Preview) -> str:
    counts = _("{new} new, {same} there already, {wrong} with errors").format(
        new=len(preview.added), same=len(preview.duplicates), wrong=len(preview.invalid)
    )
    if preview.changed:
        counts += ", " + _("{n} completed").format(n=len(preview.changed))
    return f"{counts}\n{preview.file}"


def _note_line(mark: tuple[str, str], text: str, cells: int) -> Content:
    return Content.assemble(mark, " ", fit(" ".join(text.split()), cells - 2))


class FindingsScreen(PoiseScreen[None]):
    """What a check of a bank's file has found."""

    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"

    @dataclass
    class Checked(Message):
        """The check is over."""

        findings: Sequence[Finding]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bank_name = name
        self._findings: Sequence[Finding] | None = None

    def compose_body(self) -> ComposeResult:
        """The sum, the list, the whole of one finding."""
        yield Static(id="bank-head")
        yield RowList(id="notes")
        with VerticalScroll(id="detail-frame", can_focus=False):
            yield Static(id="detail")

    def on_mount(self) -> None:
        """Check off the event loop: big banks take a moment."""
        self._check(self.poise.settings.data)

    @job()
    def _check(self, data: Path) -> Checked:
        return self.Checked(_checked(self._bank_name, data))

    @on(Checked)
    def _take(self, event: Checked) -> None:
        self._findings = event.findings
        self.show()

    def place(self) -> str:
        """Which bank."""
        return _("Question banks") + f" › {self._bank_name} › " + _("Check")

    def show(self) -> None:
        """Fill the list."""
        findings = self._findings or ()
        notes = self.query_one(RowList)
        counts = _("checking …") if self._findings is None else _counts(findings)
        self.query_one("#bank-head", Static).update(counts)
        notes.say_empty(_("Nothing to mend: every text fits every format, in both languages."))
        self.query_one("#detail-frame").display = bool(findings)
        rows = [
            Row(
                str(place),
                partial(
                    _note_line,
                    WRONG if finding.severity == "error" else ("·", "$mood-acceptable"),
                    finding_words(finding),
                ),
            )
            for place, finding in enumerate(findings)
        ]
        notes.set_rows(None if self._findings is None else rows)

    @on(Rows.Moved)
    def _show_finding(self, event: Rows.Moved) -> None:
        finding = (self._findings or ())[int(event.id)]
        self.query_one("#detail", Static).update(Content(finding_words(finding)))


def _counts(findings: Sequence[Finding]) -> str:
    errors = sum(finding.severity == "error" for finding in findings)
    advice = len(findings) - errors
    wrong = ngettext("{n} error", "{n} errors", errors).format(n=errors)
    hints = ngettext("{n} piece of advice", "{n} pieces of advice", advice).format(n=advice)
    return f"{wrong}, {hints}"


def _checked(name: str, data: Path) -> list[Finding]:
    return check(find("bank", name, data))
