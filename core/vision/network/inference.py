"""ONNX Runtime, silent (`core/__init__.py` keeps it from reporting home)."""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from core.base.errors import PoiseError, Said, WeightsError
from core.base.shortage import shortage
from core.vision.network.providers import CPU, Provider, start

TRIAL_LIMIT_S = 5.0
"""A network that takes longer for one face cannot follow anybody, and one that loops takes for ever."""
FIRST_ON_GPU_S = 600.0
"""Before the first face a GPU loads its code, and TensorRT builds an engine: minutes on a small machine."""


def open_session(path: Path, threads: int = 1) -> Any:
    """An `onnxruntime.InferenceSession` of the file on the processor; raises WeightsError when it cannot be run."""
    return open_on(CPU, path, threads)[0]


def open_on(provider: str, path: Path, threads: int = 1, runtime: Any = None) -> tuple[Any, Provider]:
    """A session of the file on one of PROVIDERS, and on which; raises WeightsError, and SettingsError for that one.

    One thread, unless the lab asks for more, and none spins while it waits: the session has the other core, and a
    laptop's battery is small. `runtime` is the module onnxruntime.
    """
    onnxruntime = runtime or import_module("onnxruntime")  # 0.2 s, and only where faces are read
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")

    def begin(engines: Sequence[str]) -> Any:
        # it would print at length that it goes on with others by itself
        session = onnxruntime.InferenceSession(str(path), options, providers=list(engines), enable_fallback=0)
        _give_back()
        return session

    try:
        return start(provider, onnxruntime, begin)
    except PoiseError:
        raise
    except Exception as error:  # onnxruntime has no base class of its own for what a bad file raises
        if (lacking := shortage(error)) is not None:
            raise lacking from None
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WeightsError("network_not_run", path=path, reason=reason) from None


def _give_back() -> None:
    """Return to the system what reading the file took, where the C library can do so (glibc): 10 MB of 143."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


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
        if (lacking := shortage(error)) is not None:
            raise lacking from None
        if options.terminate:
            reason: object = Said("too_slow", {"limit_s": limit_s})
        else:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise WeightsError("network_unusable", path=path, reason=reason) from None
    finally:
        watch.cancel()
