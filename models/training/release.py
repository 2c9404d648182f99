"""From a recipe to a file that may be shipped: trained, calibrated, exported, quantized, entered."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models.compress.integer import calibration_faces, static_int8
from models.data.level import levelled
from models.data.splits import part_of
from models.data.targets import Source
from models.networks.checkpoint import load_network
from models.networks.export import compare, export
from models.networks.predict import torch_predictor
from models.networks.product import product, shift_outputs
from models.registry import enter as register
from models.training.config import TrainConfig
from models.training.temperature import Scaling, raised, scaling_of


@dataclass(frozen=True)
class Form:
    """What a release is to be."""

    name: str
    place: Path
    """The registry's folder."""
    head: int = 0
    """Which head of the training becomes the outputs."""
    int8: bool = True
    shifts: bool = True
    """Calibrate with a shift per class, not with a temperature alone."""
    raise_fear: bool = False
    """Raise fear as far as calm faces and the tenth's accuracy allow."""
    threads: int = 2
    """Of the training; other numbers round otherwise."""
    device: str = "cpu"
    """Of the training, too: a GPU draws other variations of a face."""
    also: bool = False
    """Whether faces of another collection were learnt too, ..."""
    also_least: float = 0.0
    """... and how much the default gave at least to their labels."""

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self.place / f"{self.name}.onnx"

    def command(self, config: TrainConfig) -> str:
        """The one command that makes the file again from the data."""
        parts = ["poise lab release", f"--recipe {config.name} --name {self.name} --head {self.head}"]
        parts += ["--int8" if self.int8 else "--float", "--shifts" if self.shifts else "--no-shifts"]
        parts += ["--raise-fear"] if self.raise_fear else []
        parts += [f"--epochs {config.epochs} --seed {config.seed} --threads {self.threads}"]
        parts += [f"--device {self.device}"] if self.device != "cpu" else []
        parts += ["--also FOLDER"] if self.also else []
        parts += [f"--also-least {self.also_least:g}"] if self.also and self.also_least else []
        return " ".join([*parts, "--data fer2013.csv --votes fer2013new.csv --out RUN"])


def release(checkpoint: Path, source: Source, form: Form, say: Callable[[str], None] = lambda _: None) -> Path:
    """Write the file from a checkpoint and enter it in the registry.

    With votes it is calibrated on the validation tenth; with `int8` its ranges are measured on training faces.
    """
    network, config = load_network(checkpoint)
    chosen, spec = product(network, config, form.head)
    learn, tenth = source.sets(config)
    found = Scaling()
    if source.votes is not None and config.heads[form.head].source == "votes":
        judges = replace(tenth, faces=tenth.faces.as_levelled()) if config.levelled else tenth
        found = scaling_of(torch_predictor(form.name, checkpoint, chosen, spec), judges, form.shifts)
        if form.raise_fear:
            found = raised(found, torch_predictor(form.name, checkpoint, chosen, spec), judges)
        chosen, spec = copy.deepcopy(chosen), replace(spec, temperature=found.temperature)
        shift_outputs(chosen, found.shifts)
        say(f"temperature {found.temperature:.3f}, shifts {found.shifts}")
    with tempfile.TemporaryDirectory() as folder:
        floats = Path(folder) / "float.onnx"
        target = floats if form.int8 else form.path
        say(f"greatest difference of the float file from torch: {export(chosen, spec, target):.2g}")
        if form.int8:
            seen = learn.faces.as_levelled() if config.levelled else learn.faces
            spec = static_int8(floats, form.path, spec, calibration_faces(seen))
            say(f"greatest difference of the int8 file from torch: {compare(chosen, spec, form.path):.2g}")
    extra: dict[str, Any] = {"calibration": {"temperature": found.temperature, "shifts": list(found.shifts)}}
    held_out = part_of(source.faces, source.held_out)
    faces = levelled(held_out, source.cache_dir) if config.levelled else held_out
    measured = (faces, source.held_out, source.votes)
    register.enter(form.name, form.place, chosen, spec, config, form.command(config), measured, extra)
    return form.path
