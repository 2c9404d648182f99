"""Networks by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from models.base.errors import LabError
from models.networks.paper import PaperNet
from models.networks.small import SmallNet

NETWORKS: dict[str, Callable[..., nn.Module]] = {"paper": PaperNet, "small": SmallNet}


def build(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """A fresh network; raises `LabError` for an unknown name."""
    if name not in NETWORKS:
        raise LabError(f"unknown network {name!r}: use one of {', '.join(NETWORKS)}")
    return NETWORKS[name](**arguments)
