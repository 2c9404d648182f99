"""Which player is used: the best that works, as a probe in the background found it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sounds.players.base import NOT_PROBED, Availability, Player
from sounds.players.bell import Bell
from sounds.players.command import simpleaudio_player, system_players
from sounds.players.portaudio import PortAudioPlayer

log = logging.getLogger(__name__)
RETRY_S = 30.0
"""A player set aside is tried again after this long: headphones get plugged in again."""
AUTO, OFF = "auto", "off"


def all_players(ring: Callable[[], None] | None) -> list[Player]:
    """Every player there is, best first."""
    return [PortAudioPlayer(), *system_players(), simpleaudio_player(), Bell(ring)]


def ranked(choice: str, players: Sequence[Player]) -> list[Player]:
    """``players`` in the order of the setting.

    Args:
        choice: ``auto`` (as they come), ``off`` (none), ``bell`` (nothing else: the card is not where the
            user is), or a player's name (that one first, the others behind it so that a cue is still heard).
    """
    if choice == OFF:
        return []
    if choice == Bell.name:
        return [player for player in players if player.name == Bell.name]
    return sorted(players, key=lambda player: player.name != choice)


def choices() -> list[str]:
    """Every word that the setting may hold."""
    return [AUTO, *(player.name for player in all_players(None)), OFF]


@dataclass(frozen=True)
class PlayerStatus:
    """A player and what is known of it."""

    name: str
    availability: Availability


class Ranking:
    """Players in rank, probed once in the background, set aside when they fail."""

    def __init__(self, players: Sequence[Player], clock: Callable[[], float] = time.monotonic) -> None:
        self._players = list(players)
        self._found = dict.fromkeys((player.name for player in players), NOT_PROBED)
        self._aside_since: float | None = None
        self._clock = clock
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def probe(self, then: Callable[[], None] = lambda: None) -> None:
        """Try, in the background, every player not known to work; ``then`` is called after each."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._probe, args=(then,), name="sound-probe", daemon=True)
            self._thread.start()

    def _probe(self, then: Callable[[], None]) -> None:
        for player in self._players:
            if self._closing.is_set():
                return
            if not self._found[player.name].works:
                self._enter(player, player.probe())
                then()

    def _enter(self, player: Player, found: Availability) -> None:
        with self._lock:
            self._found[player.name] = found
        log.info("player %s: %s %s", player.name, found.code, dict(found.params))

    @property
    def settled(self) -> bool:
        """Whether every player has been tried."""
        return NOT_PROBED not in self._found.values()

    def best(self, *, speaks: bool = False, name: str = "") -> Player | None:
        """The first in rank that works (and can speak, and is called ``name``); None where there is none (yet)."""
        with self._lock:
            for player in self._players:
                fits = (player.speaks or not speaks) and name in ("", player.name)
                if fits and self._found[player.name].works:
                    return player
        return None

    def set_aside(self, player: Player, reason: str) -> None:
        """Take a player that failed in use out of the ranking."""
        log.warning("player %s set aside: %s", player.name, reason)
        with self._lock:
            self._found[player.name] = Availability("failed", {"reason": reason})
            self._aside_since = self._clock()

    def retry(self) -> None:
        """Try those set aside again, if that was long enough ago. Called when nothing plays."""
        if self._aside_since is not None and self._clock() - self._aside_since >= RETRY_S:
            self._aside_since = None
            self.probe()

    def statuses(self) -> list[PlayerStatus]:
        """What is known of each, in rank."""
        with self._lock:
            return [PlayerStatus(player.name, self._found[player.name]) for player in self._players]

    def wait(self, timeout: float) -> bool:
        """Wait for the probe in the background to end; False where it takes longer."""
        if self._thread is not None:
            self._thread.join(timeout)
        return self.settled

    def close(self) -> None:
        """Free everything. Closing a player ends its probe; one that opened meanwhile is closed behind it."""
        self._closing.set()
        for _ in range(2):
            for player in self._players:
                player.close()
            if self._thread is not None:
                self._thread.join(4.0)
