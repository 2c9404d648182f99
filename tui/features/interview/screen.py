"""The interview: one question, one clock, one face; the session itself runs in its own thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message

from core.session.events import Finished, LookCalled, VoiceCalled
from core.session.snapshot import Action, PauseReason, Phase, Snapshot
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LeaveDialog
from tui.app.jobs import job
from tui.app.session import SessionHandle
from tui.features.interview import view as view
from tui.features.interview.beside import BesidePanel
from tui.features.interview.question import QuestionPanel
from tui.features.interview.rating import RatingPanel
from tui.features.interview.steps import StepsPanel
from tui.i18n import N_, _
from tui.widgets.bars import TopBar
from tui.widgets.countdown import Countdown
from tui.widgets.empty import EmptyState
from tui.widgets.marks import CueMark, MoodMark
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.picture import Picture
from tui.widgets.text.notices import notice_text
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings

REDRAW_S = 0.25
"""How often the countdown is computed anew where no snapshot comes."""
JUDGING = ("policy", "moods", "profile")
ACTIONS = {"retake": Action.RETAKE, "skip": Action.SKIP}
VIEW_S, REMOTE_VIEW_S = 0.25, 0.5
"""Between two pictures of the user."""
SELF_BYTES_PER_S = 8_000
"""What they send at most: with all else it stays below the 20 kB a second that a line over SSH should carry."""


class InterviewScreen(PoiseScreen[None]):
    """Sends commands, shows snapshots; owns no clock and no total."""

    PLACE = N_("Interview")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2", "main", N_("Go on")),
        Binding("r,f5", "do('retake')", N_("Answer again")),
        Binding("s,f7", "do('skip')", N_("Skip")),
        Binding("space,p", "pause", N_("Pause")),
        Binding("c", "judging", N_("Cues, moods, profile")),
        Binding("b,f6", "blind", N_("Blind mode")),
        Binding("v", "self_view", N_("See yourself"), show=False),
        Binding("o,f9", "hints", N_("Hint and notes")),
        Binding("x,f8", "hush", N_("Stop reading aloud"), show=False),
        Binding("e", "equipment", N_("Equipment check"), show=False),
        Binding("escape,q", "leave", N_("Leave")),
    ]

    @dataclass
    class Ended(Message):
        """The session is over and written."""

    @dataclass
    class Changed(Message):
        """The session goes by the settings that were changed in a pause."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._start = start
        self._session = SessionHandle(self)
        self._snapshot: Snapshot | None = None
        self._arrived = 0.0
        self._error = ""
        self._blind = False
        self._self_view = True
        self._complete = False
        self._sent: float | None = None
        self._judged: Settings | None = None
        """The settings as they were when the user went to change them."""
        self._settled = False
        self._ended = False
        self._left = False

    def compose_body(self) -> ComposeResult:
        """Clock, question, marks; or why there is none of it."""
        with Vertical(id="stage"):
            yield Countdown(id="countdown")
            yield QuestionPanel(id="panel")
            yield BesidePanel()
            yield StepsPanel()
            yield RatingPanel()
            with Horizontal(id="foot"):
                with Vertical(id="marks"):
                    with Horizontal(id="mood-line"):
                        yield MoodMark()
                    yield CueMark()
                yield Picture(id="self")
            yield Static(id="blind", classes="note")
        yield EmptyState("", id="trouble")

    def on_mount(self) -> None:
        """Open camera and network off the event loop."""
        settings = self.poise.settings.changed(**self._start.choices)
        self._blind = settings.blind or settings.policy_name == "exam"
        self._self_view = settings.self_view
        self.query_one(BesidePanel).begin(settings)
        self.set_interval(REDRAW_S, self._redraw)
        every_s = REMOTE_VIEW_S if self.poise.services.remote else VIEW_S
        self.query_one("#self", Picture).most_bytes = SELF_BYTES_PER_S * every_s
        self.set_interval(every_s, self._redraw_self)
        self._session.open(partial(self.poise.services.runner, settings, self._start))

    @on(Changed)
    def _tell_changed(self) -> None:
        self.notify(_("Judged by this from now on."))

    def on_screen_resume(self) -> None:
        """What was changed takes effect; and a dialog over the end has been closed, when it has quite gone."""
        self._take_over()
        self.call_later(self._go_on)

    @on(SessionHandle.NotOpened)
    def _tell_why(self, event: SessionHandle.NotOpened) -> None:
        """No session: say why, and where it can be mended."""
        self._error = event.text
        self.show()

    async def on_unmount(self) -> None:
        """However the screen goes, the session is ended, and waited for until it is written."""
        await self._session.end()

    @on(SessionHandle.Moved)
    def _take_snapshot(self, event: SessionHandle.Moved) -> None:
        """Show it; keys follow what is allowed."""
        before, self._snapshot = self._snapshot, event.snapshot
        self._arrived = self.poise.services.clock.now()
        if before is None:
            self.show()
        if before is not None and before.phase is not Phase.BRIEFING:
            for notice in view.notices(event.snapshot)[len(before.notices) :]:
                self.notify(notice, severity="warning")
        if before is None or view.keys_of(before) != view.keys_of(event.snapshot):
            self.refresh_bindings()
        self._redraw()

    @on(SessionHandle.Happened)
    def _notice_end(self, event: SessionHandle.Happened) -> None:
        if isinstance(event.event, LookCalled | VoiceCalled) and not self._blind:
            self.notify(notice_text(event.event.notice))
        if isinstance(event.event, Finished):
            self._complete = event.event.complete
            self._wait_for_end()

    @job()
    def _wait_for_end(self) -> Ended:
        self._session.join()
        return self.Ended()

    @on(Ended)
    def _follow_end(self) -> None:
        self._ended = True
        self._go_on()

    def show(self) -> None:
        """Trouble, or the stage."""
        ready = self._snapshot is not None
        self.query_one("#stage").display = ready
        trouble = self.query_one("#trouble", EmptyState)
        trouble.display = not ready
        if self._error:
            trouble.say(self._error, "e", _("opens the equipment check"))
        else:
            trouble.say(_("Opening the camera …"))
        self._show_blind()
        self._redraw()

    def _show_blind(self) -> None:
        self.query_one("#marks").display = not self._blind
        line = self.query_one("#blind", Static)
        line.display = self._blind
        line.update(_("Blind mode: nothing to look at but the question. b shows mood and cues again."))

    def _redraw_self(self) -> None:
        picture = self.query_one("#self", Picture)
        wanted = view.room_for_self(self.size) and self._self_view and not self._blind and self._snapshot is not None
        preview = self._session.preview() if wanted else None
        picture.display = preview is not None
        if preview is not None:
            picture.set_picture(preview.portrait())

    def action_self_view(self) -> None:
        """Show the user's own picture, or not; remembered."""
        self._self_view = not self._self_view
        self.poise.change(self_view=self._self_view)
        self._redraw_self()

    def _takes_keys(self) -> bool:
        """Whether what is shown has been there long enough, and the last command has been followed."""
        now = self.poise.services.clock.now()
        if self._sent is not None and now - self._sent < view.SETTLE_S:
            return False
        return self._snapshot is not None and view.settled(self._snapshot, now - self._arrived)

    def _redraw(self) -> None:
        if self._snapshot is None:
            return
        if self._settled != (settled := self._takes_keys()):
            self._settled = settled
            self.refresh_bindings()
        shown = view.view_of(self._snapshot, self.poise.services.clock.now() - self._arrived)
        self.query_one(Countdown).set_view(shown.countdown)
        self.query_one(QuestionPanel).set_view(shown)
        self.query_one(StepsPanel).set_view(shown.steps, paused=shown.paused)
        self.query_one(RatingPanel).set_view(self._snapshot)
        self.query_one(BesidePanel).set_view(self._snapshot)
        self.query_one(MoodMark).set_view(shown.mood)
        self.query_one(CueMark).set_view(shown.cue)
        self.query_one(TopBar).status = shown.status

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what this phase never offers, dim what it does not offer yet."""
        if action == "equipment":
            return bool(self._error)
        if action == "hints":
            return self.query_one(BesidePanel).offered and view.may_think(self._snapshot)
        if action not in {"main", "do", "pause", "blind", "judging"}:
            return True
        snapshot = self._snapshot
        if snapshot is None or snapshot.phase is Phase.FINISHED:
            return False
        if action == "blind":
            return True
        if action == "judging":
            return snapshot.paused is not None
        if action == "pause":
            return bool(snapshot.allowed & {Action.PAUSE, Action.RESUME})
        ready = True if self._takes_keys() else None
        if action == "main" and snapshot.item is not None:
            return False  # an item is answered by its steps
        if action == "main":
            return ready if view.main_action(snapshot) else None
        return ready if ACTIONS[str(parameters[0])] in snapshot.allowed else False

    def key_label(self, action: str, label: str) -> str:
        """Enter and space say what they do now."""
        if self._snapshot is None:
            return label
        if action == "main":
            return view.main_label(self._snapshot)
        if action == "pause" and self._snapshot.paused:
            return _("Go on")
        if action == "blind" and self._blind:
            return _("Show mood")
        return label

    def _command(self, action: Action) -> None:
        self._session.command(action)
        self._sent = None if action in (Action.PAUSE, Action.RESUME) else self.poise.services.clock.now()

    def action_main(self) -> None:
        """The next step of this phase."""
        action = view.main_action(self._snapshot) if self._snapshot else None
        if action is not None:
            self._command(action)

    def action_do(self, name: str) -> None:
        """Answer again; or skip, after asking, since a question that was skipped does not come back."""
        if name != "skip":
            return self._command(ACTIONS[name])
        items = [
            MenuItem("stay", _("Stay with this question"), key="s"),
            MenuItem("skip", _("Skip it"), key="x"),
        ]
        text = _("A question that was skipped does not come back in this interview.")
        return self._ask(ChooseDialog(_("Skip this question?"), text, items), "skip", self._skip)

    def _skip(self) -> None:
        self._command(Action.RESUME)
        self._command(Action.SKIP)

    def action_pause(self) -> None:
        """Stand still, or go on."""
        if self._snapshot is not None:
            self._command(Action.RESUME if self._snapshot.paused else Action.PAUSE)

    def action_blind(self) -> None:
        """Hide mood and cues, or show them again; remembered."""
        self._blind = not self._blind
        self.poise.change(blind=self._blind)
        self._show_blind()
        self._redraw_self()
        self.refresh_bindings()

    def action_judging(self) -> None:
        """In a pause: the settings by which cues come."""
        self._judged = self.poise.settings
        self.poise.goto("settings", section="cues")

    def _take_over(self) -> None:
        """Judge by what was changed meanwhile; what was chosen for this interview alone stays."""
        before, now = self._judged, self.poise.settings
        self._judged = None
        if before is None:
            return
        changes = {name: getattr(now, name) for name in JUDGING if getattr(now, name) != getattr(before, name)}
        if changes:
            self._start = replace(self._start, choices={**self._start.choices, **changes})
            self._change(now.changed(**self._start.choices))

    @job()
    def _change(self, settings: Settings) -> Changed:
        self._session.change(settings)
        return self.Changed()

    @on(StepsPanel.Chosen)
    def _answer_item(self, event: StepsPanel.Chosen) -> None:
        self._session.choose(event.number, event.step)

    @on(RatingPanel.Rated)
    def _rate(self, event: RatingPanel.Rated) -> None:
        self._session.rate(event.index, event.word)

    def action_hints(self) -> None:
        """Show what stands beside the question while the user thinks, or not; remembered."""
        self.poise.change(hints=self.query_one(BesidePanel).toggle())

    def action_hush(self) -> None:
        """Stop reading aloud."""
        self._session.hush()

    def action_equipment(self) -> None:
        """Where a session that does not begin is mended."""
        self.poise.replace("equipment")

    def holds(self) -> bool:
        """An interview that has begun and not ended."""
        snapshot = self._snapshot
        return snapshot is not None and snapshot.phase not in (Phase.BRIEFING, Phase.FINISHED)

    def before_suspension(self) -> None:
        """The time of an answer does not run while nobody can see it."""
        if self._snapshot is not None and not self._snapshot.paused:
            self._command(Action.PAUSE)

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """Time stands still while the question is open."""
        stored = self._snapshot is not None and self._snapshot.session_id is not None
        dialog = LeaveDialog(_("Leave the interview?"), *view.leaving(stored=stored))
        self._ask(dialog, "leave", lambda: self._leave_now(leave))

    def _ask(self, dialog: ChooseDialog, agreed: str, then: Callable[[], object]) -> None:
        """Ask while the time stands still; go on, unless the answer is `agreed`: then do `then`."""
        was_paused = self._snapshot is not None and self._snapshot.paused is not None
        if not was_paused:
            self._session.command(Action.PAUSE, PauseReason.USER)

        def answered(choice: str | None) -> None:
            if choice == agreed:
                then()
            elif not was_paused:
                self._command(Action.RESUME)

        self.app.push_screen(dialog, answered)

    def _leave_now(self, leave: Callable[[], object]) -> None:
        self._left = True
        self._session.close()
        leave()

    def _go_on(self) -> None:
        """After the end: to the report, or home where it was interrupted."""
        snapshot = self._snapshot
        if not self._ended or self._left or self.app.screen is not self:
            return
        self._ended = False  # once
        for failure in view.failures(snapshot) if snapshot else ():
            self.app.notify(failure, severity="error", timeout=10)
        if self._complete and self.poise.has("report") and snapshot is not None:
            self.poise.replace("report", session_id=snapshot.session_id)
        else:
            self.dismiss()
