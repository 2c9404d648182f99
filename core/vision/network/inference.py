"""ONNX Runtime, on one thread and silent (`core/__init__.py` keeps it from reporting home)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.base.errors import WeightsError


def open_session(path: Path) -> Any:
    """An `onnxruntime.InferenceSession` of the file; raises WeightsError when it cannot be run.

    One thread that does not spin while it waits: the session has the other core, and a laptop's battery is small.
    """
    import onnxruntime  # 0.2 s, and only where faces are read

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no base class of its own for what a bad file raises
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WeightsError(f"{path}: not a network that onnxruntime can run ({reason})") from None
