"""The question, as large as a terminal allows: bold, alone, in the middle."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from tui.features.interview.view import InterviewView
from tui.widgets.outside import Static


class QuestionPanel(Vertical):
    """Frame, question and what to do now."""

    SCOPED_CSS = False  # it looks at the screen's size classes
    DEFAULT_CSS = """
    QuestionPanel {
        height: 1fr; width: 100%; border: round $rule; padding: 0 3;
        align: center middle;
        border-title-color: $muted; border-subtitle-color: $accent;
    }
    QuestionPanel Static { width: 100%; max-width: 84; height: auto; text-align: center; }
    QuestionPanel #question { text-style: bold; }
    QuestionPanel #hint { margin-top: 1; color: $muted; }
    QuestionPanel.-paused { border: round $mood-acceptable; }
    .-high QuestionPanel #hint { margin-top: 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Question over hint."""
        yield Static(id="question")
        yield Static(id="hint")

    def set_view(self, view: InterviewView) -> None:
        """Redraw only what changed."""
        new = (view.question, view.hint, view.progress, view.index, view.count, view.paused)
        if new == self._shown:
            return
        self._shown = new
        question = self.query_one("#question", Static)
        question.update(view.question)
        question.display = bool(view.question)
        self.query_one("#hint", Static).update(view.hint)
        self.border_title = Content(view.progress)
        self.border_subtitle = dots(view.index, view.count)
        self.set_class(view.paused, "-paused")


def dots(index: int, count: int) -> Content:
    """How far the interview has come: a mark for each question."""
    if not 0 < count <= 30:
        return Content("")
    marks = "".join("●" if number < index else "◉" if number == index else "○" for number in range(count))
    return Content.assemble((marks, "$accent"))
