"""Options and errors that the lab's commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from core.base.errors import PoiseError
from models.base.errors import need_torch
from models.data.faces import FaceSet
from models.data.labels import parse_classes
from models.data.level import levelled
from models.data.reader import read_faces

DataOption = Annotated[
    Path, typer.Option("--data", help="fer2013.csv (or .gz, or icml_face_data.csv), or the folder above train/")
]
VotesOption = Annotated[Path | None, typer.Option("--votes", help="FER+'s fer2013new.csv: same rows, same order")]
CacheOption = Annotated[Path | None, typer.Option("--cache-dir", help="where decoded faces are kept")]
ClassesOption = Annotated[str | None, typer.Option("--classes", help="`five`, `seven` or a list: happy,sad")]
PlainOption = Annotated[
    bool, typer.Option("--plain/--levelled", help="the bare pictures, not levelled as the program levels faces")
]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON on standard output")]
ThreadsOption = Annotated[int, typer.Option("--threads", min=1, help="threads for the computation")]


def say(text: str) -> None:
    """A line for the user that is not the result."""
    typer.echo(text, err=True)


def read(data: Path, cache_dir: Path | None) -> FaceSet:
    """The faces of a source, cached."""
    return read_faces(data, cache_dir)


def preparation(plain: bool, cache_dir: Path | None) -> Callable[[FaceSet], FaceSet]:
    """What is done with the faces of a part before a network sees them."""
    return (lambda faces: faces) if plain else (lambda faces: levelled(faces, cache_dir))


def classes_of(text: str | None) -> tuple[str, ...] | None:
    """The classes of the option, None without it."""
    return parse_classes(text) if text else None


def use_threads(count: int) -> None:
    """Let torch use so many threads; raises `LabError` where torch is missing."""
    need_torch()
    import torch

    torch.set_num_threads(count)


def run_with_one_line_errors(command: Callable[[], Any]) -> None:
    """Print the line of a `PoiseError` and exit with its code."""
    try:
        command()
    except PoiseError as error:
        typer.echo(f"poise lab: {error}", err=True)
        sys.exit(error.exit_code)
