"""What the settings screen lets choose from: formats, banks, cameras, networks, profiles, players."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.i18n import _, pgettext
from tui.wiring.services import Choice, Services

if TYPE_CHECKING:
    from core.settings.model import Settings


def lists(services: Services, settings: Settings) -> dict[str, Sequence[Choice]]:
    """The choices of each key that only other rooms know. Called from a thread worker."""
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
    from core.base.paths import profiles_dir
    from core.calibration.profiles import Profiles

    names = Profiles(profiles_dir(settings.data)).names()
    return (Choice("", pgettext("calibration", "none")), *(Choice(name, name) for name in names))


def players() -> tuple[Choice, ...]:
    """The players by name; whether each works is the equipment check's to say."""
    from sounds.players.ranking import choices

    return tuple(Choice(name, _("automatic") if name == "auto" else name) for name in choices())
