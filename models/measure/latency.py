"""CPU time for one face on one thread, of several networks in turns: only ratios of one run compare."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from core.vision.network.classifier import prepare
from models.data.faces import SIZE
from models.networks.predict import Predictor

ROUNDS = 12
CALLS = 25


def one_face_seconds(networks: Mapping[str, Predictor], rounds: int = ROUNDS, calls: int = CALLS) -> dict[str, float]:
    """The best of `rounds * calls` runs of each network; turns are taken, so that a busy moment hits all alike."""
    pixels = np.random.default_rng(0).integers(0, 256, (1, SIZE, SIZE), dtype=np.uint8)
    inputs = {name: prepare(pixels, network.spec.input) for name, network in networks.items()}
    best = dict.fromkeys(networks, float("inf"))
    for _ in range(rounds):
        for name, network in networks.items():
            network.raw(inputs[name])
            for _ in range(calls):
                began = time.process_time()
                network.raw(inputs[name])
                best[name] = min(best[name], time.process_time() - began)
    return best
