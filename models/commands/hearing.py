"""`clips`, `cues`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from models.base.errors import LabError
from models.commands.shared import CacheOption, JsonOption, VotesOption
from models.cues.policies import markdown, run_cues
from models.measure.clips import all_clip_faces, behaviour
from models.networks.predict import load_predictor


def clips(
    weights: Annotated[list[str], typer.Argument(help="names of the registry or files")],
    folder: Annotated[Path, typer.Option("--clips", help="the folder of the clips")],
    as_json: JsonOption = False,
) -> None:
    """Frames called bad in clips of talking people, stretch by stretch, and the mean probability of bad."""

    faces = all_clip_faces(folder)
    found = {name: behaviour(load_predictor(name), faces) for name in weights}
    if as_json:
        typer.echo(json.dumps({name: [asdict(b) for b in rows] for name, rows in found.items()}, indent=1))
        return
    typer.echo("| clip | seen | faces | " + " | ".join(weights) + " |\n|" + " --- |" * (3 + len(weights)))
    for rows in zip(*found.values(), strict=True):
        cells = [f"{100 * b.called_bad:.0f} % (p {b.p_bad:.2f})" for b in rows]
        first = rows[0]
        typer.echo("| " + " | ".join([first.stretch.clip, first.stretch.seen, str(first.faces), *cells]) + " |")


def cues(
    weights: Annotated[str, typer.Argument(help="a name of the registry, or an .onnx file")] = "default",
    data: Annotated[Path | None, typer.Option("--data", help="FER2013, as for the other commands")] = None,
    votes: VotesOption = None,
    clips: Annotated[Path | None, typer.Option("--clips", help="the folder of the clips")] = None,
    split: Annotated[str, typer.Option("--split")] = "PublicTest",
    minutes: Annotated[float, typer.Option("--minutes", min=1.0, help="length of the composed stream")] = 30.0,
    seed: Annotated[int, typer.Option("--seed", help="1 to 4 are those by which the presets were chosen")] = 1,
    held_out: Annotated[
        bool, typer.Option("--hold-out", help="faces by which no preset was chosen, in place of --split")
    ] = False,
    as_json: JsonOption = False,
    cache_dir: CacheOption = None,
) -> None:
    """Hits, misses, false cues and delay over labelled streams: the paper's rule beside ours, and a curve."""

    if data is None and clips is None:
        raise LabError("nothing to measure on: give --data with --votes, or --clips, or all three")
    part = None if held_out else split
    figures = run_cues(weights, data, votes, clips, split=part, minutes=minutes, seed=seed, cache_dir=cache_dir)
    typer.echo(json.dumps(figures, indent=1) if as_json else markdown(figures))


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (clips, cues):
        app.command()(command)
