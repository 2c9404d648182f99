"""What the settings screen lets choose from, and what a choice makes of the last session. In threads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.base.paths import profiles_dir
from core.calibration.profiles import Profiles
from core.cueing.policy import PRESETS
from tui.app.services import Services
from tui.i18n import _, pgettext
from tui.wiring.choices import Choice
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.cueing.moods import MoodMap
    from core.report.replay import ReplayResult, Tape
    from core.settings.model import Settings


def lists(services: Services, settings: Settings) -> dict[str, Sequence[Choice]]:
    """The choices of each key that only other packages know. Called from a thread worker."""
    options = services.options(settings)
    return {
        "format": options.formats,
        "bank": options.banks,
        "camera": options.cameras,
        "weights": options.networks,
        "profile": profiles(settings),
        "player": players(),
    }


def profiles(settings: Settings) -> tuple[Choice, ...]:
    """No calibration, and each profile."""
    names = Profiles(profiles_dir(settings.data)).names()
    return (Choice("", pgettext("calibration", "none")), *(Choice(name, name) for name in names))


def players() -> tuple[Choice, ...]:
    """The players by name; whether each works is the equipment check's to say."""
    from sounds.players.ranking import choices

    return tuple(Choice(name, _("automatic") if name == "auto" else name) for name in choices())


@dataclass(frozen=True, slots=True)
class LastSession:
    """The newest session ready to be judged again; without a tape where nothing is stored."""

    tape: Tape | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What settings make of the last session, beside what it was."""

    when: str
    before: ReplayResult
    after: ReplayResult
    moods: MoodMap
    policy: str

    def fits(self, settings: Settings) -> bool:
        """Whether it was computed for these settings."""
        return self.moods == settings.moods and self.policy == settings.policy_name


def last_session(settings: Settings) -> LastSession:
    """The newest session. Raises StoreError."""
    from core.report.replay import tape_of_session

    store = open_store(settings)
    newest = store.sessions(1) if store.path.exists() else []
    if not newest:
        return LastSession()
    began = datetime.fromisoformat(newest[0].began).astimezone()
    return LastSession(tape_of_session(store.load(newest[0].id)), f"{began:%Y-%m-%d %H:%M}")


def effect(settings: Settings, last: LastSession) -> Effect | None:
    """The last session by the settings of now, None where there is none."""
    from core.report.replay import replay

    if last.tape is None:
        return None
    after = replay(last.tape, moods=settings.moods, policy=PRESETS[settings.policy_name])
    return Effect(last.when, replay(last.tape), after, settings.moods, settings.policy_name)
