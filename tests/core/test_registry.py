"""Networks are found by name or file, and nothing but the registered bytes is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base.errors import WeightsError
from core.base.types import Expression
from core.vision.network.weights import list_networks, load_network
from tests.core.networks import CLASSES, entry, registry, tiny_network


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return registry(tmp_path, calm=b"one", paper=b"two")


def test_default_is_the_registrys_choice(folder: Path) -> None:
    network = load_network("default", folder)
    assert network.name == "calm"
    assert network.path == folder / "calm.onnx"
    assert network.classes == tuple(Expression(name) for name in CLASSES)
    assert network.input.size == (48, 48)
    assert network.output_kind == "logits"


def test_names_are_listed_with_the_default_first(folder: Path) -> None:
    text = (folder / "registry.toml").read_text().replace('default = "calm"', 'default = "paper"')
    (folder / "registry.toml").write_text(text)
    assert list_networks(folder) == ("paper", "calm")


def test_file_beside_its_registry_is_known(folder: Path) -> None:
    assert load_network(str(folder / "paper.onnx")).name == "paper"


def test_folder_can_be_named_by_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POISE_WEIGHTS_DIR", str(folder))
    assert load_network("paper").path.parent == folder


def test_changed_weights_are_refused(folder: Path) -> None:
    (folder / "paper.onnx").write_bytes(b"evil")
    for name in ("paper", str(folder / "paper.onnx")):
        with pytest.raises(WeightsError, match="not the registered weights"):
            load_network(name, folder)


def test_unknown_name_lists_the_known_ones(folder: Path) -> None:
    with pytest.raises(WeightsError, match="it has calm, paper"):
        load_network("clam", folder)


def test_missing_registry_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="POISE_WEIGHTS_DIR"):
        load_network("default", tmp_path)


def test_missing_file_is_named(folder: Path) -> None:
    (folder / "paper.onnx").unlink()
    with pytest.raises(WeightsError, match=r"paper\.onnx"):
        load_network("paper", folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "logits"', 'kind = "votes"', r"networks\.calm\.output\.kind"),
        ("channels = 1", "channels = 2", "1 or 3 channels"),
        ("size = [48, 48]", "size = [48]", r"networks\.calm"),
        ("std = 0.25", "std = 0.0", "no std of 0"),
        ("temperature = 1.0", "temperature = 0", "temperature above 0"),
        ('"fear", "happy"', '"fear", "fear"', "different classes"),
        ('"fear"', '"joy"', "joy"),
        ("[networks.calm.input]", "[networks.calm.inputs]", "input is missing"),
        ("temperature = 1.0", "temperature = nan", r"networks\.calm\.output\.temperature: not a finite number"),
        ("channels = 1", "channels = 1.5", r"networks\.calm\.input\.channels"),
        ("[networks.calm]", "[networks.calm", "not valid TOML"),
        ("networks", "nets", "names no network"),
    ],
)
def test_wrong_entry_is_named_in_one_line(folder: Path, old: str, new: str, says: str) -> None:
    file = folder / "registry.toml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(WeightsError, match=says) as caught:
        load_network("default", folder)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.lab
def test_file_that_describes_itself_needs_no_registry(tmp_path: Path) -> None:
    about = {
        "classes": ["happy", "sad"],
        "input": {"channels": 1, "size": [48, 48], "scale": 1.0, "mean": 0.0, "std": 1.0, "layout": "NCHW"},
        "output": {"kind": "logits", "temperature": 2.0},
    }
    path = tmp_path / "mine.onnx"
    path.write_bytes(tiny_network(2, metadata=about))
    network = load_network(str(path))
    assert network.name == "mine"
    assert network.classes == (Expression.HAPPY, Expression.SAD)
    assert network.temperature == 2.0


@pytest.mark.lab
def test_file_of_unknown_classes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.write_bytes(tiny_network())
    with pytest.raises(WeightsError, match="its classes are not known"):
        load_network(str(path))


def test_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.write_bytes(b"not at all")
    with pytest.raises(WeightsError, match="not a network"):
        load_network(str(path))


def test_seven_classes_are_as_good_as_five(tmp_path: Path) -> None:
    seven = tuple(expression.value for expression in Expression)
    (tmp_path / "all.onnx").write_bytes(b"x")
    (tmp_path / "registry.toml").write_text(entry("all", b"x", classes=seven, channels=3))
    network = load_network("all", tmp_path)
    assert len(network.classes) == 7
    assert network.input.channels == 3


OLD_ENTRY = """[networks.calm]
file = "calm.onnx"
sha256 = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
size_bytes = 1
license = "MIT"
classes = ["fear", "happy", "neutral", "sad", "surprise"]

[networks.calm.input]
channels = 3
size = [48, 48]
scale = 1
mean = [0, 0.5, 1]
std = 0.25

[networks.calm.output]
kind = "probabilities"
"""


def test_entry_of_an_earlier_version_is_read_with_what_it_has_besides(tmp_path: Path) -> None:
    (tmp_path / "registry.toml").write_text(OLD_ENTRY)
    (tmp_path / "calm.onnx").write_bytes(b"0")
    network = load_network("calm", tmp_path)
    assert (network.temperature, network.output_kind) == (1.0, "probabilities")
    assert (network.input.mean, network.input.std, network.input.scale) == ((0.0, 0.5, 1.0), (0.25,), 1.0)
