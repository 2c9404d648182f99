"""From a recipe to a file that may be shipped: trained, calibrated, exported, quantized, entered."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from models import register
from models.calibrate import Calibration, calibrate
from models.checkpoint import load_network
from models.config import TrainConfig
from models.data.source import Source
from models.export import compare, export
from models.networks.product import product, shift_outputs, torch_predictor
from models.quantize.integer import calibration_faces, static_int8

Report = Callable[[str], None]


def release(
    checkpoint: Path,
    name: str,
    place: Path,
    source: Source,
    *,
    head: int = 0,
    int8: bool = True,
    shifts: bool = True,
    command: str = "",
    say: Report = lambda _: None,
) -> Path:
    """Write `place/name.onnx` from a checkpoint's head and enter it in the registry of `place`.

    With votes it is calibrated on the validation tenth; with `int8` its ranges are measured on training faces.
    """
    network, config = load_network(checkpoint)
    chosen, spec = product(network, config, head)
    learn, tenth = source.sets(config)
    found = Calibration()
    if source.votes is not None and config.heads[head].source == "votes":
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
    register.enter(name, place, chosen, spec, config, command, (source.faces, source.held_out, source.votes), extra)
    return path


def command_line(config: TrainConfig, name: str, head: int, int8: bool, shifts: bool) -> str:
    """The one command that makes the file again from the data."""
    parts = ["poise lab release", f"--recipe {config.name} --name {name} --head {head}"]
    parts += ["--int8" if int8 else "--float", "--shifts" if shifts else "--no-shifts"]
    parts += [f"--epochs {config.epochs} --seed {config.seed}", "--data fer2013.csv --votes fer2013new.csv --out RUN"]
    return " ".join(parts)
