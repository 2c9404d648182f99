"""The lab's side of `weights/registry.toml`: looks networks up and enters new ones, keeping comments."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from models.errors import LabError
from models.files import written_whole
from models.spec import NetworkSpec

FILE = "registry.toml"


@dataclass(frozen=True)
class Entry:
    """One network of the registry."""

    name: str
    path: Path
    spec: NetworkSpec
    facts: Mapping[str, Any]


def weights_dir() -> Path:
    """Where the weights lie: `POISE_WEIGHTS_DIR`, else beside this file."""
    given = os.environ.get("POISE_WEIGHTS_DIR")
    return Path(given) if given else Path(__file__).parent / "weights"


def read(folder: Path | None = None) -> tomlkit.TOMLDocument:
    """The registry, empty where there is none; raises `LabError` for a broken file."""
    path = (folder or weights_dir()) / FILE
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, TOMLKitError) as error:
        raise LabError(f"{path}: {error}") from error


def find(name: str, folder: Path | None = None) -> Entry:
    """A network by name, or `default`; raises `LabError` for an unknown name or a changed file."""
    place = folder or weights_dir()
    document = read(place).unwrap()
    networks = document.get("networks", {})
    key = document.get("default", "") if name == "default" else name
    if key not in networks:
        known = ", ".join(["default", *networks]) if networks else "none yet"
        raise LabError(f"no weights {name!r}: neither a file nor in the registry ({known})")
    facts = networks[key]
    path = place / facts["file"]
    if not path.is_file():
        raise LabError(f"{path}: missing, though the registry names it; install Poise again")
    if sha256(path) != facts["sha256"]:
        raise LabError(f"{path}: not the file that the registry describes (its hash differs); install Poise again")
    return Entry(key, path, NetworkSpec.from_dict(facts, f"{FILE}: networks.{key}"), facts)


def sha256(path: Path) -> str:
    """The file's hash in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def enter(name: str, path: Path, spec: NetworkSpec, facts: Mapping[str, Any], folder: Path | None = None) -> None:
    """Enter or replace a network whose file lies in the registry's folder."""
    place = folder or weights_dir()
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


def write(document: tomlkit.TOMLDocument, folder: Path | None = None) -> None:
    """Write atomically."""
    place = folder or weights_dir()
    with written_whole(place / FILE) as stream:
        stream.write(tomlkit.dumps(document).encode())


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
