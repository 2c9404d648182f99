"""One bank: search its questions, change them one by one or many at once, take changes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from questions.schema import Category, Question, in_language
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.facets import Facets, FilterDialog
from tui.features.banks import bulk, view
from tui.features.banks import data as banks
from tui.features.banks.facets import WAYS
from tui.features.banks.outside import BankOutside
from tui.i18n import N_, _, ngettext
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.widgets.text.entries import spoken


class BankScreen(BankOutside):
    """The editor of a bank."""

    PLACE = N_("Question bank")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,insert", "add", N_("Add")),
        Binding("e", "edit", N_("Change"), show=False),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
        Binding("U,ctrl+y", "redo", N_("Redo"), show=False),
        Binding("t", "filter", N_("Filter")),
        Binding("space", "pick", N_("Select")),
        Binding("ctrl+a", "pick_all", N_("Select all shown, or none"), show=False),
        Binding("m", "many", N_("More …")),
        Binding("b", "bookmark", N_("Favourite"), show=False),
        Binding("r", "retire", N_("Retire, or bring back"), show=False),
        Binding("J,shift+down", "move(1)", N_("Move down"), show=False),
        Binding("K,shift+up", "move(-1)", N_("Move up"), show=False),
        Binding("p", "preview", N_("Preview")),
        Binding("n", "practise", N_("Practise now"), show=False),
        Binding("i", "import", N_("Import")),
        Binding("x", "export", N_("Export")),
        Binding("f", "check", N_("Check")),
        Binding("o", "outer", N_("Open in your editor"), show=False),
        Binding("h", "earlier", N_("Earlier forms"), show=False),
    ]

    def __init__(self, bank: str, new: bool = False) -> None:
        super().__init__(bank, new)
        self._facets: Facets = {}
        self._picked: set[str] = set()
        self._rows: dict[str, tuple[Question, Row]] = {}
        """The row of each question as it is now: ten thousand are not made anew for the change of one."""

    def compose_body(self) -> ComposeResult:
        """Title, search, questions, and everything about the one under the cursor."""
        yield Static(id="bank-head")
        with Container(id="bank-halves"):
            yield RowList(id="bank-questions")
            with VerticalScroll(id="detail-frame", can_focus=False):
                yield Static(id="detail")

    def show(self) -> None:
        """Fill head, list and detail."""
        opened, questions = self._opened, self.query_one(RowList)
        if self._trouble:
            questions.say_empty(self._trouble, "f", _("checks the file, line by line"))
        elif self._facets and self.questions:
            questions.say_empty(_("No question fits the filter."), "t", _("changes the filter"))
        else:
            questions.say_empty(
                _("This bank has no question yet."), "a", _("writes the first one   (i: import a file)")
            )
        self._picked &= {question.id for question in self.questions}
        rows = [self._row(question) for question in WAYS.shown(self._facets, self.questions)]
        questions.set_rows(rows if opened or self._new or self._trouble else None, opened.at if opened else None)
        self._show_head()
        self._show_detail()

    def _row(self, question: Question) -> Row:
        known = self._rows.get(question.id)
        if known is None or known[0] is not question:
            known = (question, Row(question.id, partial(self._draw, question), view.searched(question)))
            self._rows[question.id] = known
        return known[1]

    def _draw(self, question: Question, cells: int) -> Content:
        return view.question_line(question, cells, question.id in self._picked if self._picked else None)

    async def reword(self) -> None:
        """Another language searches other words."""
        self._rows = {}
        await super().reword()

    @property
    def questions(self) -> Sequence[Question]:
        """The questions of the bank."""
        return self._opened.bank.questions if self._opened else ()

    def _show_head(self) -> None:
        self.query_one("#bank-head", Static).update(self._head())

    def _head(self) -> str:
        if self._opened is None:
            return ""
        bank, total = self._opened.bank, len(self.questions)
        count = ngettext("{n} question", "{n} questions", total).format(n=total)
        parts = [in_language(bank.title, spoken()), count]
        if self._facets:
            left = len(WAYS.shown(self._facets, self.questions))
            parts.append(_("filter: {what} ({n})").format(what=WAYS.worded(self._facets), n=left))
        if self._picked:
            parts.append(_("{n} selected").format(n=len(self._picked)))
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
        return self._rows[name][0] if self._opened and name in self._rows and name else None

    def _chosen(self) -> Sequence[Question]:
        """The selected questions, in the bank's order; the one under the cursor where none is."""
        if self._picked:
            return [question for question in self.questions if question.id in self._picked]
        current = self._current()
        return [current] if current else []

    def key_label(self, action: str, label: str) -> str:
        """Enter changes a question here; Esc first gives the selection up."""
        if action == "leave" and self._picked:
            return _("Select none")
        return _("Change") if action == "choose" else label

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done now is dimmed."""
        del parameters
        editor = self._opened.editor if self._opened else None
        if action == "undo":
            return True if editor and editor.can_undo else None
        if action == "redo":
            return True if editor and editor.can_redo else None
        if action in ("edit", "remove", "move", "pick", "many", "bookmark", "retire", "preview", "practise"):
            return True if self._chosen() else None
        if action == "check" and self._trouble:
            return True
        needs_bank = action in ("export", "check", "filter", "pick_all", "earlier", "outer")
        return None if needs_bank and self._opened is None else True

    def action_filter(self) -> None:
        """Choose which questions are shown."""

        def chosen(wanted: Facets | None) -> None:
            if wanted is not None:
                self._facets = wanted
                self.show()

        self.app.push_screen(FilterDialog(WAYS, self._facets, self.questions), chosen)

    def action_pick(self) -> None:
        """Select the question under the cursor, or no more, and go on to the next."""
        rows = self.query_one(Rows)
        if rows.current is not None:
            self._picked ^= {rows.current}
            rows.action_move(1)
        self._show_picked()

    def action_leave(self) -> None:
        """Give the selection up; without one, back to the banks."""
        if self._picked:
            self._picked.clear()
            self._show_picked()
        else:
            super().action_leave()

    def action_pick_all(self) -> None:
        """Select all questions that are shown; none where all are."""
        shown = set(self.query_one(Rows).ids)
        self._picked = self._picked - shown if shown <= self._picked else self._picked | shown
        self._show_picked()

    def _show_picked(self) -> None:
        self.query_one(Rows).refresh()
        self._show_head()
        self.refresh_bindings()

    def action_add(self) -> None:
        """Write a question after the one under the cursor."""
        current = self._current()
        self._ready(lambda: self._write(None, current.category if current else "general"))

    @on(Rows.Chosen)
    def action_edit(self) -> None:
        """Change the question under the cursor."""
        question = self._current()
        if question is not None:
            self._ready(lambda: self._write(question, question.category))

    def _write(self, question: Question | None, category: Category) -> None:
        from tui.features.banks.form import QuestionForm, Written

        def written(result: Written | None) -> None:
            if result is None:
                return
            if result.several or question is None:
                self.add(result.several or ((result.question,) if result.question else ()))
            elif result.question is not None:
                self.change(partial(banks.put, question.id, result.question))

        self.app.push_screen(QuestionForm(question, category), written)

    def add(self, questions: tuple[Question, ...]) -> None:
        """Add questions after the one under the cursor; the first ones make a new bank."""
        if self._new:
            name, data = self._bank_name, self.poise.settings.data
            self.do(lambda: banks.make(name, data, questions))
            return
        current = self._current()
        ids = [question.id for question in self.questions]
        at = ids.index(current.id) + 1 if current else None
        self.change(lambda editor: editor.add_all(questions, at)[0].id)

    def action_remove(self) -> None:
        """Remove the selected questions, or the one under the cursor; it can be taken back."""
        ids = [question.id for question in self._chosen()]
        if ids:
            said = ngettext("{n} removed. u brings it back.", "{n} removed. u brings them back.", len(ids)).format(
                n=len(ids)
            )
            self._ready(lambda: self.change(partial(banks.remove, ids), said))

    def action_move(self, step: int) -> None:
        """Move the question under the cursor up or down among those that are there."""
        question = self._current()
        if question is None:
            return
        if self.query_one(RowList).words or self._facets:
            self.notify(_("End search and filter first: the order is that of the whole bank."))
            return
        to = [q.id for q in self.questions].index(question.id) + step
        self._ready(lambda: self.change(partial(banks.move, question.id, to)))

    def action_bookmark(self) -> None:
        """Make favourites of the selected questions, or of the one under the cursor; or take that back."""
        self._apply("bookmark", "")

    def action_retire(self) -> None:
        """Never ask them any more, or bring them back."""
        self._apply("retire", "")

    def action_many(self) -> None:
        """Everything that can be done with the selected questions."""
        chosen = self._chosen()
        if not chosen:
            return
        title = ngettext("{n} question", "{n} questions", len(chosen)).format(n=len(chosen))

        def taken(way: str | None) -> None:
            if way is not None:
                self._way(way)

        self.app.push_screen(ChooseDialog(title, "", bulk.ways(chosen)), taken)

    def _way(self, way: str) -> None:
        """Ask what a way still needs to know, then go it."""
        chosen, title = self._chosen(), _(bulk.WAYS[way][1]).removesuffix(" …")

        def known(value: str | None) -> None:
            if value:
                self._apply(way, value)

        if way == "remove":
            self.action_remove()
        elif items := bulk.values(way, chosen):
            self.app.push_screen(ChooseDialog(title, "", items), known)
        elif way in ("tag", "company"):
            self.app.push_screen(LineDialog(title, ""), known)
        elif way == "move":
            text = _("Its number among all {n}, from 1.").format(n=len(self.questions))
            self.app.push_screen(LineDialog(title, text), self._move_to)
        else:
            self._apply(way, "")

    def _move_to(self, line: str | None) -> None:
        if line and line.isdecimal():
            ids, to = [question.id for question in self._chosen()], max(0, int(line) - 1)
            self._ready(lambda: self.change(partial(banks.move_all, ids, to)))
        elif line:
            self.notify(_("“{line}” is no number.").format(line=line), severity="error")

    def _apply(self, way: str, value: str) -> None:
        changed = bulk.change(way, value, self._chosen())
        if not changed:
            self.notify(_("Nothing to change."))
            return
        said = ngettext(
            "{n} question changed. u takes it back.", "{n} questions changed. u takes it back.", len(changed)
        )
        said = said.format(n=len(changed))
        if way in bulk.OWN_WAYS:
            self.mark(changed, said)
        else:
            self._ready(lambda: self.change(partial(banks.change_all, changed), said))

    def action_preview(self) -> None:
        """The question as an interview would ask it."""
        from tui.features.banks.preview import PreviewScreen

        if question := self._current():
            self.app.push_screen(PreviewScreen(self._bank_name, question))

    def action_practise(self) -> None:
        """Answer the question under the cursor now."""
        from tui.features.banks.preview import practice

        if question := self._current():
            self.poise.goto("interview", start=practice(self._bank_name, question))

    def _ready(self, go_on: Callable[[], object]) -> None:
        self.copy_first(go_on)
