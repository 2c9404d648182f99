"""One answer, opened: along its time by keys or mouse, and by other cues, moods or another calibration at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message

from tui.app.base import END
from tui.app.jobs import job
from tui.features.report import answer_data as data
from tui.features.report import answer_view, view
from tui.features.report.rating import RatedScreen
from tui.i18n import N_, _
from tui.widgets.field import neighbour
from tui.widgets.outside import Static
from tui.widgets.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.report.attempts import Compared
    from core.report.report import AnswerReport
    from core.settings.model import Settings

HIGH = 30
"""Rows from which each expression has a line of its own, and a still its place."""
TALL = 44
"""Rows from which there is room for both, and the still is larger."""
SHOT_COLUMNS, SHOT_ROWS, SHOT_ROWS_TALL = 110, 7, 20
"""Two panes stand side by side from so many columns on; a still is square, with two pixels to a row.

Seven rows are left in 36 below the lanes of picture and voice.
"""


class AnswerTimeline(Static):
    """The timeline; a click or a drag seeks a cell of it."""

    @dataclass
    class Sought(Message):
        """A cell, counted from the beginning of what is drawn."""

        cell: int

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go there, and follow the mouse."""
        self.capture_mouse()
        self._seek(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """As long as a button is held."""
        if event.button:
            self._seek(event)

    def on_mouse_up(self) -> None:
        """Let go."""
        self.release_mouse()

    def _seek(self, event: events.MouseEvent) -> None:
        offset = event.get_content_offset_capture(self)
        self.post_message(self.Sought(offset.x))


class AnswerScreen(RatedScreen):
    """An answer of a stored session. Of what is stored only the user's own word is changed here."""

    PLACE = N_("Answers")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "step(1)", N_("Along"), key_display="←→"),
        Binding("left", "step(-1)", show=False),
        Binding("full_stop", "moment(1)", show=False),
        Binding("comma", "moment(-1)", show=False),
        Binding("home", f"moment(-{END})", show=False),
        Binding("end", f"moment({END})", show=False),
        Binding("c,right_square_bracket", "cue(1)", N_("Next cue")),
        Binding("C,left_square_bracket", "cue(-1)", show=False),
        Binding("p", "policy", N_("Other cues")),
        Binding("m", "moods", N_("Other moods")),
        Binding("f", "profile", N_("Other calibration")),
        Binding("z", "recorded", N_("As recorded")),
        Binding("a", "attempts", N_("All attempts")),
        Binding("n,greater_than_sign", "answer(1)", N_("Next answer")),
        Binding("N,less_than_sign", "answer(-1)", show=False),
    ]

    @dataclass
    class Opened(Message):
        """The session was read."""

        source: data.Source

    @dataclass
    class Judged(Message):
        """The answer as it is judged now."""

        course: data.Course

    @dataclass
    class Found(Message):
        """What the answer to question `index` is compared with."""

        index: int
        compared: Compared | None

    def __init__(self, session_id: int, index: int) -> None:
        super().__init__()
        self._session_id, self._index = session_id, index
        self._source: data.Source | None = None
        self._course: data.Course | None = None
        self._compared: Compared | None = None
        self._choice = data.Choice()
        self._moment = 0

    def compose_body(self) -> ComposeResult:
        """Question, timeline, the moment and what is told of the whole."""
        with Vertical(id="answer"):
            yield Static(id="answer-question")
            yield Static(id="answer-facts", classes="note")
            yield AnswerTimeline(id="answer-time")
            with Container(id="answer-panes"):
                with Vertical(id="answer-now"):
                    yield Static(id="answer-choice")
                    yield Static(id="answer-effect", classes="note")
                    yield Static(id="answer-moment", classes="gap")
                    yield Static(id="answer-shot-about", classes="note gap")
                    yield Picture(id="answer-shot")
                yield Static(id="answer-story")

    def on_mount(self) -> None:
        """Read the session off the event loop."""
        self._open(self.poise.settings)

    @job()
    def _open(self, settings: Settings) -> Opened:
        return self.Opened(data.source(settings, self._session_id))

    @on(Opened)
    def _take_source(self, event: Opened) -> None:
        self._source = event.source
        self.on_screen_resume()
        self._turn_to(self._index)

    def _turn_to(self, index: int) -> None:
        """Another answer of the session."""
        self._index, self._course, self._compared, self._moment = index, None, None, 0
        if self._source is not None:
            self._judge(self._source, self._choice, index)
            self._compare(self.poise.settings, self._source, index)

    @job()
    def _judge(self, source: data.Source, choice: data.Choice, index: int) -> Judged:
        return self.Judged(data.course(source, choice, index))

    @job()
    def _compare(self, settings: Settings, source: data.Source, index: int) -> Found:
        return self.Found(index, data.comparison(settings, source, index))

    @on(Judged)
    def _take_course(self, event: Judged) -> None:
        self._course = event.course
        self._moment = min(self._moment, max(0, len(event.course.moments) - 1))
        self._fill()
        self.refresh_bindings()

    @on(Found)
    def _take_compared(self, event: Found) -> None:
        self._compared = event.compared
        self.show()

    def place(self) -> str:
        """Which answer."""
        if self._source is None:
            return _(self.PLACE)
        order = self._source.order
        number = order.index(self._index) + 1
        return _("{place} {number} of {count}").format(place=_(self.PLACE), number=number, count=len(order))

    def on_resize(self, _event: events.Resize) -> None:
        """The timeline is drawn for the width."""
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """Fill from the answer."""
        if self._course is None or self._source is None:
            self.query_one("#answer-moment", Static).update(_("reading the answer …"))
            return

        course = self._course
        self.query_one("#answer-question", Static).update(view.heading(course.answer, self._source.report.language))
        self.query_one("#answer-facts", Static).update(view.answer_facts(course.answer))
        self.query_one("#answer-story", Static).update(Content("\n").join(self._story(course.answer)))
        self.query_one("#answer-choice", Static).update(answer_view.choice_line(course.choice, self._source.used))
        self.query_one("#answer-effect", Static).update(answer_view.effect_line(course))
        self._show_moment()

    def _story(self, answer: AnswerReport) -> list[Content]:
        assert self._source is not None
        hint = view.hint_line(self._source.report, answer.index)
        lines = [Content.styled(hint, "$muted"), Content("")] if hint else []
        compared = answer_view.compared_lines(answer, self._compared) if self._compared else ()
        lines += [
            *self.rating_lines(),
            *map(Content, compared),
            view.shares_line(answer.score),
            *answer_view.story_lines(answer, given=self._choice == data.Choice()),
        ]
        return lines + [Content.assemble(("→ ", "$accent bold"), text) for text in view.advice_lines(answer.advice)]

    def rated_answer(self) -> tuple[int, int] | None:
        """The one that is open; watching asked nothing, and rapid items are no answers."""
        plan = self._source.report.plan if self._source else None
        return None if plan is None or plan.items else (self._session_id, self._index)

    def show_word(self) -> None:
        """Above what is told of the answer."""
        self.show()

    def _show_moment(self) -> None:
        if self._course is None:
            return
        line = self.query_one(AnswerTimeline)
        line.update(answer_view.timeline(self._course, self._moment, line.content_size.width))
        shot = answer_view.shot_at(self._shots(), self._course, self._moment)
        # a still takes the room in which the expressions would have lines of their own
        high = self.size.height >= (HIGH if shot is None else TALL)
        lines = answer_view.moment_lines(self._course, self._moment, high=high)
        self.query_one("#answer-moment", Static).update(Content("\n").join(lines))
        self._show_shot(shot)

    def _shots(self) -> Sequence[data.Shot]:
        """The stills of the answer, where there is room for one."""
        if self._source is None or self.size.width < SHOT_COLUMNS or self.size.height < HIGH:
            return ()
        return self._source.shots.get(self._index, ())

    def _show_shot(self, shot: data.Shot | None) -> None:
        picture, about = self.query_one(Picture), self.query_one("#answer-shot-about", Static)
        picture.display = about.display = shot is not None
        if shot is not None:
            rows = SHOT_ROWS if self.size.height < TALL else SHOT_ROWS_TALL
            picture.styles.width, picture.styles.height = 2 * rows, rows
            picture.set_picture(shot.picture)
            about.update(answer_view.shot_line(shot))

    def _go_to(self, moment: int) -> None:
        if self._course is not None:
            self._moment = min(max(moment, 0), max(0, len(self._course.moments) - 1))
            self._show_moment()

    def _room(self) -> int:
        assert self._course is not None
        return answer_view.room_of(self._course.answer, self.query_one(AnswerTimeline).content_size.width)

    def action_step(self, step: int) -> None:
        """One cell of the timeline on or back."""
        if self._course is not None:
            cell = answer_view.cell_of(self._course, self._moment, self._room())
            found = answer_view.moment_at(self._course, cell + step, self._room())
            self._go_to(found if found != self._moment else self._moment + step)

    def action_moment(self, step: int) -> None:
        """So many readings on or back."""
        self._go_to(self._moment + step)

    def action_cue(self, step: int) -> None:
        """To the next or previous cue."""
        if self._course is not None:
            self._go_to(answer_view.next_cue(self._course, self._moment, step))

    @on(AnswerTimeline.Sought)
    def _seek(self, event: AnswerTimeline.Sought) -> None:
        if self._course is not None:
            self._go_to(answer_view.moment_at(self._course, event.cell - view.LABEL_CELLS, self._room()))

    def action_answer(self, step: int) -> None:
        """The next or previous answer of the session; at the ends nothing."""
        if self._source is not None:
            order = self._source.order
            place = order.index(self._index) + step
            if 0 <= place < len(order):
                self._turn_to(order[place])

    def _judge_by(self, choice: data.Choice) -> None:
        self._choice = choice
        if self._source is not None:
            self._judge(self._source, choice, self._index)

    def action_policy(self) -> None:
        """As recorded, or by the next preset."""
        self._judge_by(replace(self._choice, policy=neighbour(data.POLICIES, self._choice.policy, 1)))

    def action_moods(self) -> None:
        """As recorded, by today's map or by the paper's."""
        self._judge_by(replace(self._choice, moods=neighbour(data.MAPS, self._choice.moods, 1)))

    def action_profile(self) -> None:
        """As recorded, without a calibration, or by the next one."""
        names = (None, "", *(self._source.profiles if self._source else ()))
        self._judge_by(replace(self._choice, profile=neighbour(names, self._choice.profile, 1)))

    def action_recorded(self) -> None:
        """As it was."""
        self._judge_by(data.Choice())

    def action_attempts(self) -> None:
        """All answers to this question side by side."""
        question = self._source.answer(self._index).question if self._source else None
        if question is not None:
            self.poise.goto("attempts", question=question.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are told where they do something."""
        del parameters
        if action == "recorded":
            return self._choice != data.Choice()
        if action == "answer":
            return self._source is not None and len(self._source.order) > 1
        if action == "attempts":
            return self._source is not None and self._source.answer(self._index).question is not None
        if action == "cue":
            return True if self._course and self._course.answer.cues else None
        return True
