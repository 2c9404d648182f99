"""`landmarks`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.vision.network.weights import weights_folder
from models.commands.shared import say
from models.landmarks.make import make


def landmarks(
    wheel: Annotated[
        Path | None, typer.Option(help="the wheel of mediapipe 0.10.14; without it, pip downloads it", exists=True)
    ] = None,
    folder: Annotated[Path | None, typer.Option("--weights-dir", help="the registry's folder")] = None,
) -> None:
    """Turn MediaPipe's face networks into ONNX files, prove that they agree, and enter them in the registry."""
    for path in make(folder or weights_folder(), say, wheel):
        typer.echo(str(path))


def add_to(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(landmarks)
