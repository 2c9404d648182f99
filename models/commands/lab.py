"""`poise lab`: train, measure, compress and export networks. Imports torch only inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.vision.network.weights import weights_folder
from models.commands import basics, compress, hearing, judging
from models.commands.shared import run_with_one_line_errors, say
from models.landmarks.make import make

app = typer.Typer(
    name="lab",
    help="Train, measure, compress and export networks (needs the extra `lab`, except to evaluate ONNX files).",
    no_args_is_help=True,
)
basics.add_to(app)
compress.add_to(app)
judging.add_to(app)
hearing.add_to(app)


@app.command()
def landmarks(
    wheel: Annotated[
        Path | None, typer.Option(help="the wheel of mediapipe 0.10.14; without it, pip downloads it", exists=True)
    ] = None,
    folder: Annotated[Path | None, typer.Option("--weights-dir", help="the registry's folder")] = None,
) -> None:
    """Turn MediaPipe's face networks into ONNX files, prove that they agree, and enter them in the registry."""
    for path in make(folder or weights_folder(), say, wheel):
        typer.echo(str(path))


def main() -> None:
    """Run the lab on its own, with errors in one line."""
    run_with_one_line_errors(app)


if __name__ == "__main__":
    main()
