"""The smallest training that goes through all of it: a network of a few channels, in float32."""

from __future__ import annotations

from dataclasses import replace

from models.training.config import TrainConfig, small_recipe

FEW = {"outputs": 14, "widths": [4, 4, 8], "blocks": [0, 0, 0]}


def tiny(**changes: object) -> TrainConfig:
    """The default's training on that network, for four epochs, with what a test is about changed."""
    config = replace(small_recipe(epochs=4), network_args=FEW, dtype="float32", warmup=0.0, decay=0.5, batch=16)
    return replace(config, **changes)  # type: ignore[arg-type]
