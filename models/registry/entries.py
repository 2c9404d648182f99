"""The lab's side of `weights/registry.toml`: looks networks up and enters new ones, keeping comments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from core.vision.network.weights import LANDMARKS, REGISTRY, load_network, weights_folder
from models.base.errors import LabError
from models.base.files import written_whole
from models.registry.spec import NetworkSpec

FILE = REGISTRY


@dataclass(frozen=True)
class Entry:
    """One network of the registry."""

    name: str
    path: Path
    spec: NetworkSpec
    facts: Mapping[str, Any]


def read(folder: Path | None = None) -> tomlkit.TOMLDocument:
    """The registry, empty where there is none; raises `LabError` for a broken file."""
    path = (folder or weights_folder()) / FILE
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, TOMLKitError) as error:
        raise LabError(f"{path}: {error}") from error


def find(name: str, folder: Path | None = None) -> Entry:
    """A network by name, or `default`; raises `WeightsError` for an unknown name or a changed file."""
    place = folder or weights_folder()
    network = load_network(name, place)
    facts = read(place).unwrap()["networks"][network.name]
    return Entry(network.name, network.path, NetworkSpec.of(network), facts)


def sha256(path: Path) -> str:
    """The file's hash in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def enter(name: str, path: Path, spec: NetworkSpec, facts: Mapping[str, Any], folder: Path | None = None) -> None:
    """Enter or replace a network whose file lies in the registry's folder."""
    place = folder or weights_folder()
    document = read(place)
    if "default" not in document:
        document["default"] = name
    networks = document.setdefault("networks", tomlkit.table(is_super_table=True))
    table = tomlkit.table()
    described = {"file": path.name, "sha256": sha256(path), "size_bytes": path.stat().st_size, **spec.to_dict()}
    for key, value in sorted({**described, **facts}.items(), key=lambda pair: isinstance(pair[1], dict)):
        table[key] = value
    networks[name] = table
    write(document, place)


def enter_landmarks(name: str, path: Path, facts: Mapping[str, Any], folder: Path | None = None) -> None:
    """Enter or replace a network that finds faces or points instead of expressions."""
    place = folder or weights_folder()
    document = read(place)
    group = document.setdefault(LANDMARKS, tomlkit.table(is_super_table=True))
    table = tomlkit.table()
    described = {"file": path.name, "sha256": sha256(path), "size_bytes": path.stat().st_size}
    for key, value in {**described, **facts}.items():
        table[key] = value
    group[name] = table
    write(document, place)


def write(document: tomlkit.TOMLDocument, folder: Path | None = None) -> None:
    """Write the registry: a kill leaves the old file or the new one."""
    place = folder or weights_folder()
    with written_whole(place / FILE) as stream:
        stream.write(tomlkit.dumps(document).encode())


def note_gate(name: str, verdict: Mapping[str, Any], folder: Path | None = None) -> None:
    """Keep the gate's verdict with its reasons; the single checks stay on the screen."""
    document = read(folder)
    if name not in document.unwrap().get("networks", {}):
        raise LabError(f"no network {name!r} in the registry")
    table = tomlkit.table()
    for key in ("verdict", "against", "reasons"):
        table[key] = verdict[key]
    document["networks"][name]["gate"] = table
    write(document, folder)


def set_default(name: str, folder: Path | None = None) -> None:
    """Point `default` at a network that passed the gate, or at `paper`, the yardstick."""
    document = read(folder)
    networks = document.unwrap().get("networks", {})
    if name not in networks:
        raise LabError(f"no network {name!r} in the registry to be the default")
    if name != "paper" and networks[name].get("gate", {}).get("verdict") != "pass":
        raise LabError(f"{name}: has not passed the gate; run `poise lab gate {name}` first")
    document["default"] = name
    write(document, folder)
