"""`SoundOut`: the one thread that plays. Everything the app hears goes through it, one sound at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from sounds.cues import LOOK, TONE_OF_LEVEL, CueBook, Sound
from sounds.errors import SoundError
from sounds.players.base import Player
from sounds.players.bell import Bell
from sounds.players.ranking import PlayerStatus, Ranking, all_players, ranked
from sounds.requests import (
    ALL_KINDS,
    COVERED,
    MUTED,
    OFF,
    STOPPED,
    AskedCue,
    Became,
    HeardCue,
    Kind,
    Request,
    SoundEvent,
    nobody,
)
from sounds.settings import ALWAYS_VOICE, NO_CUES, TONES_ONLY, SoundSettings
from sounds.shape import RATE
from sounds.speech import Speech
from sounds.speech_cache import SpeechCache
from sounds.speech_thread import SpeechThread
from sounds.stage import Stage
from sounds.voices import Voices
from sounds.wav import Samples

log = logging.getLogger(__name__)
TICK_S = 0.01
"""How often a sound on its way is looked after; nothing ticks in silence."""


def _nobody(event: SoundEvent) -> None:
    """Nobody listens to events."""


class SoundOut:
    """Plays cues, speech and clips: never two at once, by the best player that works. Calls return at once.

    Args:
        players: best first; owned, and closed with this.
        cues: chooses a cue's sound.
        speech: reads text; None where it is switched off.
        settings: volume, and what a cue does to speech.
        on_event: called from the sound threads with what happens; must be quick and must not raise.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        players: Sequence[Player],
        cues: CueBook,
        speech: Speech | None = None,
        settings: SoundSettings | None = None,
        on_event: Callable[[SoundEvent], None] = _nobody,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        settings = settings or SoundSettings()
        self._cues, self._on_event, self._clock = cues, on_event, clock
        self._changed = threading.Condition()
        self._awake = self._stepping = self._closed = self._saying = self._no_speech_reported = False
        self._halt: set[Kind] = set()
        self._asked: deque[AskedCue] = deque()
        self._cue: Request | None = None
        self._speech: Request | None = None
        self._clips: deque[Request] = deque()
        self._number = 0  # of the last text to be said: one that was synthesised too late is not played
        self._ranking = Ranking(players, clock)
        self._stage = Stage(self._ranking, self._tell, clock)
        self._cues_sound = settings.cue != NO_CUES
        self._stage.cue_player = Bell.name if settings.cue == Bell.name else ""
        self.set_volume(settings.volume)
        self.set_during_speech(settings.during_speech)
        self._speech_thread = SpeechThread(speech, self._spoken, self._not_spoken) if speech else None
        self._thread = threading.Thread(target=self._run, name="sound-out", daemon=True)
        self._thread.start()
        self._ranking.probe(self._wake)

    # what the app calls, from any thread

    def cue(self, cue: HeardCue, became: Became = nobody) -> None:
        """The engine's `CueSink`."""
        expression = cue.why.expression
        named = None if expression is None else str(getattr(expression, "value", expression))
        self.play_cue(int(cue.level), named, became)

    def look(self) -> None:
        """Call the eyes back to the camera (the engine's `LookSink`)."""
        self.play_cue(2, LOOK)

    def speak_up(self) -> None:
        """Ask for the user's voice (the engine's `VoiceSink`): the soft tone, never a recording."""
        self._clip(self._cues.tone(TONE_OF_LEVEL[2]))

    def play_cue(self, level: int, expression: str | None = None, became: Became = nobody) -> None:
        """Sound a cue of ``level`` 2 or 3; level 1 is silent. Of two that wait, the stronger stays.

        ``became`` is told what becomes of it.
        """
        if level < 2:
            return
        if not self._cues_sound or self._stage.volume <= 0:
            became(MUTED if self._cues_sound else OFF)
            return
        with self._changed:
            self._asked.append(AskedCue(level, expression, self._clock(), became))
        self._wake()

    def play_samples(self, samples: Samples, rate: int) -> None:
        """Play a buffer, such as a take to listen to, behind what already plays."""
        self._clip(Sound(samples, rate, "samples"))

    def say(self, text: str, language: str) -> None:
        """Read ``text`` aloud as soon as it is synthesised, in the place of what is being read."""
        self._stop({Kind.SPEECH}, saying=self._speech_thread is not None)
        if self._speech_thread:
            self._speech_thread.say(text, language, self._number)
        else:
            self._tell("no_speech", engine="", reason="off")

    def prepare(self, text: str, language: str) -> None:
        """Synthesise ahead what will be said later."""
        if self._speech_thread:
            self._speech_thread.prepare(text, language)

    def stop_speech(self) -> None:
        """Fall silent in the middle of a word; cues stay."""
        self._stop({Kind.SPEECH})

    def stop(self) -> None:
        """Stop everything and forget what waits. `SoundOut` can be used again."""
        self._stop(ALL_KINDS)

    def set_volume(self, volume: int) -> None:
        """0 (nothing, not even the bell) to 100, from the next sound on."""
        self._stage.volume = min(max(volume, 0), 100)

    def set_during_speech(self, what: str) -> None:
        """What a cue does to speech: ``wait`` for its end, or ``duck`` it."""
        self._stage.during_speech = what

    @property
    def busy(self) -> bool:
        """Whether something sounds, waits or is being synthesised."""
        with self._changed:
            return self._busy()

    @property
    def sounding(self) -> bool:
        """Whether something is to be heard now: a cue, a question, a recording."""
        return self._stage.now is not None

    def position_s(self, samples: Samples) -> float | None:
        """How many seconds of this very buffer are out; None while it does not play."""
        now = self._stage.now
        return now.playback.position_s() if now and now.request.sound.samples is samples else None

    def wait_idle(self, timeout: float) -> bool:
        """Wait until all is played; False where that takes longer. (For the command line.)"""
        with self._changed:
            return self._changed.wait_for(lambda: not self._busy(), timeout)

    def wait_ready(self, timeout: float) -> bool:
        """Wait until every player has been tried; False where that takes longer. (For the doctor.)"""
        return self._ranking.wait(timeout)

    def statuses(self) -> list[PlayerStatus]:
        """Each player and what is known of it, in rank."""
        return self._ranking.statuses()

    @property
    def player(self) -> str:
        """The name of the player in use; empty where there is none (yet)."""
        best = self._ranking.best()
        return best.name if best else ""

    def close(self) -> None:
        """Silence at once, then free every process, thread and file; harmless when repeated."""
        self.stop()
        with self._changed:
            self._closed = True
        self._wake()
        self._thread.join(2.0)
        if self._speech_thread:
            self._speech_thread.close(2.0)
        self._ranking.close()

    # how it comes in

    def _clip(self, sound: Sound) -> None:
        with self._changed:
            if self._stage.volume > 0:
                self._clips.append(Request(Kind.CLIP, sound, self._clock()))
        self._wake()

    def _spoken(self, samples: Samples, number: int) -> None:
        with self._changed:
            if number == self._number and self._stage.volume > 0:
                sound = Sound(samples, RATE, "speech")
                self._speech = Request(Kind.SPEECH, sound, self._clock(), number=number)
            self._saying = self._saying and number != self._number
        self._wake()

    def _not_spoken(self, error: SoundError, number: int) -> None:
        with self._changed:
            self._saying = self._saying and number != self._number
        self._tell(error.code, **error.params)
        self._wake()

    def _stop(self, kinds: set[Kind] | frozenset[Kind], saying: bool = False) -> None:
        given_up: list[AskedCue | Request] = []
        with self._changed:
            self._halt |= kinds
            self._speech, self._saying = None, saying
            self._number += 1
            if Kind.CUE in kinds:
                given_up = [*self._asked, *([self._cue] if self._cue else [])]
                self._cue = None
                self._asked.clear()
                self._clips.clear()
        for cue in given_up:
            cue.became(STOPPED)
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._awake = True
            self._changed.notify_all()

    def _busy(self) -> bool:
        waiting = self._asked or self._cue or self._speech or self._clips or self._saying
        return bool(self._awake or self._stepping or self._stage.now or waiting)

    def _tell(self, code: str, **params: object) -> None:
        log.info("%s %s", code, params)
        if code == "no_speech":  # said once, and the interview goes on
            if self._no_speech_reported:
                return
            self._no_speech_reported = True
        self._on_event(SoundEvent(code, params))

    # the thread

    def _run(self) -> None:
        self._prepare_cues()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._awake, TICK_S if self._stage.now else None)
                self._awake, self._stepping = False, True
                closed = self._closed
            try:
                self._step()
            except Exception:  # one bad sound must not silence the rest of the interview
                log.exception("sound thread")
                self._stage.silence(ALL_KINDS)
            with self._changed:
                self._stepping = False
                self._changed.notify_all()
            if closed:
                return

    def _step(self) -> None:
        with self._changed:
            halt, self._halt = self._halt, set()
        self._stage.silence(halt)
        self._choose()
        if again := self._stage.look_after():
            self._put_back(again)
        while request := self._next():
            if not self._stage.begin(request):
                self._put_back(request)
                return
            if again := self._stage.look_after():
                self._put_back(again)
        self._prepare_cues()

    def _choose(self) -> None:
        """Give the cues that were asked for their sounds; of two that wait, the stronger stays."""
        while True:
            with self._changed:
                if not self._asked:
                    return
                asked = self._asked.popleft()
                sound = self._cues.pick(asked.level, asked.expression)
                chosen = Request(Kind.CUE, sound, asked.asked_at, asked.level, asked.expression, became=asked.became)
                stays = self._cue is not None and asked.level < self._cue.level
                covered = chosen if stays else self._cue
                self._cue = self._cue if stays else chosen
            if covered is not None:
                covered.became(COVERED)

    def _prepare_cues(self) -> None:
        """Read what the next cues will need; a folder that cannot be read leaves the tones."""
        try:
            self._cues.prepare()
        except OSError:
            log.exception("recordings")

    def _next(self) -> Request | None:
        """The request whose turn it is, taken from where it waited."""
        with self._changed:
            if self._halt:  # stopped this moment: nothing begins before that is obeyed
                return None
            if self._cue and self._stage.takes(self._cue):
                request, self._cue = self._cue, None
            elif self._speech and self._stage.takes(self._speech):
                request, self._speech = self._speech, None
            elif self._clips and self._stage.takes(self._clips[0]):
                request = self._clips.popleft()
            else:
                return None
        return request

    def _put_back(self, request: Request) -> None:
        with self._changed:
            if request.kind is Kind.CUE:
                self._cue = self._cue or request
            elif request.kind is Kind.CLIP:
                self._clips.appendleft(request)
            elif request.number == self._number:
                self._speech = self._speech or request


def open_sound(
    settings: SoundSettings,
    *,
    voices_dir: Path,
    cache_dir: Path,
    ring: Callable[[], None] | None = None,
    on_event: Callable[[SoundEvent], None] = _nobody,
    elsewhere: Player | None = None,
) -> SoundOut:
    """The usual `SoundOut`: ranked players, the user's recordings, cached speech. Returns at once.

    Args:
        settings: what the user chose.
        voices_dir: where the user's recordings lie, or will lie.
        cache_dir: where spoken questions are kept.
        ring: sends a BEL to the terminal; None where there is none.
        on_event: as in `SoundOut`.
        elsewhere: a player where the user is, in place of those of this machine; only the bell stands behind it.
    """
    players = ranked(settings.player, all_players(ring) if elsewhere is None else [elsewhere, Bell(ring)])
    off = settings.speech.engine == "off"
    speech = None if off else Speech(SpeechCache(cache_dir, settings.cache_mb), settings.speech)
    voices = None if settings.cue == TONES_ONLY else Voices(voices_dir)
    cues = CueBook(voices, always_voice=settings.cue == ALWAYS_VOICE)
    return SoundOut(players, cues, speech, settings, on_event)
