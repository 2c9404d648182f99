"""ONNX Runtime, silent (`core/__init__.py` keeps it from reporting home)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.base.errors import WeightsError

TRIAL_LIMIT_S = 5.0
"""A network that takes longer for one face cannot follow anybody, and one that loops takes for ever."""


def open_session(path: Path, threads: int = 1) -> Any:
    """An `onnxruntime.InferenceSession` of the file; raises WeightsError when it cannot be run.

    One thread, unless the lab asks for more, and none spins while it waits: the session has the other core, and a
    laptop's battery is small.
    """
    import onnxruntime  # 0.2 s, and only where faces are read

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has no base class of its own for what a bad file raises
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WeightsError(f"{path}: not a network that onnxruntime can run ({reason})") from None


def try_out(session: Any, path: Path, inputs: Mapping[str, Any], limit_s: float = TRIAL_LIMIT_S) -> Any:
    """The first output for these inputs; raises WeightsError where it takes longer than `limit_s`.

    Nothing else ends it: the thread is in C meanwhile, where Python handles no signal.
    """
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.log_severity_level = 4
    watch = threading.Timer(limit_s, setattr, (options, "terminate", True))
    watch.daemon = True
    watch.start()
    try:
        return session.run(None, dict(inputs), options)[0]
    except Exception as error:  # as above
        if options.terminate:
            reason = f"it is not done with one face after {limit_s:g} s"
        else:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WeightsError(f"{path}: not a network that can be used ({reason}); choose other weights") from None
    finally:
        watch.cancel()
