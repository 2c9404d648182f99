"""What is kept of the user's voice and face only after a yes to a plain question, wherever it is turned on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tui.app.dialogs import ChooseDialog
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem

if TYPE_CHECKING:
    from core.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Consent:
    """The question, its two answers, and what a yes turns on besides; `{n}` is for how many days it is kept."""

    title: str
    text: str
    no: str
    yes: str
    besides: Mapping[str, Any] = field(default_factory=dict)


CONSENTS: Mapping[str, Consent] = {
    "keep_voice": Consent(
        N_("Record your answers?"),
        N_(
            "While you answer, what the microphone hears is then written into files on this machine, which only you "
            "can read. They are deleted after {n} days, with their interview, or by you at any time. Nothing is sent "
            "anywhere."
        ),
        N_("No, record nothing"),
        N_("Yes, record my answers"),
        {"microphone": True},
    ),
    "keep_snapshots": Consent(
        N_("Keep small pictures of your face?"),
        N_(
            "Of each answer at most four are then written into files on this machine, which only you can read: at "
            "its first cues and at its best moment. They are deleted after {n} days, with their interview, or by you "
            "at any time. Nothing is sent anywhere. A report that you save as a page shows them: look at it before "
            "you hand it on."
        ),
        N_("No, keep no picture"),
        N_("Yes, keep snapshots"),
    ),
}
"""By the setting that is turned on; `{setting}_days` says for how long."""


class ConsentDialog(ChooseDialog):
    """Asks for one of CONSENTS; answers `no` or `yes`, and the first way is no."""

    def __init__(self, key: str, settings: Settings) -> None:
        asked = CONSENTS[key]
        days = getattr(settings, f"{key}_days")
        items = [MenuItem("no", _(asked.no)), MenuItem("yes", _(asked.yes))]
        super().__init__(_(asked.title), _(asked.text).format(n=days), items)


def agreed(key: str) -> dict[str, Any]:
    """What a yes changes in the settings."""
    return {key: True, **CONSENTS[key].besides}
