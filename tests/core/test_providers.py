"""What computes the network: by name or in order, and told where it is not there or does not start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import onnxruntime
import pytest

from core.base.errors import SettingsError, WeightsError
from core.settings.model import RULES
from core.vision.network.classifier import Classifier
from core.vision.network.inference import open_on
from core.vision.network.providers import PROVIDERS, Provider, offered
from core.vision.network.weights import load_network

NAMES = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider", "tensorrt": "TensorrtExecutionProvider"}


class Runtime:
    """ONNX Runtime as its build for GPUs is: what is `broken` is offered and left out of a session, or `raises`."""

    SessionOptions = onnxruntime.SessionOptions

    def __init__(self, there: str, broken: str = "", raises: str = "") -> None:
        self.there, self.broken, self.raises = there.split(), broken.split(), raises.split()
        self.asked: list[list[str]] = []

    def get_available_providers(self) -> list[str]:
        return ["AzureExecutionProvider", *(NAMES[name] for name in self.there)]

    def InferenceSession(self, path: str, options: object, providers: Sequence[str], enable_fallback: int) -> Session:
        assert enable_fallback == 0
        assert Path(path).exists()
        self.asked.append(list(providers))
        if providers[0] in {NAMES[name] for name in self.raises}:
            raise RuntimeError("CUDA failure 35: driver version is insufficient\nmore")
        return Session([name for name in providers if name not in {NAMES[each] for each in self.broken}])


class Session:
    def __init__(self, providers: list[str]) -> None:
        self.providers = providers

    def get_providers(self) -> list[str]:
        return self.providers


@pytest.mark.parametrize(
    ("asked", "runtime", "runs"),
    [
        ("auto", Runtime("cpu"), Provider("cpu")),
        ("auto", Runtime("tensorrt cuda cpu"), Provider("cuda")),
        ("auto", Runtime("cuda cpu", broken="cuda"), Provider("cpu", ("cuda",))),
        ("auto", Runtime("cuda cpu", raises="cuda"), Provider("cpu", ("cuda",))),
        ("cpu", Runtime("tensorrt cuda cpu"), Provider("cpu")),
        ("cuda", Runtime("cuda cpu"), Provider("cuda")),
        ("tensorrt", Runtime("tensorrt cuda cpu"), Provider("tensorrt")),
    ],
)
def test_what_is_asked_for_computes_or_the_next_in_order(asked: str, runtime: Runtime, runs: Provider) -> None:
    assert open_on(asked, load_network().path, runtime=runtime)[1] == runs
    assert runtime.asked[-1][-1] == NAMES["cpu"], "what a GPU cannot do is left to the processor"


@pytest.mark.parametrize(
    ("asked", "runtime", "says"),
    [
        ("cuda", Runtime("cpu"), "offers cpu only; choose auto or cpu, or install"),
        ("tensorrt", Runtime("cuda cpu"), "offers cpu, cuda only"),
        (
            "cuda",
            Runtime("cuda cpu", broken="cuda"),
            r"does not start here \(onnxruntime went on without it\); choose auto or cpu",
        ),
        ("cuda", Runtime("cuda cpu", raises="cuda"), r"does not start here \(CUDA failure 35: [\w ]+\); choose auto"),
    ],
)
def test_provider_that_is_not_there_or_does_not_start_is_told_in_one_line(
    asked: str, runtime: Runtime, says: str
) -> None:
    with pytest.raises(SettingsError, match=f"provider '{asked}': .*{says}") as told:
        open_on(asked, load_network().path, runtime=runtime)
    assert "\n" not in str(told.value)


def test_the_installed_build_computes_on_what_it_offers() -> None:
    assert "cpu" in offered(onnxruntime)
    assert Classifier(load_network(), asked="cpu").provider == Provider("cpu")
    assert RULES["provider"].choices == PROVIDERS


def test_a_file_that_is_no_network_is_no_fault_of_the_provider(tmp_path: Path) -> None:
    (tmp_path / "no.onnx").write_bytes(b"no")
    with pytest.raises(WeightsError, match="not a network"):
        open_on("auto", tmp_path / "no.onnx")
