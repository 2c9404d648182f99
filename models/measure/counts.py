"""Parameters, multiply–accumulates and sizes, counted as the paper counted them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import torch
from torch import nn

from models.data.faces import SIZE


@dataclass(frozen=True)
class Counts:
    """What a network costs."""

    parameters: int
    macs: int
    """By torch-pruning's counter, which counts bias and pooling too."""
    conv_linear_macs: int
    """Convolutions and linear layers alone, without bias."""
    by_layer: dict[str, tuple[int, int]]
    """Layer name to (parameters, multiply–accumulates without bias), convolutions and linear layers."""


def count(network: nn.Module, channels: int) -> Counts:
    """Count a network that takes [n, channels, 48, 48]."""
    import torch_pruning

    example = torch.rand(1, channels, SIZE, SIZE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        macs, parameters = torch_pruning.utils.count_ops_and_params(network, example)
    layers = _by_layer(network, example)
    return Counts(int(parameters), int(macs), sum(m for _, m in layers.values()), layers)


def _by_layer(network: nn.Module, example: torch.Tensor) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    handles = []
    for name, module in network.named_modules():
        if isinstance(module, nn.Conv2d | nn.Linear):

            def note(layer: nn.Module, _: object, output: torch.Tensor, name: str = name) -> None:
                assert isinstance(layer.weight, torch.Tensor)
                places = output[0, 0].numel() if output.dim() == 4 else 1
                found[name] = (sum(p.numel() for p in layer.parameters()), layer.weight.numel() * places)

            handles.append(module.register_forward_hook(note))
    with torch.inference_mode():
        network.eval()(example)
    for handle in handles:
        handle.remove()
    return found
