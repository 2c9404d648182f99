"""The laptop's microphone and loudspeaker, lent over SSH: each a child that asks `poise lend` for it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from sounds.microphone import RATE, Ear
from sounds.players.command import CommandPlayer
from sounds.recorder import Recorder

NAME = "lent"
WORKER = Path(__file__).parent / "workers" / "lent_sound.py"


@dataclass(frozen=True)
class LentSound:
    """`ticket` is the file with port and key, `client` what this process calls itself."""

    ticket: Path
    client: str

    def ear(self) -> Ear:
        """Its microphone, for measuring."""
        return Ear(NAME, self._command("listen"), RATE)

    def recorder(self) -> Recorder:
        """Its microphone, for the level meter, to which the rate is all one."""
        return Recorder(NAME, self._command("listen"), "")

    def player(self) -> CommandPlayer:
        """Its loudspeaker."""
        return CommandPlayer(NAME, self._command("play", "{}"), "")

    def _command(self, *what: str) -> tuple[str, ...]:
        ticket = str(self.ticket).replace("{", "{{").replace("}", "}}") if "play" in what else str(self.ticket)
        return (sys.executable, "-I", "-S", str(WORKER), ticket, self.client, *what)
