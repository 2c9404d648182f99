"""A network's numbers stored as 16-bit floats: half the file, the same arithmetic in 32 bits.

`python -m models.networks.halves IN.onnx OUT.onnx` wrote the shipped voice network. onnxruntime folds the casts when
it loads the file, so nothing is slower; what is lost is the last 13 bits of each weight.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

SMALLEST = 64
"""Elements below which a number is kept as it is: a bias or a scale is no room, and may be large."""


def in_halves(model: Any) -> Any:
    """An `onnx.ModelProto` with its float32 initializers as float16, each followed by a cast; it changes."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    casts = []
    for tensor in model.graph.initializer:
        numbers = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or numbers.size < SMALLEST:
            continue
        name = tensor.name
        stored = f"{name}_half"
        tensor.CopyFrom(numpy_helper.from_array(numbers.astype(np.float16), stored))
        casts.append(helper.make_node("Cast", [stored], [name], name=f"{stored}_cast", to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    return model


def main(source: str, target: str) -> None:
    """Write `target` from `source`."""
    import onnx

    Path(target).write_bytes(in_halves(onnx.load(source)).SerializeToString())


if __name__ == "__main__":
    main(*sys.argv[1:3])
