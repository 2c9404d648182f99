"""One question before something is lost: asked on a terminal, answered beforehand by --yes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from core.base import paths
from tui.cli.commands.speaking import UsageProblem
from tui.cli.output import Output
from tui.i18n import _

YES = frozenset(("y", "yes", "ㅛ", "네", "예"))
"""ㅛ is what the key of the y writes in Hangul mode."""
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before something is lost.")]


def sure(question: str, *, yes: bool) -> None:
    """Go on only where the user says yes, here or by --yes.

    Raises UsageProblem where nobody can be asked, and Exit (1) for a no, which anything but a yes is.
    """
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageProblem(_("{question} Nobody can be asked here: say --yes").format(question=question))
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in YES:
        Output().line(_("Nothing was changed."))
        raise typer.Exit(1)


def tell_aside(data: Path) -> None:
    """What an import put aside has numbers of its own, so that what goes of one session stays there: said."""
    for folder in paths.aside_dirs(data):
        said = _("{folder} holds what was here before an import; Settings › Data deletes it.").format(folder=folder)
        Output().line(said)
