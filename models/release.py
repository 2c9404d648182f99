"""From a recipe to a file that may be shipped: trained, calibrated, exported, quantized, entered."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import nn

from models import register
from models.calibrate import Calibration, calibrate
from models.checkpoint import load_network
from models.config import TrainConfig, recipe_for
from models.data.faces import FaceSet
from models.data.targets import Examples, training_sets
from models.data.votes import read_votes
from models.errors import LabError
from models.export import compare, export
from models.networks.product import product, shift_outputs, torch_predictor
from models.quantize.integer import calibration_faces, static_int8
from models.train import Trainer

Report = Callable[[str], None]


def train(
    config: TrainConfig,
    faces: FaceSet,
    votes: Path | None,
    split: str,
    held_out: str,
    out: Path,
    say: Report,
    teacher: Path | None = None,
) -> Path:
    """Train to the end, or go on where an earlier start stopped; returns the best checkpoint.

    A recipe with a teacher trains it first, in a folder of its own inside `out`; a checkpoint of one may be given.
    """
    learn, tenth = _sets(config, faces, votes, split, held_out)
    say(f"{len(learn)} faces to learn from, {len(tenth)} to choose by")
    if config.teacher and teacher is None:
        say(f"first its teacher, in {out / config.teacher}")
        larger = replace(recipe_for(config.teacher), seed=config.seed)
        teacher = Trainer(larger, learn, tenth, out / config.teacher).run(say)
    answering = _answering(teacher, config) if teacher else None
    return Trainer(config, learn, tenth, out, teacher=answering).run(say)


def _answering(checkpoint: Path, pupil: TrainConfig) -> nn.Module:
    network, config = load_network(checkpoint)
    taught, wanted = _columns(config), _columns(pupil)
    if not wanted.items() <= taught.items() or not pupil.distill:
        raise LabError(f"{checkpoint}: no teacher for the recipe {pupil.name!r}, whose answers are others")
    return network


def _columns(config: TrainConfig) -> dict[int, str]:
    """Which class each output of a network answers for."""
    return {column: name for head in config.heads for column, name in zip(head.outputs, head.classes, strict=True)}


def _sets(
    config: TrainConfig, faces: FaceSet, votes: Path | None, split: str, held_out: str
) -> tuple[Examples, Examples]:
    return training_sets(config, faces, read_votes(votes, faces) if votes else None, split, held_out or None)


def release(
    checkpoint: Path,
    name: str,
    place: Path,
    faces: FaceSet,
    votes: Path | None,
    *,
    head: int = 0,
    int8: bool = True,
    shifts: bool = True,
    split: str = "Training",
    held_out: str = "PublicTest",
    command: str = "",
    say: Report = lambda _: None,
) -> Path:
    """Write `place/name.onnx` from a checkpoint's head and enter it in the registry of `place`.

    With votes it is calibrated on the validation tenth; with `int8` its ranges are measured on training faces.
    """
    network, config = load_network(checkpoint)
    chosen, spec = product(network, config, head)
    learn, tenth = _sets(config, faces, votes, split, held_out)
    found = Calibration()
    if votes is not None and config.heads[head].source == "votes":
        found = calibrate(torch_predictor(name, checkpoint, chosen, spec), tenth, shifts)
        chosen, spec = copy.deepcopy(chosen), replace(spec, temperature=found.temperature)
        shift_outputs(chosen, found.shifts)
        say(f"temperature {found.temperature:.3f}, shifts {found.shifts}")
    path = place / f"{name}.onnx"
    with tempfile.TemporaryDirectory() as folder:
        floats = Path(folder) / "float.onnx"
        target = floats if int8 else path
        say(f"greatest difference of the float file from torch: {export(chosen, spec, target):.2g}")
        if int8:
            static_int8(floats, path, spec, calibration_faces(learn.faces))
            say(f"greatest difference of the int8 file from torch: {compare(chosen, spec, path):.2g}")
    extra: dict[str, Any] = {"calibration": {"temperature": found.temperature, "shifts": list(found.shifts)}}
    register.enter(name, place, chosen, spec, config, command, (faces, held_out, votes), extra)
    return path


def command_line(config: TrainConfig, name: str, head: int, int8: bool, shifts: bool) -> str:
    """The one command that makes the file again from the data."""
    parts = ["poise lab release", f"--recipe {config.name} --name {name} --head {head}"]
    parts += ["--int8" if int8 else "--float", "--shifts" if shifts else "--no-shifts"]
    parts += [f"--epochs {config.epochs} --seed {config.seed}", "--data fer2013.csv --votes fer2013new.csv --out RUN"]
    return " ".join(parts)
