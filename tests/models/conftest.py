"""A data set of a hundred drawn faces: light tells the class, so that a network learns it in a moment."""

from __future__ import annotations

import contextlib
import csv
import functools
import importlib.util
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from models.data.labels import FER_CLASSES

SPLITS = (("Training", 70), ("PublicTest", 35))
VOTE_COLUMNS = (
    "neutral",
    "happiness",
    "surprise",
    "sadness",
    "anger",
    "disgust",
    "fear",
    "contempt",
    "unknown",
    "NF",
)
VOTED_AS = {"angry": "anger", "happy": "happiness", "sad": "sadness"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker does all that needs torch: it takes ten seconds to be ready for training and export."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("torch"))


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Two wait for each other on a busy machine; a command that was run before has asked for them."""
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)


@pytest.fixture(autouse=True, scope="session")
def torch_for_small_work() -> None:
    """The exporter reads its operators once.

    It reads all five hundred at each export, which is a third of what one takes here. Where torch has changed inside,
    it goes on doing so.
    """
    if importlib.util.find_spec("torch"):
        with contextlib.suppress(ImportError, AttributeError):
            from torch.onnx._internal.exporter._registration import ONNXRegistry

            once = staticmethod(functools.cache(ONNXRegistry.from_torchlib))
            ONNXRegistry.from_torchlib = once  # type: ignore[method-assign]


def drawn_face(label: int, number: int) -> npt.NDArray[np.uint8]:
    """A class is a bright band at its own height; every face is another."""
    face = np.random.default_rng(1000 * label + number).integers(0, 60, (48, 48))
    face[label * 6 : label * 6 + 6] += 150
    return face.astype(np.uint8)


def rows() -> list[tuple[int, npt.NDArray[np.uint8], str]]:
    """(label, face, split), the labels in turn."""
    found = []
    for split, count in SPLITS:
        shift = 0 if split == "Training" else 500
        found += [(i % 7, drawn_face(i % 7, i + shift), split) for i in range(count)]
    return found


@pytest.fixture(scope="session")
def fer_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fer") / "fer2013.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["emotion", "pixels", "Usage"])
        for label, face, split in rows():
            writer.writerow([label, " ".join(map(str, face.reshape(-1))), split])
    return path


@pytest.fixture(scope="session")
def votes_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight of ten agree with the label, two say neutral."""
    path = tmp_path_factory.mktemp("votes") / "fer2013new.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Usage", "Image name", *VOTE_COLUMNS])
        for i, (label, _, split) in enumerate(rows()):
            name = FER_CLASSES[label]
            counts = dict.fromkeys(VOTE_COLUMNS, 0)
            counts[VOTED_AS.get(name, name)] += 8
            counts["neutral"] += 2
            writer.writerow([split, f"fer{i:07d}.png", *counts.values()])
    return path
