"""A training's step, recorded once on a GPU and played back: hundreds of kernels, started by one call.

A step of the default's network is many kernels of a few microseconds each. On an H100, with 256 faces, Python takes
21 ms to start them one by one; played back they take 2.1 (CUDA graphs; Gray, 2019, "Getting started with CUDA
graphs").
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Step = Callable[[Tensor], Tensor]
FIRST = 3
"""Steps that run as they are before one is recorded: libraries choose kernels, the optimizer makes its moments."""


class Recorded:
    """Runs `step`, which takes positions of faces [n] on the device and gives the loss; as it is on a processor.

    What a step changes (weights, moments, random numbers) must lie on the device, and nothing in it may wait for what
    the device has computed.
    """

    def __init__(self, step: Step, device: torch.device) -> None:
        self.step, self.device = step, device
        self._done = 0
        self._graph: torch.cuda.CUDAGraph | None = None
        self._part = self._loss = torch.empty(0)
        self._side = torch.cuda.Stream(device) if device.type == "cuda" else None  # type: ignore[no-untyped-call]

    def __call__(self, part: Tensor) -> Tensor:
        """The loss of one step over these faces, valid until the next; of another number than usual, as it is."""
        if self.device.type != "cuda":
            return self.step(part)
        if self._graph is None and self._done >= FIRST:
            self._record(part)
        if self._graph is None or len(part) != len(self._part):
            self._done += 1
            return self._aside(part)
        self._part.copy_(part)
        self._graph.replay()
        return self._loss

    def _aside(self, part: Tensor) -> Tensor:
        """One step on the stream that is recorded, as recording asks of what comes before it."""
        assert self._side is not None
        here = torch.cuda.current_stream(self.device)
        self._side.wait_stream(here)
        with torch.cuda.stream(self._side):
            loss = self.step(part)
        here.wait_stream(self._side)
        return loss

    def _record(self, part: Tensor) -> None:
        graph = torch.cuda.CUDAGraph()
        self._part = part.clone()
        with torch.cuda.graph(graph, stream=self._side):
            self._loss = self.step(self._part)
        self._graph = graph
