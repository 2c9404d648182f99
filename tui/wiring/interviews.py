"""Real sessions for the interview screen: an interview with its sounds, owned by one object."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from core.base.notice import Notice
from core.session.events import AnswerBegan, Event, QuestionShown
from core.session.snapshot import Action, PauseReason
from tui.wiring import plans
from tui.wiring import session as assembly
from tui.wiring.hearing import Hearing, masking
from tui.wiring.keeping import Keeping
from tui.wiring.services import Listeners, Start
from tui.wiring.sound import build_sounds, sink_of, unheard
from tui.wiring.terminal import bell

if TYPE_CHECKING:
    from core.camera.preview import Preview
    from core.engine.runner import SessionRunner
    from core.session.plan import InterviewPlan
    from core.settings.model import Settings
    from core.store.sessions import StoredSession
    from sounds.output import SoundOut
    from sounds.requests import SoundEvent


class SoundingSession:
    """A session whose cues are heard and whose questions are read aloud, whatever the terminal does meanwhile."""

    def __init__(self, settings: Settings, start: Start, listeners: Listeners) -> None:
        """Open camera, network and sounds. Raises PoiseError."""
        self._settings, self._listeners = settings, listeners
        stored = assembly.open_store(settings).load(start.resume) if start.resume is not None else None
        self._plan = stored.plan if stored is not None else _plan(settings, start)
        talks = start.interview and not (self._plan and self._plan.items)
        self._spoken = talks and settings.speech and speech_works()
        self._runner: SessionRunner | None = None
        self._hearing = Hearing(self._unheard) if settings.microphone and talks else None
        self._keeping = Keeping.of(settings, self._hearing)
        self._sounds = build_sounds(settings, bell(), speech=self._spoken, on_event=self._heard)
        try:
            self._runner = self._build(settings, start, stored)
        except BaseException:
            self._sounds.close()
            raise

    def _build(self, settings: Settings, start: Start, stored: StoredSession | None) -> SessionRunner:
        return assembly.build_runner(
            settings,
            self._plan,
            assembly.How(
                resume=stored,
                loop=True,
                record=start.interview,
                spoken=self._spoken,
                calibrate=int(start.calibrate),
            ),
            assembly.Listeners(
                sink=masking(sink_of(settings, self._sounds), self._hearing) if start.interview else None,
                hearing=self._hearing,
                on_snapshot=self._listeners.on_snapshot,
                on_event=self._happened,
            ),
        )

    @property
    def plan(self) -> InterviewPlan | None:
        """What is asked; None where the session only watches."""
        return self._plan

    @property
    def sounds(self) -> SoundOut:
        """What the equipment check plays with."""
        return self._sounds

    @property
    def runner(self) -> SessionRunner:
        """The session thread."""
        assert self._runner is not None, "it is built by the constructor"
        return self._runner

    def _happened(self, event: Event) -> None:
        """Called from the session thread: everything here returns at once."""
        if isinstance(event, QuestionShown) and self._plan is not None:
            self._sounds.say(event.text, self._plan.language)
        elif isinstance(event, AnswerBegan):
            self._sounds.stop_speech()
            self._prepare(event.index + 1)
        if self._keeping is not None:
            self._keeping.event(event, self.runner.session_id)
        self._listeners.on_event(event)

    def _unheard(self, reason: str) -> None:
        """Called from the microphone's thread, once."""
        if self._runner is not None:
            self._runner.add_notice(Notice("no_microphone", {"reason": reason}))

    def _prepare(self, index: int) -> None:
        """Synthesise the next question while this one is answered."""
        plan = self._plan
        if plan is not None and self._spoken and index < len(plan.questions):
            self._sounds.prepare(plan.questions[index].says(plan.language), plan.language)

    def _heard(self, event: SoundEvent) -> None:
        """Called from the sound threads."""
        if self._runner is None:
            return
        if event.code == "speech_ended":
            self._runner.speech_done()
        elif event.code == "no_speech":
            self._runner.speech_failed()
            self._runner.add_notice(Notice("no_speech", {"reason": str(event.params.get("reason", ""))}))
        elif unheard(event):
            self._runner.add_notice(Notice("no_sound"))

    def start(self) -> None:
        """Begin in the session's thread."""
        self.runner.start()

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for something; it is ignored where it is not allowed."""
        if action in (Action.PAUSE, Action.READY, Action.SKIP):
            self._sounds.stop_speech()
        self.runner.command(action, reason)

    def choose(self, number: int, step: int) -> None:
        """Answer a rapid item; it is ignored where another one is on the table."""
        self.runner.choose(number, step)

    def change(self, settings: Settings) -> None:
        """Judge by the policy, moods and profile of these settings from now on. Raises ProfileError."""
        from core.base.clock import MonotonicClock
        from core.cueing.policy import preset

        before = self._settings
        if settings.profile != before.profile:
            correction = assembly.build_correction(settings, MonotonicClock())
            self.runner.change_correction(correction, settings.profile)
        if settings.policy_name != before.policy_name:
            self.runner.change_policy(preset(settings.policy_name))
        if settings.moods != before.moods:
            self.runner.change_moods(settings.moods)
        self._settings = settings

    def hush(self) -> None:
        """Stop reading aloud."""
        self._sounds.stop_speech()

    def preview(self) -> Preview | None:
        """A small grey picture and the face in it."""
        return self.runner.preview()

    def stop(self) -> None:
        """End soon, silently, and give everything back then, whether or not somebody waits for it by `join`."""
        self._sounds.stop()
        self.runner.stop()
        threading.Thread(target=self.join, name="session-end", daemon=True).start()

    close = stop  # what holds a session as something open knows it by this name

    def join(self, timeout: float | None = None) -> bool:
        """Wait until everything is written and given back."""
        ended = self.runner.join(timeout)
        if self._keeping is not None:
            self._keeping.close()
        self._sounds.close()
        return ended


def _plan(settings: Settings, start: Start) -> InterviewPlan | None:
    if not start.interview:
        return None
    return plans.build_plan(settings, categories=start.categories, question_id=start.question_id)


def speech_works() -> bool:
    """Whether anything here can read aloud."""
    from sounds.speech import engines

    return any(engine.probe().works for engine in engines())
