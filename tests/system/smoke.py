"""`make smoke`: install the wheel as a user would, with its dependencies and nothing else, and use it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.system.wheels import ANSWERS_ONE_QUESTION, build_wheel, install, make_environment, poise


def main() -> int:
    """Return 0 when version, doctor and one short interview work from the installed wheel."""
    with tempfile.TemporaryDirectory(prefix="poise-smoke-") as name:
        folder = Path(name)
        wheel = build_wheel(folder)
        python = make_environment(folder / "environment")
        install(python, wheel)
        for arguments in (("--version",), ("doctor",), ANSWERS_ONE_QUESTION, ("report",)):
            result = poise(python, folder / "home", *arguments)
            print(f"$ poise {' '.join(arguments)}\n{result.stdout}{result.stderr}", flush=True)
            if result.returncode != 0:
                print(f"failed with exit code {result.returncode}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
