"""What the session thread asks of the user beside the cues: eyes back to the camera, and the voice.

Neither sounds within the cooldown of a cue or of the other: all keep to one policy.
"""

from __future__ import annotations

from core.base.types import Reading
from core.cueing.cues import LookSink, VoiceSink
from core.cueing.policy import CuePolicy
from core.engine.camera_line import Looking
from core.session.events import LookCalled, VoiceCalled


class Calls:
    """`looking` is None where nobody wants to be called back; `sink` may be anything that sounds."""

    def __init__(self, policy: CuePolicy, sink: object, looking: Looking | None) -> None:
        self._policy, self._sink, self._looking = policy, sink, looking

    def look(self, reading: Reading, counts: bool) -> LookCalled | None:
        """Call the eyes back after a long look away, where that is wanted and no other sound was just given."""
        looking = self._looking
        if looking is None:
            return None
        if not counts:
            looking.forget()
            return None
        where = looking.step(reading)
        if where is None or not self._policy.may_call(reading.t):
            return None
        looking.called()
        if isinstance(self._sink, LookSink):
            self._sink.look()
        return LookCalled(reading.t, where)

    def may_sound(self, t: float) -> bool:
        """Whether no other sound was just given."""
        return self._policy.may_call(t)

    def voice(self, t: float, why: str) -> VoiceCalled:
        """Ask for the voice."""
        if isinstance(self._sink, VoiceSink):
            self._sink.speak_up()
        return VoiceCalled(t, why)
