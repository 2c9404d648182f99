"""Poise as it is installed: this folder holds all its packages, so that no other package of their names is met.

`core`, `models` and `tui` are names that others use too, as packages and on the PYTHONPATH of every ROS machine. In
the repository the packages lie at the top; in the wheel they lie in `poise_interview/`, beside this file, and only
`enter` makes them importable: first on the path, before anything of theirs is imported.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOMS = ("core", "questions", "models", "sounds", "tui")


def enter() -> None:
    """Put this folder first on the path, here and in child processes, and forget other packages of our names."""
    home = Path(__file__).resolve().parent
    if not (home / "core").is_dir():
        return  # an editable install: the packages lie in the checkout, which is on the path already
    for name in [name for name in sys.modules if name.partition(".")[0] in ROOMS]:
        origin = getattr(sys.modules[name], "__file__", None)
        if origin is None or home not in Path(origin).parents:
            del sys.modules[name]
    sys.path[:] = [str(home), *(entry for entry in sys.path if entry != str(home))]
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [entry for entry in inherited if entry not in ("", str(home))]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(home), *others])


def main() -> None:
    """The command `poise`."""
    enter()
    from tui.cli.main import main as poise

    poise()
