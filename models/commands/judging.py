"""`gate`, `robustness`, `search`, `haar`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from models.base.errors import LabError
from models.commands.shared import (
    CacheOption,
    DataOption,
    JsonOption,
    PlainOption,
    ThreadsOption,
    VotesOption,
    preparation,
    read,
    say,
    use_threads,
)
from models.commands.tables import show_ceiling
from models.data.labels import FIVE
from models.data.people import fit_people, with_others
from models.data.splits import part_of, part_to_learn, validation_mask
from models.data.targets import Source
from models.data.votes import read_votes
from models.measure import ceiling as people
from models.measure import robustness as damages
from models.measure.gate import judge
from models.networks.predict import load_predictor
from models.registry import entries as registry

RECIPES = "recipes"


def gate(
    candidate: Annotated[str, typer.Argument(help="a name of the registry, or an .onnx file")],
    data: DataOption,
    votes: VotesOption = None,
    against: Annotated[str, typer.Option("--against", help="the network that it must not fall behind")] = "default",
    clips: Annotated[Path | None, typer.Option("--clips", help="the folder of the clips")] = None,
    split: Annotated[str, typer.Option("--split", help="`tenth`: the one to choose by")] = "tenth",
    plain: PlainOption = False,
    record: Annotated[bool, typer.Option("--record/--no-record", help="keep the verdict in the registry")] = True,
    make_default: Annotated[
        bool, typer.Option("--make-default", help="and make it the default if it passed")
    ] = False,
    as_json: JsonOption = False,
    cache_dir: CacheOption = None,
) -> None:
    """Whether a file may become the default: consensus, calibration, latency and cues, with reasons."""
    if votes is None:
        raise LabError("the gate judges by the voters' consensus: give --votes fer2013new.csv")
    faces = preparation(plain, cache_dir)(part_of(read(data, cache_dir), split))
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
            typer.echo(check.line())
        for floor in verdict.floors:
            typer.echo(f"{'held' if floor.held else 'MISSED'} {floor.name}: {floor.reached:.4g}, aim {floor.aim:.4g}")
        typer.echo(f"{candidate}: {'passes' if verdict.passed else 'fails'}")
        typer.echo(f"certified: {'yes' if verdict.certified else 'no'}")
    if not verdict.passed:
        raise typer.Exit(1)


def robustness(
    weights: Annotated[list[str], typer.Argument(help="names of the registry or files; the first is the baseline")],
    data: DataOption,
    votes: VotesOption = None,
    split: Annotated[str, typer.Option("--split")] = "PublicTest",
    as_json: JsonOption = False,
    cache_dir: CacheOption = None,
) -> None:
    """Points of consensus accuracy lost to rotation, blur, low light, noise, distance, JPEG, and Haar's crop."""
    if votes is None:
        raise LabError("the drops are measured against the voters' consensus: give --votes fer2013new.csv")
    faces = read(data, cache_dir).split(split)
    cast = read_votes(votes, faces)
    networks = [load_predictor(name) for name in weights]
    drops = damages.robustness(networks, faces, cast)
    if as_json:
        typer.echo(json.dumps([asdict(drop) for drop in drops], indent=1))
        return
    clean = damages.accuracies(networks, faces, cast)
    typer.echo(damages.markdown(drops, clean))


def search(
    data: DataOption,
    out: Annotated[Path, typer.Option("--out", help="folder for the study, the front and its figure")],
    votes: VotesOption = None,
    weights: Annotated[str, typer.Option(help="a checkpoint, or a float network of the registry")] = "paper",
    storage: Annotated[str, typer.Option(help="Optuna's storage URL; shared by many machines")] = "",
    name: Annotated[str, typer.Option(help="the study's name")] = "poise",
    space: Annotated[
        str, typer.Option(help="`compress` the weights, `widths` of the small network anew, or `recipes` of training")
    ] = "compress",
    recipe: Annotated[str, typer.Option(help="recipes: the one to search around")] = "small",
    seed: Annotated[int, typer.Option(help="recipes: of the choices")] = 1,
    device: Annotated[str, typer.Option("--device", help="recipes: auto, cpu or cuda")] = "auto",
    trials: Annotated[int, typer.Option(min=1, help="trials that this worker adds")] = 20,
    epochs: Annotated[int, typer.Option(min=0, help="of each trial; recipes: 0 for the recipe's own")] = 0,
    split: Annotated[str, typer.Option("--split", help="the split to learn from; a tenth of it judges")] = "Training",
    held_out: Annotated[str, typer.Option()] = "PublicTest",
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Search pruning ratios and bit widths, or widths, for accuracy, bytes and MACs (Optuna); resumable."""
    use_threads(threads)
    from models.compress import search as searching
    from models.study.prepare import search_parts

    if space not in (*searching.SPACES, RECIPES):
        raise LabError(f"--space {space!r}: use one of {', '.join([*searching.SPACES, RECIPES])}")
    out.mkdir(parents=True, exist_ok=True)
    source = Source(read(data, cache_dir), votes, split, held_out, cache_dir)
    url = storage or f"sqlite:///{(out / 'search.db').resolve()}"
    if space == RECIPES:
        _search_recipes(recipe, source, out, (url, name, trials, seed), epochs or None, device)
        return
    base, aim = search_parts(weights, source, space)
    study = searching.search(base, aim, url, name, trials, epochs, say, space)
    say(str(searching.draw(study, out / f"front-{space}.svg")))
    typer.echo(json.dumps(searching.front(study), indent=1))


def _search_recipes(
    recipe: str, source: Source, out: Path, kept: tuple[str, str, int, int], epochs: int | None, device: str
) -> None:
    from models.training.config import recipe_for, with_changes
    from models.training.device import device_of
    from models.training.pipeline import Pipeline
    from models.training.recipes import Search, search_recipes, table

    config = with_changes(recipe_for(recipe), epochs=epochs, patience=epochs)
    pipeline = Pipeline(source, out, say, device=device_of(device))
    study = search_recipes(config, pipeline, Search(*kept), say)
    typer.echo(json.dumps(table(study), indent=1))


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
    """Add this group's commands."""
    for command in (gate, robustness, search, ceiling):
        app.command()(command)
