"""The microphone joined to the engine: its samples become voice readings in the microphone's own thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from core.base.errors import WeightsError
from core.cueing.cues import Cue, CueSink, LookSink, VoiceSink
from core.voice.readings import VoiceReading, VoiceState
from tui.i18n import _
from tui.widgets.text.failures import failure_words
from tui.wiring.sound import Mute, lent_sound

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.voice.analyser import VoiceAnalyser
    from sounds.answers import AnswerWriter
    from sounds.microphone import Ear, Floats, Microphone

log = logging.getLogger(__name__)
CUE_S = 1.5
"""A tone and its echo in the room: what rings at the user's terminal tells no end."""
ECHO_S = 0.4
"""What sounds is heard by the microphone for so long after its end: the card's buffer, the air, the room."""


@runtime_checkable
class Audible(Protocol):
    """The part of `sounds.output.SoundOut` that says when Poise itself is to be heard."""

    @property
    def sounding(self) -> bool:
        """Whether something sounds now."""


class Hearing:
    """A `VoiceFeed` over the default microphone.

    `on_missing` is told once, from the microphone's thread, where nothing here can be heard, with the reason.
    """

    def __init__(self, on_missing: Callable[[str], None] | None = None, chain: Sequence[Ear] | None = None) -> None:
        self._on_missing, self._chain = on_missing, chain
        self._microphone: Microphone | None = None
        self._analyser: VoiceAnalyser | None = None
        self._masks: list[tuple[float, float]] = []
        self._now: Callable[[], float] = _never
        self._tell: Callable[[VoiceReading], None] | None = None
        self._writer: AnswerWriter | None = None
        self._reported = False
        self._failed = False
        self._beside: Audible | None = None

    def start(self, now: Callable[[], float], tell: Callable[[VoiceReading], None]) -> None:
        """Begin to listen."""
        from sounds.microphone import Microphone

        self._now, self._tell = now, tell
        self._microphone = Microphone(self, now, self._chain)
        self._microphone.start()

    def stop(self) -> list[VoiceReading]:
        """End it, and give what is still held back."""
        if self._microphone is None or not self._microphone.stop() or self._analyser is None:
            return []
        return self._analyser.flush()

    def keep(self, writer: AnswerWriter) -> None:
        """Hand the sound of answers to `writer` too; before `start`."""
        self._writer = writer

    def beside(self, sounds: Audible) -> None:
        """What these let be heard, cues, questions and one's own voice, is not the user, however long it is."""
        self._beside = sounds

    def sounding(self, seconds: float = CUE_S) -> None:
        """Poise is to be heard from now on for so long: what the microphone hears may be that. From any thread."""
        now = self._now()
        self._masks.append((now - 0.1, now + seconds))

    def heard(self, samples: Floats, ended: float) -> None:
        """Samples from the microphone's thread."""
        if self._writer is not None:
            self._writer.write(samples, ended)
        if self._beside is not None and self._beside.sounding:
            self.sounding(ECHO_S)
        analyser = self._open()
        if analyser is None:
            return
        try:
            readings = analyser.feed(samples, ended)
        except Exception:
            self._analyser = None  # the next samples begin anew: what failed on these may fail for ever
            raise
        self._hand_on(readings)

    def missing(self, code: str, now: float) -> None:
        """Nothing comes, from the microphone's thread."""
        if code == "no_microphone":
            # each player and recorder says so in a paragraph of its own: that is for the log
            log.warning("no_microphone: %s", self._microphone.reason if self._microphone else "")
            self._miss(_("`poise doctor` says why"))
        elif self._analyser is not None:
            self._hand_on(self._analyser.gap(VoiceState(code), now))

    def _open(self) -> VoiceAnalyser | None:
        from core.voice.analyser import VoiceAnalyser

        if self._analyser is None and not self._failed:
            try:
                self._analyser = VoiceAnalyser()
            except WeightsError as error:
                self._failed = True
                self._miss(failure_words(error))
        if self._analyser is not None:
            while self._masks:
                self._analyser.mask(*self._masks.pop())
        return self._analyser

    def _miss(self, reason: str) -> None:
        if not self._reported:
            self._reported = True
            log.info("voice is not measured: %s", reason)
            if self._on_missing is not None:
                self._on_missing(reason)

    def _hand_on(self, readings: Sequence[VoiceReading]) -> None:
        if self._tell is not None:
            for reading in readings:
                self._tell(reading)


def hearing_of(settings: Settings, on_missing: Callable[[str], None]) -> Hearing:
    """The microphone of this machine, or of the laptop whose camera is used. Raises SourceError."""
    lent = lent_sound(settings)
    return Hearing(on_missing, [lent.ear()] if lent else None)


class _Masking:
    def __init__(self, sink: CueSink, hearing: Hearing) -> None:
        self._sink, self._hearing = sink, hearing
        if isinstance(sink, Audible):
            hearing.beside(sink)

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        self._hearing.sounding(CUE_S)
        self._sink.cue(cue, became)

    def look(self) -> None:
        self._hearing.sounding(CUE_S)
        if isinstance(self._sink, LookSink):
            self._sink.look()

    def speak_up(self) -> None:
        self._hearing.sounding(CUE_S)
        if isinstance(self._sink, VoiceSink):
            self._sink.speak_up()


def masking(sink: CueSink | None, hearing: Hearing | None) -> CueSink | None:
    """The same sink, whose cues the microphone does not take for the user."""
    return sink if sink is None or hearing is None or isinstance(sink, Mute) else _Masking(sink, hearing)


def _never() -> float:
    return 0.0
