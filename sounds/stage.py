"""The stage: the one sound that plays now, and the player that plays it. Belongs to the sound thread."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sounds.cues import TONE_SOURCE, Sound
from sounds.players.base import Playback, Player, State
from sounds.players.bell import Bell
from sounds.players.ranking import Ranking
from sounds.requests import BELL, COVERED, FAILED, LATE, NO_PLAYER, TONE, VOICE, Kind, Request
from sounds.settings import DUCK, WAIT
from sounds.shape import ducked, resampled, scaled

GRACE_S = 1.0
"""A player that is not done this long after the sound's end hangs, and is killed."""
KEEPS_S = 10.0
"""A cue that could not be played for so long speaks of a face long gone, and is dropped."""


@dataclass
class Sounding:
    """What plays, by whom, and until when at the most. `covers` is a cue laid over this speech."""

    request: Request
    player: Player
    playback: Playback
    deadline: float
    covers: Request | None = None
    covered_until: float = 0.0


class Stage:
    """Begins, looks after and ends sounds, one at a time."""

    def __init__(self, ranking: Ranking, tell: Callable[..., None], clock: Callable[[], float]) -> None:
        self._ranking, self._tell, self._clock = ranking, tell, clock
        self.volume = 100
        self.cue_player = ""  # the only one that may give cues; any, where empty
        self.during_speech = WAIT
        self.now: Sounding | None = None

    def silence(self, kinds: Collection[Kind]) -> None:
        """Stop what plays, if it is one of ``kinds``."""
        if self.now and self.now.request.kind in kinds:
            self.now.playback.stop()
            self._end(stopped=True)

    def look_after(self) -> Request | None:
        """See how the playback stands; returns what has to be played again, by another player."""
        now = self.now
        if now is None:
            return None
        state = now.playback.poll()
        if state is State.DONE:
            self._end(stopped=False)
            self._ranking.retry()
        elif state is State.FAILED or self._clock() >= now.deadline:
            return self._set_aside(now, now.playback.reason if state is State.FAILED else "it hangs")
        return None

    def takes(self, request: Request) -> bool:
        """Whether ``request`` may begin now. A cue that would only repeat the one that sounds is taken, too,
        to be dropped."""
        now = self.now
        if now is None:
            return True
        if request.kind is not Kind.CUE:
            return False
        if now.request.kind is Kind.CUE:
            return request.level <= now.request.level
        over_speech = now.request.kind is Kind.SPEECH and self.during_speech == DUCK
        return over_speech and self._clock() >= now.covered_until

    def begin(self, request: Request) -> bool:
        """Play ``request`` (that `takes` let through), or drop it; False while no player has been found yet."""
        is_cue = request.kind is Kind.CUE
        player = self._ranking.best(speaks=not is_cue, name=self.cue_player if is_cue else "")
        now = self.now
        if now and now.request.kind is Kind.CUE:
            self._drop(request, COVERED)
        elif is_cue and self._clock() - request.asked_at > KEEPS_S:
            self._drop(request, LATE)
        elif player is None:
            return self._without_player(request)
        elif now:
            self._over(now, request, player)
        else:
            self._play(request, player)
            request.became(_sound_of(request, player))
            if request.kind is Kind.SPEECH:
                self._tell("speech_started", player=player.name)
        return True

    def _without_player(self, request: Request) -> bool:
        if not self._ranking.settled:
            return False
        if request.kind is Kind.CUE:
            self._drop(request, FAILED if request.failed else NO_PLAYER)
        elif request.kind is Kind.SPEECH:
            self._tell("no_speech", engine="", reason="no_player")
        self._ranking.retry()
        return True

    def _drop(self, cue: Request, reason: str) -> None:
        cue.became(reason)
        self._tell("cue_dropped", level=cue.level, reason=reason)

    def _play(self, request: Request, player: Player) -> Sounding:
        samples = scaled(request.sound.samples, self.volume)
        playback = player.play(samples, request.sound.rate)
        self.now = Sounding(request, player, playback, self._clock() + request.seconds + GRACE_S)
        return self.now

    def _over(self, now: Sounding, cue: Request, player: Player) -> None:
        """Give a cue while a question is read."""
        if player.speaks:
            self._duck(now, cue)
        else:
            rung = player.play(cue.sound.samples, cue.sound.rate)
            cue.became(FAILED if rung.poll() is State.FAILED else _sound_of(cue, player))
            self._tell_played(cue, player, rung)

    def _duck(self, now: Sounding, cue: Request) -> None:
        """Go on with the rest of the speech, turned down, with the cue over it."""
        speech = now.request.sound
        rest = speech.samples[round(now.playback.position_s() * speech.rate) :]
        over = resampled(cue.sound.samples, cue.sound.rate, speech.rate)
        now.playback.stop()
        mixed = replace(now.request, sound=Sound(ducked(rest, over, speech.rate), speech.rate, speech.source))
        begun = self._play(mixed, now.player)
        begun.covers, begun.covered_until = cue, self._clock() + cue.seconds
        cue.became(_sound_of(cue, now.player))

    def _set_aside(self, now: Sounding, reason: str) -> Request:
        now.playback.stop()
        self.now = None
        self._ranking.set_aside(now.player, reason)
        self._tell("player_set_aside", player=now.player.name, reason=reason)
        return replace(now.covers or now.request, failed=True)

    def _end(self, stopped: bool) -> None:
        now = self.now
        assert now is not None
        self.now = None
        cue = now.request if now.request.kind is Kind.CUE else now.covers
        if cue is not None:
            self._tell_played(cue, now.player, now.playback)
        if now.request.kind is Kind.SPEECH:
            self._tell("speech_ended", stopped=stopped)

    def _tell_played(self, cue: Request, player: Player, playback: Playback) -> None:
        self._tell(
            "cue_played",
            level=cue.level,
            expression=cue.expression,
            source=cue.sound.source,
            player=player.name,
            asked_at=cue.asked_at,
            started_at=playback.started_at,
        )


def _sound_of(cue: Request, player: Player) -> str:
    """What is heard of a cue by this player: a bell rings whatever the sound."""
    if player.name == Bell.name:
        return BELL
    return TONE if cue.sound.source.startswith(TONE_SOURCE) else VOICE
