"""From a trained network, helpers and all, to the one that is shipped."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.registry.spec import NetworkSpec
from models.training.config import TrainConfig


def last_linear(network: nn.Module) -> tuple[str, nn.Linear]:
    """The name and layer that give the outputs."""
    named = [(name, m) for name, m in network.named_modules() if isinstance(m, nn.Linear)]
    return named[-1]


def with_outputs(network: nn.Module, columns: Sequence[int]) -> nn.Module:
    """A copy whose outputs are only these columns."""
    chosen = copy.deepcopy(network)
    name, layer = last_linear(chosen)
    fresh = nn.Linear(layer.in_features, len(columns))
    with torch.no_grad():
        fresh.weight.copy_(layer.weight[list(columns)])
        fresh.bias.copy_(layer.bias[list(columns)])
    chosen.set_submodule(name, fresh)
    return chosen


def shift_outputs(network: nn.Module, bias: Sequence[float]) -> None:
    """Add constants to the logits, in place."""
    _, layer = last_linear(network)
    with torch.no_grad():
        layer.bias.add_(torch.tensor(list(bias), dtype=layer.bias.dtype))


def fold_batch_norm(network: nn.Module) -> nn.Module:
    """A copy in evaluation mode with each batch norm folded into the convolution before it."""
    folded = copy.deepcopy(network).eval()
    for name, module in list(folded.named_modules()):
        if isinstance(module, nn.Sequential) and len(module) == 2 and isinstance(module[1], nn.BatchNorm2d):
            conv = module[0]
            assert isinstance(conv, nn.Conv2d)
            folded.set_submodule(name, fuse_conv_bn_eval(conv, module[1]))
    return folded


def product(network: nn.Module, config: TrainConfig, head: int = 0) -> tuple[nn.Module, NetworkSpec]:
    """The network of one head of a training, and its description."""
    chosen = config.heads[head]
    n = config.normalization
    spec = NetworkSpec(chosen.classes, n.channels, n.scale, (n.mean,), (n.std,))
    _, layer = last_linear(network)
    whole = tuple(chosen.outputs) == tuple(range(layer.out_features))
    return (network if whole else with_outputs(network, chosen.outputs)).eval(), spec


def product_recipe(config: TrainConfig, head: int = 0) -> TrainConfig:
    """How to train a `product` further: its outputs are those of the one head, and nobody teaches it."""
    chosen = config.heads[head]
    alone = replace(chosen, outputs=tuple(range(len(chosen.classes))), weight=1.0)
    return replace(config, heads=(alone,), teacher="", distill=0.0)
