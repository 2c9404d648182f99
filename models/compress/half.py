"""float16 for the linear layers, as the paper tried; the convolutions stay float32.

Own code: onnxconverter-common's float16 tool converts whole graphs, and is no dependency of ours.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def half_linear(model: onnx.ModelProto) -> onnx.ModelProto:
    """A copy whose linear layers hold and compute float16; casts stand around each."""
    chosen = onnx.ModelProto()
    chosen.CopyFrom(model)
    graph = chosen.graph
    tensors = {t.name: t for t in graph.initializer}
    nodes = []
    for node in list(graph.node):
        if node.op_type not in ("Gemm", "MatMul"):
            nodes.append(node)
            continue
        for name in node.input[1:]:
            tensors[name].CopyFrom(
                numpy_helper.from_array(numpy_helper.to_array(tensors[name]).astype(np.float16), name)
            )
        first, last = node.input[0], node.output[0]
        node.input[0], node.output[0] = f"{first}_half_{node.name}", f"{last}_half"
        nodes += [
            helper.make_node("Cast", [first], [node.input[0]], to=TensorProto.FLOAT16),
            node,
            helper.make_node("Cast", [node.output[0]], [last], to=TensorProto.FLOAT),
        ]
    del graph.node[:]
    del graph.value_info[:]
    graph.node.extend(nodes)
    return chosen
