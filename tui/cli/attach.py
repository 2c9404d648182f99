"""`poise watch --attach`: what a session that runs elsewhere sees and cues, on this terminal too."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from core.cueing.cues import Cue
from core.session.events import CueSounded
from tui.i18n import _
from tui.wiring.showing import Holder, attach

if TYPE_CHECKING:
    from tui.cli.watch_lines import Presenter


def look_on(presenter: Presenter) -> None:
    """Print until that session ends, or Ctrl-C, which ends nothing there. Raises AttachError."""
    attached = attach()
    print(f"poise: {_who(attached.holder)}", file=sys.stderr)
    try:
        for item in attached.items():
            if isinstance(item, Cue):
                presenter.cue(item)
            elif isinstance(item, CueSounded):
                presenter.sounded(item)
            else:
                presenter.reading(item)
    finally:
        attached.close()
    print("\npoise: " + _("that session is over, or showed more than this terminal took"), file=sys.stderr)


def _who(holder: Holder) -> str:
    text = _("looking on at process {pid} ({camera}), since {time}; Ctrl-C leaves it as it is")
    since = time.strftime("%H:%M", time.localtime(holder.since))
    return text.format(pid=holder.pid, camera=holder.camera, time=since)
