"""What computes a network: the processor, or a GPU through one of ONNX Runtime's providers, tried in order.

The processor is the usual one, since a face of 48x48 is less work than its way to a GPU and back. Only a build of
ONNX Runtime for GPUs offers another, and it may offer what does not start: without the driver, or with CUDA or
TensorRT libraries of another version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from core.base.errors import Said, SettingsError
from core.base.shortage import shortage

AUTO, CPU = "auto", "cpu"
_ENGINES: Mapping[str, str] = MappingProxyType(
    {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider", "tensorrt": "TensorrtExecutionProvider"}
)
PROVIDERS = (AUTO, *_ENGINES)
_TRIED = ("cuda", CPU)
"""In the order of `auto`. TensorRT builds an engine for minutes before the first face, hence by name only."""
_BELOW: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"cpu": ("cpu",), "cuda": ("cuda", "cpu"), "tensorrt": ("tensorrt", "cuda", "cpu")}
)
"""Who computes the parts of a network that the one before cannot."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What computes, and what was tried before it, is offered and did not start."""

    name: str
    failed: tuple[str, ...] = ()


def offered(runtime: Any) -> tuple[str, ...]:
    """Which of ours this build of ONNX Runtime (the module) offers."""
    available = runtime.get_available_providers()
    return tuple(name for name, engine in _ENGINES.items() if engine in available)


def start(asked: str, runtime: Any, begin: Callable[[Sequence[str]], Any]) -> tuple[Any, Provider]:
    """The session that `begin` opens with a list of the runtime's providers, on the one asked for, and which it is.

    Raises SettingsError where that one is not offered or does not start, and what `begin` raises for the processor.
    """
    there = offered(runtime)
    if asked != AUTO and asked not in there:
        raise SettingsError("no_provider", name=asked, names=", ".join(there))
    failed: list[str] = []
    reason: object = Said("provider_silent")
    for name in [name for name in _TRIED if name in there] if asked == AUTO else [asked]:
        try:
            session = begin([_ENGINES[each] for each in _BELOW[name] if each in there])
        except Exception as error:  # onnxruntime has no base class of its own for what it raises
            if name == CPU or shortage(error) is not None:
                raise
            reason = (str(error).splitlines() or [type(error).__name__])[0]
        else:
            if session.get_providers()[0] == _ENGINES[name]:
                return session, Provider(name, tuple(failed))
        failed.append(name)
    raise SettingsError("provider_fails", name=asked, reason=reason)
