"""What the settings name, opened: store, camera, reader, calibration. What is heavy is imported when it is needed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.base import paths
from core.base.errors import SourceError, StoreError
from core.base.records import to_record
from core.base.types import Notice
from core.calibration.correction import Correction, Profile
from core.calibration.profiles import Profiles
from core.settings.model import Origin, Settings
from core.voice.norms import parse_norms
from tui.i18n import _, language
from tui.wiring.centre import about_centre

if TYPE_CHECKING:
    from core.base.clock import Clock
    from core.camera.opening import OpenedSource
    from core.cueing.policy import PolicySettings
    from core.session.plan import InterviewPlan
    from core.store.store import SessionStore
    from core.vision.network.providers import Provider
    from core.vision.network.weights import Network
    from core.vision.reader import FaceReader
    from questions.schema import Language


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
    try:
        camera = opened(settings.camera, loop=loop, fast=fast, clock=clock, turn=turn)
    except SourceError as error:
        if (held := _held(settings.camera)) is not None:
            raise SourceError("webcam", path=settings.camera, problem=held) from error
        raise
    if camera.source.demo and settings.camera == "auto" and (held := _held("")) is not None:
        return replace(camera, notices=(Notice("camera_held", {"who": held}), *camera.notices))
    return camera


def _held(camera: str) -> str | None:
    """Who of the user's own sessions holds this camera (any webcam, for ""), in words; None where none does."""
    from core.camera.webcam import device, is_webcam
    from tui.wiring.showing import holders

    if camera and not is_webcam(camera):
        return None
    for holder in holders():
        if holder.camera == device(camera) if camera else is_webcam(holder.camera):
            since = time.strftime("%H:%M", time.localtime(holder.since))
            who = _("your other Poise (process {pid}) has it since {since}; look on: poise watch --attach")
            if holder.terminal:
                who = _(
                    "your other Poise (process {pid} on {terminal}) has it since {since}; "
                    "look on: poise watch --attach"
                )
            return who.format(pid=holder.pid, terminal=holder.terminal, since=since)
    return None


def build_reader(settings: Settings, network: Network | None = None, clock: Clock | None = None) -> FaceReader:
    """Face finder, network and calibration of the settings. Raises WeightsError, SettingsError and ProfileError."""
    from core.vision.finders import open_finder
    from core.vision.network.classifier import Classifier
    from core.vision.network.weights import load_network
    from core.vision.reader import FaceReader

    network = network or load_network(settings.weights)
    finder, correction = open_finder(settings.finder, settings.face), build_correction(settings, clock)
    return FaceReader(finder, Classifier(network, asked=settings.provider), settings.moods, correction)


def load_profile(settings: Settings) -> Profile | None:
    """The calibration profile of the settings; None where none is set, or where it is not in this data folder.

    The settings hold for every data folder; a profile that was named for this session alone has to be there. Raises
    ProfileError for that, and for a damaged one.
    """
    if not settings.profile:
        return None

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

    return Correction(profile, clock)


def profile_notices(settings: Settings, profile: Profile | None, network: Network) -> list[Notice]:
    """What is to be said about the calibration: that it is not here, or was measured with another network."""
    if profile is None:
        return [Notice("no_profile", {"profile": settings.profile})] if settings.profile else []
    if profile.network == network.name:
        return []
    return [Notice("other_network", {"profile": settings.profile, "network": profile.network})]


def provider_notices(provider: Provider) -> list[Notice]:
    """That what is offered to compute the network did not start, and what does it instead."""
    if not provider.failed:
        return []
    return [Notice("provider_failed", {"failed": ", ".join(provider.failed), "provider": provider.name})]


def folder_notices(store: SessionStore) -> list[Notice]:
    """What does not protect the store where it lies; nothing where it cannot be opened, which is told by itself."""
    from core.store.places import Way

    try:
        found = store.protection()
    except StoreError:
        return []
    folder = {"folder": str(store.path.parent)}
    notices = [] if found.private else [Notice("folder_readable", folder)]
    return notices + ([Notice("folder_without_locks", folder)] if found.way is Way.LOCK_FILE else [])


def about(
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
        **about_centre(),
        **more,
    )


def about_face(profile: Profile | None) -> dict[str, Any]:
    """What a session keeps of the calibration: its name, and the cone by which looks are judged."""
    if profile is None:
        return {"profile": ""}

    return {"profile": profile.name, **({"look": to_record(profile.look)} if profile.look else {})}


def about_voice(settings: Settings, plan: InterviewPlan | None) -> dict[str, Any]:
    """What a session whose voice is measured keeps: the norms, and in which language it is spoken."""
    tongue = plan.language if plan else interview_language(settings)
    return {"voice": {"language": tongue, "norms": parse_norms(settings.voice_norms)}}
