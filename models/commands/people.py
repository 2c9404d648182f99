"""`ceiling`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from models.base.errors import LabError
from models.commands.shared import CacheOption, DataOption, JsonOption, VotesOption, read
from models.commands.tables import show_ceiling
from models.data.labels import FIVE
from models.data.people import fit_people, with_others
from models.data.splits import part_to_learn, validation_mask
from models.data.votes import read_votes
from models.measure import ceiling as people


def ceiling(
    data: DataOption,
    votes: VotesOption = None,
    components: Annotated[int, typer.Option(min=1, help="Dirichlet components; 1 is the plain model")] = 6,
    faces: Annotated[int, typer.Option(min=1000, help="simulated faces")] = 60_000,
    as_json: JsonOption = False,
    cache_dir: CacheOption = None,
) -> None:
    """How well people do at the same task: one more person, ten others, everybody, against a panel of ten."""
    if votes is None:
        raise LabError("the ceiling is fitted to what ten people said: give --votes fer2013new.csv")

    every = read(data, cache_dir)
    part = every.take(part_to_learn(every, "Training", "PublicTest"))
    cast = read_votes(votes, part)
    counts, tenth = with_others(cast, FIVE), validation_mask(part)
    model = fit_people(counts[cast.named & ~tenth], components)
    judged = counts[cast.named & tenth]
    figures: dict[str, Any] = {"components": components, "likelihood_of_tenth": model.likelihood(judged)}
    figures |= {"weights": model.weights.tolist(), "alphas": model.alphas.tolist(), "classes": [*FIVE, "other"]}
    figures["half_panels_agree"] = people.half_panels(judged, len(FIVE))
    simulated = people.simulated_votes(model, faces)
    figures["simulated_half_panels_agree"] = people.half_panels(simulated, len(FIVE))
    figures |= people.ceiling(model, FIVE, faces)
    typer.echo(json.dumps(figures, indent=1)) if as_json else show_ceiling(figures)


def add_to(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(ceiling)
