"""Where a training computes: on the processor, or on a GPU that torch sees."""

from __future__ import annotations

import torch

from models.base.errors import LabError

DEVICES = ("auto", "cpu", "cuda")
"""`auto` takes a GPU where torch sees one."""


def device_of(name: str) -> torch.device:
    """The device of the option `--device`; raises `LabError` for one that is unknown or not there."""
    if name not in DEVICES:
        raise LabError(f"--device {name}: use one of {', '.join(DEVICES)}")
    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        built = "sees no GPU" if torch.version.cuda else "was built without CUDA"
        raise LabError(f"--device cuda: torch {torch.__version__} {built}; use --device auto or cpu")
    return torch.device("cuda" if there and name != "cpu" else "cpu")
