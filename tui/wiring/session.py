"""The one place where the rooms are joined: settings become camera, reader, policy, store, sounds and session.

The app, the plain interview and `poise watch` all get their session here. Nothing of this file knows Textual, and
everything heavy is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from core.base import paths
from core.base.errors import SettingsError, StoreError
from tui.i18n import language

if TYPE_CHECKING:
    from core.base.clock import Clock
    from core.base.notice import Notice
    from core.base.types import Reading
    from core.calibration.correction import Correction, Profile
    from core.camera.base import FrameSource
    from core.camera.opening import OpenedSource
    from core.cueing.cues import CueSink
    from core.cueing.policy import PolicySettings
    from core.engine.looking import Looking
    from core.engine.runner import SessionRunner
    from core.scoring.scoring import Answer
    from core.session.base import Session
    from core.session.events import Event
    from core.session.plan import InterviewPlan
    from core.session.snapshot import Snapshot
    from core.settings.model import Settings
    from core.store.sessions import StoredSession
    from core.store.store import SessionStore
    from core.vision.network.weights import Network
    from core.vision.reader import FaceReader
    from core.voice.feed import VoiceFeed
    from core.voice.readings import VoiceReading
    from questions.schema import Language

LAST_S = 3.0
"""How long the end of the program waits for a session to be written."""
_running: WeakSet[SessionRunner] = WeakSet()


def end_sessions() -> None:
    """End every session that still runs, so that it is stored whole; for the end of the program."""
    for runner in list(_running):
        runner.stop()
    for runner in list(_running):
        runner.join(LAST_S)


def interview_language(settings: Settings) -> Language:
    """The language of the questions: the settings', or that of the screen."""
    return "ko" if (language() if settings.language == "auto" else settings.language) == "ko" else "en"


def open_store(settings: Settings) -> SessionStore:
    """The store in the data folder of the settings."""
    from core.store.store import SessionStore

    return SessionStore(paths.store_file(settings.data))


def open_camera(settings: Settings, *, loop: bool, fast: bool, clock: Clock | None) -> OpenedSource:
    """The camera of the settings. Raises SourceError."""
    from core.camera.opening import open_camera as opened
    from core.camera.turned import Turn

    turn = Turn(int(settings.rotate), settings.mirror)
    return opened(settings.camera, loop=loop, fast=fast, clock=clock, turn=turn)


def build_reader(settings: Settings, network: Network | None = None, clock: Clock | None = None) -> FaceReader:
    """Face finder, network and calibration of the settings. Raises WeightsError and ProfileError."""
    from core.vision.finders import open_finder
    from core.vision.network.classifier import Classifier
    from core.vision.network.weights import load_network
    from core.vision.reader import FaceReader

    network = network or load_network(settings.weights)
    finder, correction = open_finder(settings.finder, settings.face), build_correction(settings, clock)
    return FaceReader(finder, Classifier(network), settings.moods, correction)


def load_profile(settings: Settings) -> Profile | None:
    """The calibration profile of the settings; None where none is set, or where it is not in this data folder.

    The settings hold for every data folder; a profile that was named for this session alone has to be there. Raises
    ProfileError for that, and for a damaged one.
    """
    if not settings.profile:
        return None
    from core.calibration.profiles import Profiles
    from core.settings.model import Origin

    profiles = Profiles(paths.profiles_dir(settings.data))
    if settings.origin("profile") is not Origin.FLAG and not profiles.has(settings.profile):
        return None
    return profiles.load(settings.profile)


def build_correction(settings: Settings, clock: Clock | None = None) -> Correction | None:
    """What the calibration profile of the settings does, if there is one; with a clock it goes on adapting, bounded.

    Raises ProfileError.
    """
    profile = load_profile(settings)
    if profile is None:
        return None
    from core.calibration.correction import Correction

    return Correction(profile, clock)


def profile_notices(settings: Settings, profile: Profile | None, network: Network) -> list[Notice]:
    """What is to be said about the calibration: that it is not here, or was measured with another network."""
    from core.base.notice import Notice

    if profile is None:
        return [Notice("no_profile", {"profile": settings.profile})] if settings.profile else []
    if profile.network == network.name:
        return []
    return [Notice("other_network", {"profile": settings.profile, "network": profile.network})]


def folder_notices(store: SessionStore) -> list[Notice]:
    """What does not protect the store where it lies; nothing where it cannot be opened, which is told by itself."""
    from core.base.notice import Notice
    from core.store.places import Way

    try:
        found = store.protection()
    except StoreError:
        return []
    folder = {"folder": str(store.path.parent)}
    notices = [] if found.private else [Notice("folder_readable", folder)]
    return notices + ([Notice("folder_without_locks", folder)] if found.way is Way.LOCK_FILE else [])


@dataclass(frozen=True)
class How:
    """How a session runs.

    `resume` is the stored session that goes on, loaded; `fast` runs a file in its own time, `loop` lets it go round
    (an interview always does); `until_s` ends it; `spoken` waits for `runner.speech_done()` before the countdown;
    `calibrate` above 0 measures the face instead, and tries each part so often.
    """

    resume: StoredSession | None = None
    fast: bool = False
    loop: bool = False
    until_s: float | None = None
    record: bool = True
    calibrate: int = 0
    spoken: bool = False


@dataclass(frozen=True)
class Listeners:
    """Who is told, from the session's thread; `sink` is given what is to be heard (`tui.wiring.sound`).

    With `hearing` (`tui.wiring.hearing`) the voice is measured too.
    """

    sink: CueSink | None = None
    on_snapshot: Callable[[Snapshot], None] | None = None
    on_reading: Callable[[Reading], None] | None = None
    on_event: Callable[[Event], None] | None = None
    on_voice: Callable[[VoiceReading], None] | None = None
    hearing: VoiceFeed | None = None


def build_runner(
    settings: Settings,
    plan: InterviewPlan | None = None,
    how: How | None = None,
    listeners: Listeners | None = None,
) -> SessionRunner:
    """A session that is ready to start: an interview by `plan` (or the one that is resumed), else plain watching.

    Raises SourceError, WeightsError, ProfileError and StoreError.
    """
    from core.base.clock import ManualClock, MonotonicClock

    how = how or How()
    clock: Clock = ManualClock() if how.fast else MonotonicClock()
    session = _session(settings, plan, how, clock)
    loop = how.loop or not session.needs_camera
    camera = open_camera(settings, loop=loop, fast=how.fast, clock=None if how.fast else clock)
    try:
        runner = _runner(settings, session, camera, clock, how, listeners or Listeners())
    except BaseException:
        camera.source.close()
        raise
    _running.add(runner)
    return runner


def _runner(
    settings: Settings, session: Session, camera: OpenedSource, clock: Clock, how: How, listeners: Listeners
) -> SessionRunner:
    from core.cueing.policy import CuePolicy, preset
    from core.engine.runner import SessionRunner
    from core.vision.network.weights import load_network

    network, policy = load_network(settings.weights), preset(settings.policy_name)
    store = open_store(settings) if how.record else None
    profile = load_profile(settings)
    about = _about(settings, camera, network, policy, fast=how.fast, **_voice_of(settings, session, listeners))
    return SessionRunner(
        session,
        camera.source,
        build_reader(settings, network, clock),
        CuePolicy(policy, settings.moods, profile.signs if profile else None),
        clock=clock,
        sink=listeners.sink,
        store=store,
        about={**about, **_face_of(profile)},
        continues=how.resume.info.id if how.resume else None,
        before=_answers_before(how.resume),
        notices=[
            *camera.notices,
            *profile_notices(settings, profile, network),
            *(folder_notices(store) if store else ()),
        ],
        on_snapshot=_directed(camera.source, listeners.on_snapshot) if how.calibrate else listeners.on_snapshot,
        on_reading=listeners.on_reading,
        on_event=listeners.on_event,
        until_s=how.until_s,
        voice=listeners.hearing,
        on_voice=listeners.on_voice,
        looking=_looking(settings, profile) if not how.calibrate else None,
    )


def _face_of(profile: Profile | None) -> dict[str, Any]:
    """What a session keeps of the calibration: its name, and the cone by which looks are judged."""
    if profile is None:
        return {"profile": ""}
    from core.base.records import to_record

    return {"profile": profile.name, **({"look": to_record(profile.look)} if profile.look else {})}


def _looking(settings: Settings, profile: Profile | None) -> Looking | None:
    """What calls the eyes back, where that is wanted and cues are given at all."""
    if not settings.cue_gaze:
        return None
    from core.engine.looking import Looking
    from core.scoring.presence import PresenceSettings

    look = profile.look if profile else None
    return Looking(PresenceSettings(look) if look else None)


def _directed(source: FrameSource, told: Callable[[Snapshot], None] | None) -> Callable[[Snapshot], None] | None:
    """Lets the demo do what a calibration asks for, so that it can be tried without a webcam; others look on."""
    from core.base.types import Expression
    from core.calibration.calibrator import Part
    from core.camera.demo import DemoSource, Held

    if not isinstance(source, DemoSource):
        return told
    asked = {Part.SMILE: Held(Expression.HAPPY), Part.CORNERS: Held(corners=True)}
    source.held = Held()

    def direct(snapshot: Snapshot) -> None:
        if snapshot.calibration is not None:
            source.held = asked.get(snapshot.calibration.progress.part, Held())
        if told is not None:
            told(snapshot)

    return direct


def _answers_before(resumed: StoredSession | None) -> list[Answer]:
    """What was answered before the interruption."""
    from core.report.report import judged

    return [] if resumed is None else judged(resumed)[0]


def _about(
    settings: Settings, camera: OpenedSource, network: Network, policy: PolicySettings, **more: Any
) -> dict[str, Any]:
    """What is stored with a session, so that its report and its replay know how it was made."""
    from core.store.about import about_session

    return about_session(
        moods=settings.moods,
        policy=policy,
        policy_name=settings.policy_name,
        network=network.name,
        network_hash=network.sha256,
        camera=camera.source.name,
        demo=camera.source.demo,
        notices=camera.notices,
        bank=settings.bank,
        **more,
    )


def _voice_of(settings: Settings, session: Session, listeners: Listeners) -> dict[str, Any]:
    """The norms of a session whose voice is measured; nothing where it is not."""
    if listeners.hearing is None:
        return {}
    from core.voice.norms import parse_norms

    tongue = session.plan.language if session.plan else interview_language(settings)
    return {"voice": {"language": tongue, "norms": parse_norms(settings.voice_norms)}}


def _session(settings: Settings, plan: InterviewPlan | None, how: How, clock: Clock) -> Session:
    from core.session.interview import Interview, SessionSettings, Watching
    from core.session.rapid import RapidItems
    from core.store.sessions import position

    place = None
    if how.resume is not None:
        plan, place = how.resume.plan, position(how.resume)
        if plan is None or place is None:
            raise SettingsError(f"session {how.resume.info.id}: there is nothing left to continue")
    if how.calibrate:
        from core.session.calibrating import Calibrating
        from core.vision.network.weights import load_network

        return Calibrating(clock, load_network(settings.weights).name, tries=how.calibrate, look=True)
    if plan is None:
        return Watching(clock)
    kind = RapidItems if plan.items else Interview
    return kind(plan, clock, SessionSettings(spoken=how.spoken), place)
