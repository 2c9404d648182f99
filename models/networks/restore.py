"""Torch networks out of the shipped ONNX files, so that a fresh checkout can prune and fine-tune them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from models.base.errors import LabError
from models.networks.build import build
from models.networks.checkpoint import load_network
from models.networks.product import last_linear, product, product_recipe
from models.networks.small import ConvBN
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


Floats = npt.NDArray[np.float32]


def widened(path: Path) -> dict[str, Floats]:
    """Weights and biases of an int8 file (QDQ, one scale for each output channel) by the names torch gives them."""
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    found = {}
    for name, kind in ((n.removesuffix("_quantized"), n) for n in stored if n.endswith("_quantized")):
        prefix = f"{kind}_" if name.endswith(".bias") else f"{name}_"
        scale, zero = stored[f"{prefix}scale"], stored[f"{prefix}zero_point"]
        whole = stored[kind]
        shape = (-1,) + (1,) * (whole.ndim - 1)
        values = (whole.astype(np.float32) - zero.astype(np.float32).reshape(shape)) * scale.reshape(shape)
        found[name] = values.astype(np.float32)
    return found


def unfolded(config: TrainConfig, inputs: Tensor) -> nn.Module:
    """The network of a recipe with the weights of the registry's file `config.start`; answers as that file does.

    `inputs` [n, channels, 48, 48]: faces such as the training will show, by which each batch norm's mean and variance
    are measured, so that it starts where it is. Outputs that the file does not have begin at 0. Raises `LabError`.
    """
    entry = registry.find(config.start)
    stored = widened(entry.path)
    network = build(config.network, config.network_args)
    layers = [(name, module) for name, module in network.named_modules() if isinstance(module, ConvBN)]
    missing = [name for name, _ in layers if f"{name}.weight" not in stored]
    if missing or "head.weight" not in stored:
        raise LabError(f"{entry.name}: not an int8 file of the recipe {config.name!r}; it cannot start from there")
    for name, module in layers:
        _restore(module, stored[f"{name}.weight"], stored[f"{name}.bias"])
    _restore_outputs(network, config, stored)
    _measure(network, [module for _, module in layers], inputs)
    return network


def _restore(layer: ConvBN, weight: Floats, bias: Floats) -> None:
    convolution, norm = layer[0], layer[1]
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    if tuple(weight.shape) != tuple(convolution.weight.shape):
        raise LabError(f"weights of shape {weight.shape}, but the recipe wants {tuple(convolution.weight.shape)}")
    with torch.no_grad():
        convolution.weight.copy_(torch.from_numpy(weight))
        norm.bias.copy_(torch.from_numpy(bias))
        norm.weight.copy_(torch.sqrt(norm.running_var + norm.eps) if norm.running_var is not None else norm.weight)


def _restore_outputs(network: nn.Module, config: TrainConfig, stored: Mapping[str, Floats]) -> None:
    _, layer = last_linear(network)
    columns = list(config.heads[0].outputs)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.zero_()
        layer.weight[columns] = torch.from_numpy(stored["head.weight"])
        layer.bias[columns] = torch.from_numpy(stored["head.bias"])


@torch.no_grad()
def _measure(network: nn.Module, layers: list[ConvBN], inputs: Tensor) -> None:
    """Give each batch norm the statistics of what it sees, and undo them in its own scale and offset."""

    def note(norm: nn.Module, given: tuple[Tensor, ...], _: Tensor) -> None:
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        variance, mean = torch.var_mean(given[0].float(), dim=(0, 2, 3))
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.bias.add_(mean)
        norm.weight.copy_(torch.sqrt(variance + norm.eps))

    hooks = [layer[1].register_forward_hook(note) for layer in layers]
    network.eval()(inputs)
    for hook in hooks:
        hook.remove()
