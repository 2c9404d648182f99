"""Structured pruning as in the paper: chosen by `ln_structured`, then really removed.

The paper masks whole neurons or channels with `torch.nn.utils.prune`, looks up which are zero, and removes them
with torch-pruning's `DependencyGraph`, which also cuts what depends on them.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.utils import prune as torch_prune

from models.base.errors import LabError
from models.data.faces import SIZE
from models.networks.product import last_linear


@dataclass(frozen=True)
class Ratios:
    """Share of the outputs that each kind of layer loses, 0 to below 1."""

    conv: float = 0.0
    fc: float = 0.0

    def __post_init__(self) -> None:
        if not (0 <= self.conv < 1 and 0 <= self.fc < 1):
            raise LabError(f"pruning ratios {self.conv}, {self.fc}: use 0 to below 1")


def weakest_outputs(layer: nn.Conv2d | nn.Linear, ratio: float) -> list[int]:
    """The outputs with the smallest L2 norm, as `ln_structured` chooses them; at least one output stays."""
    if ratio <= 0:
        return []
    trial = copy.deepcopy(layer)
    amount = min(round(ratio * trial.weight.shape[0]), trial.weight.shape[0] - 1)
    torch_prune.ln_structured(trial, "weight", amount=amount, n=2, dim=0)  # type: ignore[no-untyped-call]
    return [int(i) for i in torch.nonzero(trial.weight.flatten(1).abs().sum(1) == 0)[:, 0]]


def prunable(network: nn.Module) -> tuple[list[str], list[str]]:
    """Names of the convolutions and of the linear layers, without the one that gives the outputs."""
    last, _ = last_linear(network)
    convs = [name for name, m in network.named_modules() if isinstance(m, nn.Conv2d)]
    linears = [name for name, m in network.named_modules() if isinstance(m, nn.Linear) and name != last]
    return convs, linears


def prune(network: nn.Module, ratios: Ratios, channels: int, layers: Sequence[str] | None = None) -> nn.Module:
    """A smaller copy; `layers` limits it to some names."""
    import torch_pruning

    smaller = copy.deepcopy(network).eval()
    for parameter in smaller.parameters():
        parameter.requires_grad_(True)
    convs, linears = prunable(smaller)
    chosen = [(name, ratios.conv) for name in convs] + [(name, ratios.fc) for name in linears]
    graph = torch_pruning.DependencyGraph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.build_dependency(smaller, example_inputs=torch.rand(1, channels, SIZE, SIZE))
    done: set[nn.Module] = set()
    for name, ratio in chosen:
        layer = smaller.get_submodule(name)
        assert isinstance(layer, nn.Conv2d | nn.Linear)
        weakest = weakest_outputs(layer, ratio) if layers is None or name in layers else []
        if layer in done or not weakest:
            continue
        function = (
            torch_pruning.prune_conv_out_channels
            if isinstance(layer, nn.Conv2d)
            else torch_pruning.prune_linear_out_channels
        )
        group = graph.get_pruning_group(layer, function, idxs=weakest)
        if graph.check_pruning_group(group):
            group.prune()
            # layers joined by an addition lose the same outputs: once is enough
            done |= {d.target.module for d, _ in group if d.handler.__name__ == "prune_out_channels"}
    return smaller


def shapes(network: nn.Module) -> dict[str, tuple[int, ...]]:
    """The weights' shapes by layer: what a checkpoint of a pruned network needs to be built again."""
    return {
        name: tuple(m.weight.shape)
        for name, m in network.named_modules()
        if isinstance(m, nn.Conv2d | nn.Linear | nn.BatchNorm2d)
    }
