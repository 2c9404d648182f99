"""Which networks there are, and how to feed them: the reader of `models/weights/registry.toml`.

A network may also be named by its file: one that stands in a `registry.toml` beside it, or one that carries the same
description as JSON under the key `poise` of its own ONNX metadata.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeAlias

from core.base.errors import Said, WeightsError
from core.base.records import Record, RecordError, from_record
from core.base.toml import TOMLDecodeError, parse
from core.base.types import Expression

REGISTRY = "registry.toml"
LANDMARKS = "landmarks"
DEFAULT = "default"
METADATA_KEY = "poise"
OutputKind: TypeAlias = Literal["logits", "probabilities"]
LARGEST = 1024
"""Pixels of a side of the input: beyond it a number is a slip, and the memory for it is not there."""
FOLDER_VARIABLE = "POISE_WEIGHTS_DIR"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What a network expects of a face: `(grey * scale - mean) / std` in `channels` equal planes of `size`."""

    channels: int
    size: tuple[int, int]
    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class InputTable:
    """An `InputSpec` as it is written; `mean` and `std` may be one number for all channels."""

    channels: int
    size: tuple[int, int]
    scale: float
    mean: float | tuple[float, ...]
    std: float | tuple[float, ...]
    layout: str = "NCHW"


@dataclass(frozen=True, slots=True)
class OutputTable:
    """What a network gives, and the temperature by which its logits are divided."""

    kind: OutputKind
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class NetworkTable:
    """What the registry, or the file itself, says of a network."""

    classes: tuple[Expression, ...]
    input: InputTable
    output: OutputTable


@dataclass(frozen=True, slots=True)
class FileTable:
    """What the registry says of any network's file."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Network:
    """A network whose file was found and, where a hash is known, is the registered one."""

    name: str
    path: Path
    classes: tuple[Expression, ...]
    input: InputSpec
    output_kind: OutputKind
    temperature: float
    sha256: str


def weights_folder() -> Path:
    """Where the shipped networks are, or POISE_WEIGHTS_DIR."""
    folder = os.environ.get(FOLDER_VARIABLE)
    return Path(folder).expanduser() if folder else _shipped()


def _shipped() -> Path:
    return Path(str(files("models") / "weights"))


def list_networks(folder: Path | None = None) -> tuple[str, ...]:
    """The names in the registry, the default first; raises WeightsError."""
    document = _read(folder or weights_folder())
    names = _there(document["networks"], folder or weights_folder())
    return tuple(sorted(names, key=lambda name: (name != document.get("default"), names.index(name))))


def load_network(name_or_file: str = DEFAULT, folder: Path | None = None) -> Network:
    """Look up a network by its name ("default" is the shipped choice) or by its ONNX file, and check its hash.

    Raises WeightsError naming the file and the field.
    """
    if name_or_file.endswith(".onnx"):
        return _by_file(Path(name_or_file).expanduser())
    folder = folder or weights_folder()
    document = _read(folder)
    networks: Mapping[str, Any] = document["networks"]
    name = name_or_file
    if name == DEFAULT and name not in networks:
        name = str(document.get("default", ""))
    if name not in networks:
        raise WeightsError(
            "no_weights",
            name=name_or_file,
            registry=folder / REGISTRY,
            names=", ".join(_there(networks, folder)) or Said("nothing"),
        )
    return _registered(name, networks[name], folder)


def landmark_file(name: str, folder: Path | None = None) -> Path:
    """The file of a landmark network ("detector", "mesh", "iris"), its hash checked; raises WeightsError.

    A folder of one's own that registers none of them has the shipped ones.
    """
    place = folder or weights_folder()
    tables = _read(place).get(LANDMARKS, {})
    if name not in tables:
        place = _shipped()
        tables = _read(place).get(LANDMARKS, {})
    where = f"{place / REGISTRY}: {LANDMARKS}.{name}"
    if name not in tables:
        raise WeightsError("part_missing", path=where)
    return _checked(tables[name], place, where)[0]


def _there(networks: Mapping[str, Any], folder: Path) -> list[str]:
    return [name for name, table in networks.items() if not _elsewhere(table, folder)]


def _elsewhere(table: Any, folder: Path) -> bool:
    """Whether a network is registered, and left out of the installed package for its size."""
    return isinstance(table, dict) and "only_in" in table and not (folder / str(table.get("file"))).exists()


def _registered(name: str, table: Any, folder: Path) -> Network:
    where = f"{folder / REGISTRY}: networks.{name}"
    if _elsewhere(table, folder):
        size = table.get("size_bytes", 0) / 1e6
        megabytes = f"{size:.0f} MB" if size >= 1 else f"{size:.1f} MB"
        raise WeightsError(
            "weights_elsewhere",
            name=name,
            size=megabytes,
            file=table["file"],
            where=table["only_in"],
            folder=folder,
            command=table.get("command", "poise lab release"),
        )
    path, found = _checked(table, folder, where)
    return _described(name, path, table, found, where)


def _checked(table: Any, folder: Path, where: str) -> tuple[Path, str]:
    """The file of an entry and its hash, which is the registered one."""
    about = _table(FileTable, table, where)
    path, wanted = folder / about.file, about.sha256.lower()
    found = _digest(path)
    if found != wanted:
        raise WeightsError("weights_changed", path=path)
    return path, found


def _by_file(path: Path) -> Network:
    """A file outside the registry, or one that is named by its path."""
    digest = _digest(path)
    if (path.parent / REGISTRY).is_file():
        for name, table in _read(path.parent)["networks"].items():
            if isinstance(table, dict) and table.get("file") == path.name:
                return _registered(name, table, path.parent)
    return _described(path.stem, path, _own_description(path), digest, f"{path}: description")


def _own_description(path: Path) -> Any:
    from core.vision.network.inference import open_session  # only for files without a registry entry

    try:
        return json.loads(open_session(path).get_modelmeta().custom_metadata_map[METADATA_KEY])
    except KeyError:
        raise WeightsError("weights_no_classes", path=path, registry=REGISTRY) from None
    except ValueError as error:
        raise WeightsError("weights_bad_json", path=path, reason=_first_line(error)) from None


def _described(name: str, path: Path, table: Any, digest: str, where: str) -> Network:
    given = _table(NetworkTable, table, where)
    try:
        spec = _input(given.input)
    except ValueError as error:
        raise WeightsError("weights_bad_input", path=where, reason=error) from None
    classes, temperature = given.classes, given.output.temperature
    if len(classes) < 2 or len(set(classes)) != len(classes) or temperature <= 0:
        raise WeightsError("weights_classes", path=where)
    return Network(name, path, classes, spec, given.output.kind, temperature, digest)


def _input(table: InputTable) -> InputSpec:
    mean, std = _numbers(table.mean), _numbers(table.std)
    if not all(8 <= side <= LARGEST for side in table.size):
        raise ValueError(f"input.size needs a height and a width of 8 to {LARGEST} pixels")
    if table.channels not in (1, 3) or table.layout != "NCHW":
        raise ValueError("input needs 1 or 3 channels in the layout NCHW")
    if not all(std) or {len(mean), len(std)} - {1, table.channels}:
        raise ValueError("input.mean and input.std need one number, or one for each channel, and no std of 0")
    return InputSpec(table.channels, table.size, table.scale, mean, std)


def _numbers(value: float | tuple[float, ...]) -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / REGISTRY
    try:
        document = parse(path.read_text("utf-8"))
    except OSError as error:
        raise WeightsError(
            "register_unreadable", path=path, reason=error.strerror, variable=FOLDER_VARIABLE, registry=REGISTRY
        ) from None
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise WeightsError("register_not_toml", path=path, reason=_first_line(error)) from None
    if not isinstance(document.get("networks"), dict):
        raise WeightsError("register_empty", path=path)
    return document


def _table(kind: type[Record], table: Any, where: str) -> Record:
    """A table of the registry, or a file's own; raises WeightsError naming the field."""
    try:
        return from_record(kind, table)
    except RecordError as error:
        raise WeightsError("weights_bad_table", path=where, reason=error) from None


def _digest(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise WeightsError("weights_not_plain", path=path)
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError("weights_unreadable", path=path, reason=error.strerror) from None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
