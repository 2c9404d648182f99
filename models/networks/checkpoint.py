"""Checkpoints: safetensors (no code runs on loading) that carry their full configuration."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from models.base.errors import LabError
from models.base.files import written_whole
from models.networks.build import build
from models.training.config import TrainConfig


def save(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Write atomically: a killed training leaves the previous checkpoint whole."""
    with written_whole(path) as stream:
        stream.write(to_bytes({k: v.detach().cpu().contiguous() for k, v in tensors.items()}, metadata))


def load(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Tensors and metadata; raises `LabError` for a file that is no checkpoint."""
    try:
        with safe_open(path, framework="pt") as stored:
            return {k: stored.get_tensor(k) for k in stored.keys()}, dict(stored.metadata() or {})  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise LabError(f"{path}: not a readable checkpoint ({error})") from error


def load_network(path: Path) -> tuple[nn.Module, TrainConfig]:
    """The network of a checkpoint, in evaluation mode, with the configuration that made it."""
    tensors, metadata = load(path)
    if "config" not in metadata:
        raise LabError(f"{path}: a checkpoint without its configuration; use one that `poise lab train` wrote")
    config = TrainConfig.from_json(metadata["config"])
    network = build(config.network, config.network_args)
    network.load_state_dict(tensors)
    return network.eval(), config


def to_tensors(network: nn.Module) -> dict[str, Tensor]:
    """All parameters and buffers by name."""
    return {k: v.clone() for k, v in network.state_dict().items() if isinstance(v, torch.Tensor)}
