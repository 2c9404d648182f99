"""What works of sound here, what is missing, and the command that installs it: all as codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sounds.players.base import Availability, Player
from sounds.players.ranking import all_players
from sounds.recorder import Recorder, recorders
from sounds.speech import Engine, engines

PLAYER, RECORDER, SPEECH = "player", "recorder", "speech"


@dataclass(frozen=True)
class Finding:
    """One part and whether it works.

    Attributes:
        topic: ``player``, ``recorder`` or ``speech``.
        name: which one, in rank within its topic.
        availability: what was found; the first of a topic that works is the one in use.
    """

    topic: str
    name: str
    availability: Availability


def examine(
    players: Sequence[Player] | None = None,
    takers: Sequence[Recorder] | None = None,
    speakers: Sequence[Engine] | None = None,
) -> list[Finding]:
    """Try everything, one after the other; takes a few seconds where something hangs.

    Plays 10 ms of silence by each player and records 50 ms by each recorder. The bell is not tried.
    """
    found = []
    for player in all_players(None)[:-1] if players is None else players:
        found.append(Finding(PLAYER, player.name, player.probe()))
        player.close()
    found += [Finding(RECORDER, each.name, each.probe()) for each in (recorders() if takers is None else takers)]
    found += [Finding(SPEECH, each.name, each.probe()) for each in (engines() if speakers is None else speakers)]
    return found
