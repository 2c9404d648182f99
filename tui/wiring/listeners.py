"""Who is told what a session sees, does and hears."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.base.types import Reading
    from core.cueing.cues import CueSink
    from core.engine.voice_line import VoiceFeed
    from core.session.events import Event
    from core.session.snapshot import Snapshot
    from core.voice.readings import VoiceReading


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
