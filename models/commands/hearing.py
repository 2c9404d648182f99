"""`clips`, `cues`, `films`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from models.base.errors import LabError
from models.commands.shared import CacheOption, JsonOption, VotesOption
from models.cues import films as films_of
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


def films(
    folders: Annotated[
        list[Path], typer.Argument(help="folders of films, each with a labels.csv: clip, start, end, label")
    ],
    weights: Annotated[list[str], typer.Option("--weights", help="names of the registry or files")] = ["default"],  # noqa: B006
    tries: Annotated[
        list[str],
        typer.Option("--try", help="normal with other constants, such as present=0.6,dwell_s=1"),
    ] = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """False sounds and stretches heard in labelled films, by network and policy; calm films are looped, too."""
    rules = films_of.variants([_constants(text) for text in tries])
    found = {}
    for name in weights:
        read = films_of.read_films(folders, name, lambda line: typer.echo(line, err=True))
        found[name] = [films_of.film_figures(rule, read, policy) for rule, policy in rules.items()]
    if as_json:
        typer.echo(json.dumps({name: [asdict(row) for row in rows] for name, rows in found.items()}, indent=1))
    else:
        typer.echo("\n\n".join(f"{name}\n\n{films_of.markdown(rows)}" for name, rows in found.items()))


def _constants(text: str) -> dict[str, float]:
    try:
        return {key.strip(): float(value) for key, value in (part.split("=") for part in text.split(","))}
    except ValueError:
        raise LabError(f"--try {text}: give NAME=NUMBER, such as present=0.6,dwell_s=1") from None


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (clips, cues, films):
        app.command()(command)
