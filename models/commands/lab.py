"""`poise lab`: train, measure, compress and export networks. Imports torch only inside the commands."""

from __future__ import annotations

import typer

from models.commands import ABOUT, basics, compress, hearing, judging, landmarks
from models.commands.shared import run_with_one_line_errors

app = typer.Typer(
    name="lab",
    help=ABOUT,
    no_args_is_help=True,
)
basics.add_to(app)
compress.add_to(app)
judging.add_to(app)
hearing.add_to(app)
landmarks.add_to(app)


def main() -> None:
    """Run the lab on its own, with errors in one line."""
    run_with_one_line_errors(app)


if __name__ == "__main__":
    main()
