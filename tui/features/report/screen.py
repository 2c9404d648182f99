"""The report of a session: how it went and what to do next, a row for each answer, what to work on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Collapsible

from core.report.headline import weakest
from tui.app.jobs import job
from tui.features.report import data as stored
from tui.features.report import view
from tui.features.report.answer import AnswerList, AnswerPanel, answer_rows
from tui.features.report.rating import RatedScreen
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Rows
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.report.report import Report
    from core.settings.model import Settings
    from tui.wiring.prompts import Prompts

PICTURE_FROM, PICTURE_HIGH = 150, 40
"""Columns and rows from which there is room for a picture of the whole interview."""


class ReportScreen(RatedScreen):
    """A stored session, by default the newest."""

    PLACE = N_("Report")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "AnswerList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "weakest", N_("Weakest again")),
        Binding("r", "replay", N_("Other settings")),
        Binding("l", "listen", N_("Listen")),
        Binding("c", "resume", N_("Continue")),
        Binding("n", "setup", N_("New interview")),
        Binding("x", "export", N_("Save as a page")),
        Binding("h", "history", N_("History")),
        Binding("o", "beside", N_("Hint and notes")),
        Binding("m", "notes", N_("My notes")),
    ]

    @dataclass
    class Read(Message):
        """The session was read; None where nothing is stored yet."""

        opened: stored.Opened | None

    @dataclass
    class Exported(Message):
        """The page was written."""

        file: Path

    def __init__(self, session_id: int | None = None) -> None:
        super().__init__()
        self._session_id = session_id
        self._opened: stored.Opened | None = None
        self._missing = False
        self._beside = False

    @property
    def _report(self) -> Report | None:
        return self._opened.report if self._opened is not None else None

    def compose_body(self) -> ComposeResult:
        """First lines, the whole interview, the answers with figures, the chosen one beside them, the formula."""
        yield EmptyState("", id="report-empty")
        with Container(id="report"):
            yield Static(id="first")
            yield Static(id="course", classes="gap")
            with Container(id="report-panes"):
                with Vertical(id="report-left"):
                    yield RowList(rows=AnswerList, id="answers")
                    yield Vertical(id="report-summary")
                yield AnswerPanel(id="report-answer")
            with Collapsible(id="how", collapsed=True):
                yield Static(id="how-lines", classes="note")

    def on_mount(self) -> None:
        """Read the session off the event loop."""
        self._read(self.poise.settings)

    @job()
    def _read(self, settings: Settings) -> Read:
        return self.Read(stored.opened(settings, self._session_id))

    @on(Read)
    def _take(self, event: Read) -> None:
        self._opened = event.opened
        self._missing = event.opened is None
        self._fill()
        self.on_screen_resume()
        self.refresh_bindings()

    def place(self) -> str:
        """Which session."""
        if self._report is None:
            return _(self.PLACE)

        return f"{_(self.PLACE)} › {view.title(self._report)}"

    def on_resize(self, _event: events.Resize) -> None:
        """The picture of the interview is drawn for the width."""
        self.call_after_refresh(self._show_course)

    def show(self) -> None:
        """Fill from the report."""
        empty = self.query_one("#report-empty", EmptyState)
        empty.display = self._missing
        empty.say(_("No interview is stored yet."), "n", _("begins one: three questions, two minutes"))
        self.query_one("#report").display = self._report is not None
        if self._opened is None or self._report is None:
            return
        from tui.features.report.summary import SummaryPanel, first_lines

        self.query_one("#first", Static).update(Content("\n").join(first_lines(self._report, self._opened.first)))
        summary = self.query_one("#report-summary")
        summary.remove_children()
        summary.mount(SummaryPanel(self._report))
        self.query_one("#how", Collapsible).title = _("How this came about")
        self.query_one("#how-lines", Static).update(Content("\n").join(view.foot_lines(self._report)))
        self.query_one(RowList).set_rows(answer_rows(self._report))
        self._show_course()

    def _show_course(self) -> None:
        """The whole interview at once, where a terminal is large enough for it."""
        course = self.query_one("#course", Static)
        course.display = (
            self._report is not None and self.size.width >= PICTURE_FROM and self.size.height >= PICTURE_HIGH
        )
        if course.display and self._report is not None:
            from tui.features.report.course_view import interview_course

            current = self.query_one(AnswerList).current
            index = None if current is None else int(current)
            course.update(interview_course(self._report, self.query_one("#report").size.width, index))

    @on(Rows.Moved)
    def _show_answer(self, event: Rows.Moved) -> None:
        if self._report is not None:
            self._show_panel(self._report, int(event.id))
            self._show_course()
            self.refresh_bindings()

    def _show_panel(self, report: Report, index: int) -> None:
        beside = self._prompts() if self._beside else None
        self.query_one(AnswerPanel).set_answer(report, index, beside, self.rating_lines())

    def show_word(self) -> None:
        """Beside the answer under the cursor."""
        if self._report is not None and (current := self.query_one(AnswerList).current) is not None:
            self._show_panel(self._report, int(current))

    def rated_answer(self) -> tuple[int, int] | None:
        """The one under the cursor."""
        report, current = self._report, self.query_one(AnswerList).current
        if report is None or report.plan is None or report.plan.items or current is None:
            return None
        answered = any(answer.index == int(current) for answer in report.answers)
        return (report.session.id, int(current)) if answered else None

    def _prompts(self) -> Prompts | None:
        """What stands beside the question under the cursor; None where no bank has it, and of rapid items."""
        current, report = self.query_one(AnswerList).current, self._report
        if current is None or self._opened is None or report is None or report.plan is None:
            return None
        return self._opened.beside.get(report.plan.questions[int(current)].id)

    @on(Rows.Chosen)
    def _open_answer(self, event: Rows.Chosen) -> None:
        """An answer is opened; a question that was skipped has nothing to show."""
        from tui.features.report.answer_screen import AnswerScreen

        report, index = self._report, int(event.id)
        if report is not None and any(answer.index == index for answer in report.answers):
            self.app.push_screen(AnswerScreen(report.session.id, index))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What this session does not offer is hidden."""
        del parameters
        report = self._report
        if action == "weakest":
            return report is not None and report.plan is not None and not report.plan.items
        if action in ("beside", "notes"):
            return self._prompts() is not None
        if action in ("replay", "export", "listen"):
            return report is not None
        if action == "rate":  # elsewhere in the answer, opened
            return self.query_one(AnswerPanel).display
        if action == "resume":
            return report is not None and report.plan is not None and not report.session.complete
        return True

    def action_weakest(self) -> None:
        """Practise the question that went worst."""
        answer = weakest(self._report.answers) if self._report else None
        if answer is not None and answer.question is not None:
            self.poise.goto("interview", start=Start(questions=(answer.question.id,)))

    def action_export(self) -> None:
        """The report as one HTML page, beside the store."""
        if self._report is not None:
            self._export(self.poise.settings, self._report.session.id)

    @job()
    def _export(self, settings: Settings, session_id: int) -> Exported:
        return self.Exported(stored.export_page(settings, session_id))

    @on(Exported)
    def _tell_file(self, event: Exported) -> None:
        self.notify(_("Written: {file}. It goes with its interview.").format(file=event.file))

    def action_replay(self) -> None:
        """The same faces through other settings."""
        from tui.features.report.replay_screen import ReplayScreen

        if self._report is not None:
            self.app.push_screen(ReplayScreen(self._report.session.id))

    def action_listen(self) -> None:
        """Hear the answers, where they were recorded."""
        from tui.features.report.playback import PlaybackScreen

        if self._report is None:
            return
        playback = PlaybackScreen(self._report)

        def heard(_result: None) -> None:
            if playback.asked:
                self._read(self.poise.settings)

        self.app.push_screen(playback, heard)

    def action_resume(self) -> None:
        """Go on where the interview was interrupted."""
        if self._report is not None:
            self.poise.goto("interview", start=Start(resume=self._report.session.id))

    def action_beside(self) -> None:
        """Show what stands beside the question, or not."""
        self._beside = not self._beside
        self.show_word()

    def action_notes(self) -> None:
        """The user's own notes on the question under the cursor."""
        if (found := self._prompts()) is not None:
            self.poise.goto("notes", question_id=found.question.id, language=found.language)

    def action_setup(self) -> None:
        """Another interview."""
        self.poise.goto("setup")

    def action_history(self) -> None:
        """All sessions."""
        self.poise.goto("history")
