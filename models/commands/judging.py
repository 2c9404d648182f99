"""`gate`, `robustness`, `search`, `haar`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from models.commands.shared import CacheOption, DataOption, JsonOption, VotesOption, read, say
from models.errors import LabError


def gate(
    candidate: Annotated[str, typer.Argument(help="a name of the registry, or an .onnx file")],
    data: DataOption,
    votes: VotesOption = None,
    against: Annotated[str, typer.Option("--against", help="the network that it must not fall behind")] = "default",
    clips: Annotated[Path | None, typer.Option("--clips", help="the folder of the clips")] = None,
    split: Annotated[str, typer.Option("--split")] = "PublicTest",
    record: Annotated[bool, typer.Option("--record/--no-record", help="keep the verdict in the registry")] = True,
    make_default: Annotated[
        bool, typer.Option("--make-default", help="and make it the default if it passed")
    ] = False,
    as_json: JsonOption = False,
    cache_dir: CacheOption = None,
) -> None:
    """Whether a file may become the default: consensus, calibration, latency and cues, with reasons."""
    from models import registry
    from models.data.votes import read_votes
    from models.gate import judge
    from models.predict import load_predictor

    if votes is None:
        raise LabError("the gate judges by the voters' consensus: give --votes fer2013new.csv")
    faces = read(data, cache_dir).split(split)
    networks = [(name, load_predictor(name)) for name in (candidate, against)]
    verdict = judge(networks[0], networks[1], faces, read_votes(votes, faces), clips, report=say)
    named = not candidate.endswith(".onnx")
    if record and named:
        registry.note_gate(networks[0][1].name, verdict.to_dict())
    if make_default and named and verdict.passed:
        registry.set_default(networks[0][1].name)
    if as_json:
        typer.echo(json.dumps(verdict.to_dict(), indent=1))
    else:
        for check in verdict.checks:
            sign = "ok  " if check.passed else "FAIL"
            typer.echo(
                f"{sign} {check.name}: {check.candidate:.4g} (other {check.against:.4g}, limit {check.limit:.4g})"
            )
        typer.echo(f"{candidate}: {'passes' if verdict.passed else 'fails'}")
    if not verdict.passed:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (gate,):
        app.command()(command)
