"""`train`, `curves`, `evaluate`, `crossfit`, `export`, `release`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from core.vision.network.weights import weights_folder
from models.base.errors import LabError
from models.base.files import written_whole
from models.commands.shared import (
    CacheOption,
    ClassesOption,
    DataOption,
    JsonOption,
    PlainOption,
    ThreadsOption,
    VotesOption,
    classes_of,
    preparation,
    read,
    say,
    use_threads,
)
from models.commands.tables import show_evaluation, show_side_by_side
from models.data.faces import FaceSet
from models.data.level import with_levels
from models.data.targets import ALSO_SPLIT, Source
from models.measure.evaluate import crossfit as crossfit_files
from models.measure.evaluate import evaluate_files
from models.networks.predict import believed, load_predictor
from models.training.config import recipe_for, with_changes
from models.training.curves import as_csv, draw, read_curve

RecipeOption = Annotated[
    str,
    typer.Option(
        help="paper, small, panel, panel-wide, large, large-mixed, views, views-long, blend, soup, level, labels, "
        "wide, teacher, pupil, graduate, seeds, seven; small@2 is small with the seed 2"
    ),
]
DeviceOption = Annotated[str, typer.Option("--device", help="auto (a GPU where torch sees one), cpu or cuda")]
FoldOption = Annotated[
    str | None, typer.Option(help="2/5: leave out the second fifth and choose by it, for `crossfit`")
]
SwaOption = Annotated[int | None, typer.Option(min=0, help="keep the mean of the weights of so many last epochs")]
RaiseFearOption = Annotated[
    bool, typer.Option("--raise-fear", help="raise fear as far as calm faces of the tenth allow")
]
AlsoOption = Annotated[
    Path | None,
    typer.Option("--also", help="a folder <split>/<class>/*: learn its split `train` too, a label as ten votes"),
]
TrustOption = Annotated[
    float,
    typer.Option(
        "--also-least", min=0.0, max=1.0, help="leave out faces of --also to whose label the default gives less"
    ),
]
BeforeOption = Annotated[
    list[str], typer.Option("--before", help="RECIPE=CHECKPOINT: do not train what the recipe builds on again")
]


def given(before: list[str]) -> dict[str, Path]:
    """Recipe to checkpoint; raises `LabError` for another form or an unknown recipe."""
    pairs = [text.partition("=") for text in before]
    for name, _, path in pairs:
        recipe_for(name)
        if not path:
            raise LabError(f"--before {name}: give RECIPE=CHECKPOINT, such as teacher=RUN/teacher/best.safetensors")
    return {name: Path(path) for name, _, path in pairs}


def more(also: Path | None, least: float, cache_dir: Path | None) -> FaceSet | None:
    """The faces of another collection, without those whose label the default does not believe."""
    if also is None:
        return None
    faces = read(also, cache_dir).split(ALSO_SPLIT)
    if not least:
        return faces
    kept = believed(with_levels(faces, cache_dir), load_predictor("default"), least)
    say(f"{also}: {len(kept)} of {len(faces)} pictures have a label that the default network believes")
    return kept


def train(
    data: DataOption,
    out: Annotated[Path, typer.Option("--out", help="folder for checkpoints; a second start goes on there")],
    recipe: RecipeOption = "paper",
    votes: VotesOption = None,
    classes: ClassesOption = None,
    split: Annotated[str, typer.Option(help="the split to learn from")] = "Training",
    held_out: Annotated[str, typer.Option(help="no copy of its pictures is learnt from; '' for none")] = "PublicTest",
    epochs: Annotated[int | None, typer.Option(min=1, help="at most so many")] = None,
    patience: Annotated[int | None, typer.Option(min=1, help="stop after so many epochs without gain")] = None,
    batch: Annotated[int | None, typer.Option(min=2)] = None,
    lr: Annotated[float | None, typer.Option(min=0.0)] = None,
    weight_decay: Annotated[float | None, typer.Option(min=0.0)] = None,
    seed: Annotated[int | None, typer.Option()] = None,
    dtype: Annotated[str | None, typer.Option(help="bfloat16 or float32")] = None,
    fold: FoldOption = None,
    swa: SwaOption = None,
    also: AlsoOption = None,
    also_least: TrustOption = 0.0,
    before: BeforeOption = [],  # noqa: B006
    device: DeviceOption = "auto",
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Train a network; resumes where it was stopped, prints a line per epoch."""
    use_threads(threads)
    from models.training.device import device_of
    from models.training.pipeline import Pipeline

    changes = {"epochs": epochs, "patience": patience, "batch": batch, "lr": lr, "seed": seed, "dtype": dtype}
    changes |= {"fold": fold, "swa": swa}
    config = with_changes(recipe_for(recipe, classes_of(classes)), weight_decay=weight_decay, **changes)
    faces = read(data, cache_dir)
    for name, count in faces.split(split).counts(config.classes).items():
        say(f"{name}: {count} pictures" if count else f"{name}: no pictures; the network will not learn it")
    source = Source(faces, votes, split, held_out, cache_dir, more(also, also_least, cache_dir))
    typer.echo(str(Pipeline(source, out, say, given(before), device_of(device)).train(config)))


def curves(
    runs: Annotated[list[Path], typer.Argument(help="folders of trainings (their --out)")],
    out: Annotated[Path, typer.Option("--out", help="the picture, .svg; the numbers lie beside it as .csv")],
) -> None:
    """Draw what each epoch of one or more trainings came to, side by side."""
    found = [read_curve(run) for run in runs]
    with written_whole(out.with_suffix(".csv")) as stream:
        stream.write(as_csv(found).encode())
    typer.echo(str(draw(found, out.with_suffix(".svg"))))


def evaluate(
    weights: Annotated[str, typer.Argument(help="a file, or a name of the registry: default, paper, …")],
    data: DataOption,
    splits: Annotated[
        list[str], typer.Option("--split", help="any split in the data, or `tenth`; several: side by side")
    ] = ["PublicTest"],  # noqa: B006
    votes: VotesOption = None,
    classes: ClassesOption = None,
    plain: PlainOption = False,
    as_json: JsonOption = False,
    threads: ThreadsOption = 1,
    cache_dir: CacheOption = None,
) -> None:
    """Accuracy, recall, precision and confusions by FER's labels and by the voters, with 95 % intervals."""
    predict, faces, prepare = load_predictor(weights, threads), read(data, cache_dir), preparation(plain, cache_dir)
    found = [evaluate_files(predict, faces, split, votes, classes_of(classes), prepare) for split in splits]
    if as_json:
        typer.echo(json.dumps(found[0] if len(found) == 1 else found, indent=1))
        return
    if len(found) == 1:
        show_evaluation(found[0])
    show_side_by_side(found)


def crossfit(
    folds: Annotated[list[Path], typer.Argument(help="the best.safetensors of `train --fold 1/5` to 5/5")],
    data: DataOption,
    votes: VotesOption = None,
    plain: PlainOption = False,
    as_json: JsonOption = False,
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Figures over all of Training, each face judged by the fold's network that never saw it; with intervals."""
    use_threads(threads)
    found = crossfit_files(folds, read(data, cache_dir), votes, preparation(plain, cache_dir))
    if as_json:
        typer.echo(json.dumps(found, indent=1))
        return
    show_evaluation(found)
    show_side_by_side([found])


def export(
    checkpoint: Annotated[Path, typer.Argument(help="a checkpoint of `poise lab train`")],
    name: Annotated[str, typer.Option("--name", help="the name in the registry")],
    head: Annotated[int, typer.Option(min=0, help="which head of the training becomes the outputs")] = 0,
    command: Annotated[str, typer.Option(help="the command that trained it, for the registry")] = "",
    data: Annotated[Path | None, typer.Option("--data", help="measure it on this data for the registry")] = None,
    split: Annotated[str, typer.Option("--split")] = "PublicTest",
    votes: VotesOption = None,
    folder: Annotated[Path | None, typer.Option("--weights-dir", help="the registry's folder")] = None,
    cache_dir: CacheOption = None,
) -> None:
    """Write the network as ONNX, check it against torch, and enter it in the registry."""
    use_threads(2)
    from models.networks.checkpoint import load_network
    from models.networks.export import export as write
    from models.networks.product import product
    from models.registry.enter import enter

    network, config = load_network(checkpoint)
    if head >= len(config.heads):
        raise LabError(f"{checkpoint}: no head {head}; it has {len(config.heads)}")
    chosen, spec = product(network, config, head)

    place = folder or weights_folder()
    difference = write(chosen, spec, place / f"{name}.onnx")
    say(f"greatest difference from torch: {difference:.2g}")
    measured = (read(data, cache_dir), split, votes) if data else None
    enter(name, place, chosen, spec, config, command, measured)
    typer.echo(str(place / f"{name}.onnx"))


def release(
    data: DataOption,
    out: Annotated[Path, typer.Option("--out", help="folder for checkpoints; a second start goes on there")],
    recipe: RecipeOption = "small",
    name: Annotated[str, typer.Option("--name", help="the name in the registry")] = "small-int8",
    votes: VotesOption = None,
    head: Annotated[int, typer.Option(min=0, help="which head of the training becomes the outputs")] = 0,
    int8: Annotated[bool, typer.Option("--int8/--float", help="quantize the file")] = True,
    shifts: Annotated[bool, typer.Option("--shifts/--no-shifts", help="calibrate with a shift per class")] = True,
    raise_fear: RaiseFearOption = False,
    checkpoint: Annotated[Path | None, typer.Option(help="release this checkpoint and train nothing")] = None,
    split: Annotated[str, typer.Option("--split")] = "Training",
    held_out: Annotated[str, typer.Option()] = "PublicTest",
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option()] = None,
    also: AlsoOption = None,
    also_least: TrustOption = 0.0,
    before: BeforeOption = [],  # noqa: B006
    folder: Annotated[Path | None, typer.Option("--weights-dir", help="the registry's folder")] = None,
    device: DeviceOption = "auto",
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """From scratch to the shipped file: train, calibrate, export, quantize, measure, enter in the registry."""
    use_threads(threads)
    from models.networks.checkpoint import load_network
    from models.training.device import device_of
    from models.training.pipeline import Pipeline
    from models.training.release import Form
    from models.training.release import release as write

    faces = read(data, cache_dir)
    config = load_network(checkpoint)[1] if checkpoint else with_changes(recipe_for(recipe), epochs=epochs, seed=seed)
    place, others = device_of(device), more(also, also_least, cache_dir)
    source = Source(faces, votes, split, held_out, cache_dir, others)
    best = checkpoint or Pipeline(source, out, say, given(before), place).train(config)
    form = Form(name, folder or weights_folder(), head, int8, shifts, raise_fear, threads, place.type)
    form = replace(form, also=bool(others), also_least=also_least)
    typer.echo(str(write(best, source, form, say)))


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (train, curves, evaluate, crossfit, export, release):
        app.command()(command)
