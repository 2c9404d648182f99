"""Torch networks out of the shipped ONNX files, so that a fresh checkout can prune and fine-tune them."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.base.errors import LabError
from models.networks.build import build
from models.networks.checkpoint import load_network
from models.networks.product import product, product_recipe
from models.registry import entries as registry
from models.registry.spec import NetworkSpec
from models.training.config import TrainConfig, paper_recipe


def restore(weights: str) -> tuple[nn.Module, NetworkSpec, TrainConfig]:
    """A trainable network with its description and recipe: a checkpoint, or a float network of the registry.

    Of a checkpoint with helping heads only the product is kept.
    Raises `LabError` for one whose ONNX weights are folded or quantized: give its checkpoint instead.
    """
    path = Path(weights)
    if path.suffix == ".safetensors":
        network, config = load_network(path)
        return (*product(network, config), product_recipe(config))
    entry = registry.find(weights)
    recipe = entry.facts.get("recipe")
    config = TrainConfig.from_json(recipe) if recipe else paper_recipe(entry.spec.classes)
    return _from_onnx(entry, config), entry.spec, config


def _from_onnx(entry: registry.Entry, config: TrainConfig) -> nn.Module:
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(entry.path).graph.initializer}
    network = build(config.network, config.network_args)
    wanted = network.state_dict()
    if not set(wanted) <= set(stored):
        raise LabError(f"{entry.name}: its file holds no trainable weights; give the checkpoint (.safetensors)")
    network.load_state_dict({name: torch.from_numpy(stored[name].copy()) for name in wanted})
    return network.eval()
