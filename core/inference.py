"""ONNX Runtime, on one thread, silent, and without reporting home."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from core.errors import WeightsError

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""From 1.30 on, merely importing onnxruntime makes a device id and a queue of events in the user's cache folder, to be
sent to its maker. Nothing leaves this machine; `disable_telemetry_events` comes too late for the files."""


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
