"""The one place where the packages are joined: settings become camera, reader, policy, store, sounds and session.

The app, the plain interview and `poise watch` all get their session here. Nothing of this file knows Textual, and
everything heavy is imported when it is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.base.clock import Clock, ManualClock, MonotonicClock
from core.base.errors import SettingsError
from core.base.types import Expression, Notice
from core.calibration.calibrator import Part
from core.camera.demo import DemoSource, Held
from core.cueing.policy import CuePolicy, preset
from core.engine.camera_line import Looking
from core.engine.runner import SessionRunner
from core.report.report import judged
from core.scoring.presence import PresenceSettings
from core.session.calibrating import Calibrating
from core.session.events import AnswerBegan, Event, QuestionShown
from core.session.interview import Interview, SessionSettings, Watching
from core.session.rapid import RapidItems
from core.session.snapshot import Action, PauseReason, Snapshot
from core.store.sessions import StoredSession, position
from core.vision.network.weights import load_network
from core.voice.norms import norms_of
from core.voice.prompting import Prompting
from tui.i18n import _
from tui.wiring.centre import ship
from tui.wiring.guard import running
from tui.wiring.hearing import hearing_of, masking
from tui.wiring.keeping import Keeping, stills_of
from tui.wiring.listeners import Listeners
from tui.wiring.parts import (
    about,
    about_face,
    about_voice,
    build_correction,
    build_reader,
    folder_notices,
    load_profile,
    open_camera,
    open_store,
    profile_notices,
    provider_notices,
)
from tui.wiring.plans import plan_of
from tui.wiring.showing import shown
from tui.wiring.sound import build_sounds, sink_of, speech_works, unheard
from tui.wiring.start import How, Start
from tui.wiring.terminal import bell

if TYPE_CHECKING:
    from core.calibration.correction import Profile
    from core.camera.base import FrameSource
    from core.camera.opening import OpenedSource
    from core.camera.preview import Preview
    from core.scoring.scoring import Answer
    from core.session.base import Session
    from core.session.plan import InterviewPlan
    from core.settings.model import Settings
    from sounds.requests import SoundEvent


def build_runner(
    settings: Settings,
    plan: InterviewPlan | None = None,
    how: How | None = None,
    listeners: Listeners | None = None,
) -> SessionRunner:
    """A session that is ready to start: an interview by `plan` (or the one that is resumed), else plain watching.

    Raises SourceError, WeightsError, ProfileError and StoreError.
    """
    how = how or How()
    clock: Clock = ManualClock() if how.fast else MonotonicClock()
    session = _session(settings, plan, how, clock)
    loop = how.loop or not session.needs_camera
    camera = open_camera(settings, loop=loop, fast=how.fast, clock=None if how.fast else clock)
    listeners, begin = shown(listeners or Listeners(), "interview" if plan else "watch", camera.source.name)
    try:
        runner = _runner(settings, session, camera, clock, how, listeners)
    except BaseException:
        camera.source.close()
        raise
    running.add(runner)
    if not how.fast:
        begin(runner)
    return runner


def _runner(
    settings: Settings, session: Session, camera: OpenedSource, clock: Clock, how: How, listeners: Listeners
) -> SessionRunner:
    network, policy = load_network(settings.weights), preset(settings.policy_name)
    store = open_store(settings) if how.record else None
    if store is not None:
        ship(store.path)
    profile = load_profile(settings)
    voice = about_voice(settings, session.plan) if listeners.hearing is not None else {}
    stored = about(settings, camera, network, policy, fast=how.fast, **about_face(profile), **voice)
    reader = build_reader(settings, network, clock)
    found = [*profile_notices(settings, profile, network), *(folder_notices(store) if store else ())]
    return SessionRunner(
        session,
        camera.source,
        reader,
        CuePolicy(policy, settings.moods, profile.signs if profile else None),
        clock=clock,
        sink=listeners.sink,
        store=store,
        about=stored,
        continues=how.resume.info.id if how.resume else None,
        before=_answers_before(how.resume),
        notices=[*camera.notices, *found, *provider_notices(reader.provider)],
        on_snapshot=_directed(camera.source, listeners.on_snapshot) if how.calibrate else listeners.on_snapshot,
        on_reading=listeners.on_reading,
        on_event=listeners.on_event,
        until_s=how.until_s,
        voice=listeners.hearing,
        on_voice=listeners.on_voice,
        looking=_looking(settings, profile) if not how.calibrate else None,
        prompting=_prompting(settings, voice),
        stills=stills_of(settings, stored=store is not None and session.plan is not None),
    )


def _prompting(settings: Settings, voice: Mapping[str, Any]) -> Prompting | None:
    """What asks for the voice, where that is wanted and the voice is measured."""
    if not settings.cue_voice or not voice:
        return None

    about = voice["voice"]
    return Prompting(settings.cue_voice, norms_of(about["language"], about["norms"]))


def _looking(settings: Settings, profile: Profile | None) -> Looking | None:
    """What calls the eyes back, where that is wanted and cues are given at all."""
    if not settings.cue_gaze:
        return None

    look = profile.look if profile else None
    return Looking(PresenceSettings(look) if look else None)


def _directed(
    source: FrameSource, on_snapshot: Callable[[Snapshot], None] | None
) -> Callable[[Snapshot], None] | None:
    """Lets the demo do what a calibration asks for, so that it can be tried without a webcam; others look on."""
    if not isinstance(source, DemoSource):
        return on_snapshot
    asked = {Part.SMILE: Held(Expression.HAPPY), Part.CORNERS: Held(corners=True)}
    source.held = Held()

    def direct(snapshot: Snapshot) -> None:
        if snapshot.calibration is not None:
            source.held = asked.get(snapshot.calibration.progress.part, Held())
        if on_snapshot is not None:
            on_snapshot(snapshot)

    return direct


def _answers_before(resumed: StoredSession | None) -> list[Answer]:
    """What was answered before the interruption."""
    return [] if resumed is None else judged(resumed)[0]


def _session(settings: Settings, plan: InterviewPlan | None, how: How, clock: Clock) -> Session:
    place = None
    if how.resume is not None:
        plan, place = how.resume.plan, position(how.resume)
        if plan is None or place is None:
            text = _("session {id}: there is nothing left to continue")
            raise SettingsError(text.format(id=how.resume.info.id))
    if how.calibrate:
        return Calibrating(clock, load_network(settings.weights).name, tries=how.calibrate, look=True)
    if plan is None:
        return Watching(clock)
    kind = RapidItems if plan.items else Interview
    return kind(plan, clock, SessionSettings(spoken=how.spoken), place)


class SoundingSession:
    """A session whose cues are heard and whose questions are read aloud, whatever the terminal does meanwhile."""

    def __init__(self, settings: Settings, start: Start, listeners: Listeners) -> None:
        """Open camera, network and sounds. Raises PoiseError."""
        self._settings, self._listeners = settings, listeners
        stored = open_store(settings).load(start.resume) if start.resume is not None else None
        self._plan = stored.plan if stored is not None else plan_of(settings, start)
        talks = start.interview and not (self._plan and self._plan.items)
        self._spoken = talks and settings.speech and speech_works()
        self._runner: SessionRunner | None = None
        self._hearing = hearing_of(settings, self._unheard) if settings.microphone and talks else None
        self._keeping = Keeping.of(settings, self._hearing)
        self._sounds = build_sounds(settings, bell(), speech=self._spoken, on_event=self._heard)
        if self._hearing is not None:
            self._hearing.beside(self._sounds)
        try:
            self._runner = self._build(settings, start, stored)
        except BaseException:
            self._sounds.close()
            raise

    def _build(self, settings: Settings, start: Start, stored: StoredSession | None) -> SessionRunner:
        return build_runner(
            settings,
            self._plan,
            How(
                resume=stored,
                loop=True,
                record=start.interview,
                spoken=self._spoken,
                calibrate=int(start.calibrate),
            ),
            replace(
                self._listeners,
                sink=masking(sink_of(settings, self._sounds), self._hearing) if start.interview else None,
                hearing=self._hearing,
                on_event=self._happened,
            ),
        )

    @property
    def plan(self) -> InterviewPlan | None:
        """What is asked; None where the session only watches."""
        return self._plan

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
        if self._listeners.on_event is not None:
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

    def rate(self, index: int, word: str) -> None:
        """Keep the user's own word on the answer that has just ended; ignored where another one is on the table."""
        self.runner.rate(index, word)

    def change(self, settings: Settings) -> None:
        """Judge by the policy, moods and profile of these settings from now on. Raises ProfileError."""
        before = self._settings
        if settings.profile != before.profile:
            correction = build_correction(settings, MonotonicClock())
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

    def join(self, timeout: float | None = None) -> bool:
        """Wait until everything is written and given back."""
        ended = self.runner.join(timeout)
        if self._keeping is not None:
            self._keeping.close()
        self._sounds.close()
        return ended
