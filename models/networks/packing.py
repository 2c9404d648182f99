"""How a network's numbers are stored so that its file is small; the arithmetic stays that of 32 bits.

Each number is written as the operators that make it again: halves and a cast, or whole numbers of one byte, a cast
and a step for each channel. onnxruntime folds them when it opens the file, so nothing is slower. The operators that
are meant for this (`DequantizeLinear`) are left in the graph and computed for every picture, so they are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.networks.rounding import Floats, Whole

SMALLEST = 64
"""Elements below which a number is kept as it is: a bias or a scale is no room, and may be large."""


@dataclass(frozen=True)
class Directions:
    """A matrix (rows, n) of low rank as `left * step` (rows, rank) times `right * step` (rank, n), a step each."""

    left: Whole
    left_step: float
    right: Whole
    right_step: float

    def values(self) -> Floats:
        """The matrix (rows, n) as the file makes it again."""
        matrix: Floats = (self.left * np.float32(self.left_step)) @ (self.right * np.float32(self.right_step))
        return matrix


class Packing:
    """Changes the storage of an `onnx.ModelProto`'s float32 initializers, one by one; `done` gives the model.

    Halves of one shape, but for their first axis, lie in one tensor and are cast in one operator: onnxruntime opens a
    file the slower the more operators it has to fold.
    """

    def __init__(self, model: Any) -> None:
        from onnx import TensorProto

        self._model, self._nodes = model, list[Any]()
        self._floats = {each.name: each for each in model.graph.initializer if each.data_type == TensorProto.FLOAT}
        self._halves: dict[tuple[int, ...], list[tuple[str, npt.NDArray[np.float16]]]] = {}

    def names(self) -> list[str]:
        """Of the initializers that are not packed yet."""
        return list(self._floats)

    def values(self, name: str) -> npt.NDArray[np.float32]:
        """The numbers of an initializer that is not packed yet."""
        from onnx import numpy_helper

        return np.asarray(numpy_helper.to_array(self._floats[name]), np.float32)

    def matrix(self, name: str) -> npt.NDArray[np.float32]:
        """Those numbers as (rows, n); the rows are those of the first axis with more than one."""
        values = self.values(name)
        return values.reshape(_rows(values.shape)[-1], -1)

    def halve(self) -> None:
        """Store all that are left and not small as 16-bit floats: the last 13 bits are lost."""
        for name in self.names():
            values = self.values(name)
            if values.size >= SMALLEST:
                self._remove(name)
                self._halve(name, values)

    def bytes(self, name: str, whole: Whole, steps: Floats, around: Directions | None = None) -> None:
        """Store one as `whole` (rows, n) times `steps` (rows,), which 16 bits hold, added to `around`."""
        shape = self.values(name).shape
        self._remove(name)
        rows = _rows(shape)
        self._halve(f"{name}_step", steps.reshape(*rows, *[1] * (len(shape) - len(rows))))
        self._make("Cast", [self._constant(f"{name}_whole", whole.reshape(shape))], f"{name}_wide", to=1)
        rest = name if around is None else f"{name}_rest"
        self._make("Mul", [f"{name}_wide", f"{name}_step"], rest)
        if around is not None:
            self._make("Add", [rest, self._product(name, around, shape)], name)

    def compute(self, name: str, nodes: Sequence[Any], constants: Sequence[Any]) -> None:
        """Leave one away: `nodes` make it anew from the tensors `constants`."""
        self._remove(name)
        self._model.graph.initializer.extend(constants)
        self._nodes.extend(nodes)

    def done(self) -> Any:
        """The model, whose graph begins with what was packed."""
        packed, self._nodes = self._nodes, []
        for number, group in enumerate(self._halves.values()):
            self._widen(f"halves_{number}", group)
        nodes = list(self._model.graph.node)
        del self._model.graph.node[:]
        self._model.graph.node.extend([*self._nodes, *packed, *nodes])
        return self._model

    def _halve(self, name: str, values: Floats) -> None:
        self._halves.setdefault(values.shape[1:], []).append((name, values.astype(np.float16)))

    def _widen(self, name: str, group: Sequence[tuple[str, npt.NDArray[np.float16]]]) -> None:
        stored = self._constant(name, np.concatenate([values for _, values in group]))
        if len(group) == 1:
            self._make("Cast", [stored], group[0][0], to=1)
            return
        self._make("Cast", [stored], f"{name}_wide", to=1)
        lengths = self._constant(f"{name}_lengths", np.array([len(values) for _, values in group], np.int64))
        self._make("Split", [f"{name}_wide", lengths], *[each for each, _ in group], axis=0)

    def _product(self, name: str, matrix: Directions, shape: tuple[int, ...]) -> str:
        factors = []
        for side, whole, step in (
            ("rows", matrix.left, matrix.left_step),
            ("columns", matrix.right, matrix.right_step),
        ):
            self._make("Cast", [self._constant(f"{name}_{side}_whole", whole)], f"{name}_{side}_wide", to=1)
            scale = self._constant(f"{name}_{side}_step", np.asarray(step, np.float32))
            self._make("Mul", [f"{name}_{side}_wide", scale], f"{name}_{side}")
            factors.append(f"{name}_{side}")
        self._make("MatMul", factors, f"{name}_flat")
        self._make("Reshape", [f"{name}_flat", self._constant(f"{name}_shape", np.array(shape))], f"{name}_around")
        return f"{name}_around"

    def _constant(self, name: str, values: npt.NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _make(self, kind: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> None:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, list(inputs), list(outputs), **attributes))

    def _remove(self, name: str) -> None:
        self._model.graph.initializer.remove(self._floats.pop(name))


def _rows(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape up to its first axis with more than one."""
    return shape[: 1 + next((axis for axis, length in enumerate(shape) if length > 1), 0)]
