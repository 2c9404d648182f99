"""The READMEs of the engine, the app and the lab open with a map of their rooms: it is the tree, and stays the tree.

A row names a folder, all its modules and the rooms that they import; a walk names its stops as `file.py:function`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.base import toml
from tests.system.wheels import ROOT

pytestmark = pytest.mark.xdist_group("rooms")  # each file is parsed once
PACKAGES = ("core", "tui", "models")
OURS = {"core", "models", "questions", "sounds", "tui"}
WALKS = {"core": ("From a frame to a reading", "From a cue to a sound"), "tui": ("From a question", "From a key")}
CODE = re.compile(r"`([^`]+)`")
STOP = re.compile(r"`([\w/]+\.py):([\w.]+)`")


class Row(NamedTuple):
    """A room on a map: its modules, and the rooms that it may import."""

    modules: set[str]
    imports: set[str]


def section(package: str, title: str) -> str:
    text = (ROOT / package / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}[^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{package}/README.md has no section {title!r}"
    return found[1]


def rows(package: str) -> dict[str, Row]:
    """The map, in its order: folder (as `vision/haar`, "." for the package itself) to row."""
    found = {}
    for line in section(package, "The rooms").splitlines():
        if line.startswith("| `"):
            folder, holds, imports = (cell.strip() for cell in line.strip("|").split("|"))
            name = folder.strip("`").rstrip("/")
            assert name not in found, f"{name} stands twice on the map of {package}"
            found[name] = Row(set(CODE.findall(holds)), {room.rstrip("/") for room in CODE.findall(imports)})
    return found


def modules(package: str) -> dict[str, list[Path]]:
    """The tree: folder to its Python files; a package that holds nothing but its docstring is left out."""
    found: dict[str, list[Path]] = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        if path.name != "__init__.py":
            found.setdefault(path.parent.relative_to(ROOT / package).as_posix(), []).append(path)
    return found


@dataclass
class Source:
    """What is asked of a file's code; its tree is not kept."""

    imports: list[list[str]] = field(default_factory=list)
    """What it imports, also inside functions and for types, as parts of dotted names."""
    late: int = 0
    """How many imports stand in functions."""
    from_within: list[str] = field(default_factory=list)
    """The parts of others' packages that a function loads before the package itself."""
    names: set[str] = field(default_factory=set)
    """All functions, methods and classes by their dotted names."""


@cache
def source(path: Path) -> Source:
    found = Source()
    look(ast.parse(path.read_text(encoding="utf-8")), found)
    return found


def look(node: ast.AST, found: Source, before: str = "", loaded: tuple[set[str], ...] = ()) -> None:
    """Add what the statements below a node tell (an import is never in an expression).

    `loaded` is what each function around it has loaded so far, the outermost first.
    """
    for child in statements(node):
        name, inside = before, loaded
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{before}{child.name}."
            found.names.add(name[:-1])
            if not isinstance(child, ast.ClassDef):
                inside = (*loaded, set())
        elif isinstance(child, ast.Import | ast.ImportFrom):
            note(child, found, loaded)
        look(child, found, name, inside)


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """The statements right below one, and what holds some: an except, a case."""
    for part in ("body", "handlers", "orelse", "finalbody", "cases"):
        below = getattr(node, part, ())
        yield from below if isinstance(below, list) else ()


def note(node: ast.Import | ast.ImportFrom, found: Source, loaded: tuple[set[str], ...]) -> None:
    found.late += bool(loaded)
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        if not node.module:
            return
        found.imports.extend(f"{node.module}.{name}".split(".") for name in names)
        names = [] if node.level else [node.module]
    else:
        found.imports.extend(name.split(".") for name in names)
    for name in names:
        top = name.partition(".")[0]
        parent = "ruamel.yaml" if top == "ruamel" else top
        foreign = top not in OURS | set(sys.stdlib_module_names) and name != parent
        found.from_within.extend(name for before in loaded if foreign and parent not in before)
        for before in loaded:
            before.add(parent)


def room(package: str, parts: list[str]) -> str:
    """The room of an imported name; "" where it is in none."""
    if parts[0] not in OURS:
        return ""
    if parts[0] != package:
        return parts[0]
    if len(parts) == 1:
        return ""
    name = "/".join(parts[1:3]) if parts[1] == "features" else parts[1]
    inside = ROOT / package / name
    return name if inside.is_dir() or inside.with_suffix(".py").is_file() else ""


def dotted(path: Path) -> str:
    """A module's name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_comes_first(package: str) -> None:
    text = (ROOT / package / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)", text, re.MULTILINE)[0] == "The rooms"


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_names_every_room_and_module_and_no_other(package: str) -> None:
    assert {folder: row.modules for folder, row in rows(package).items()} == {
        folder: {path.stem for path in paths} for folder, paths in modules(package).items()
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_rooms_import_only_what_the_map_allows(package: str) -> None:
    for folder, row in rows(package).items():
        for path in modules(package)[folder]:
            found = {room(package, parts) for parts in source(path).imports} - {""}
            others = {name for name in found if name != folder and not folder.startswith(f"{name}/")}
            if folder == ".":
                others -= {other.stem for other in modules(package)[folder]}
            assert others <= row.imports, f"{path.relative_to(ROOT)} imports {sorted(others - row.imports)}"


@pytest.mark.parametrize("package", PACKAGES)
def test_what_the_map_allows_is_there(package: str) -> None:
    for folder, row in rows(package).items():
        for name in row.imports - OURS:
            inside = ROOT / package / name
            assert inside.is_dir() or inside.with_suffix(".py").is_file(), f"{folder}: there is no room {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Whoever reads one of a circle has to read them all. Imports inside functions and for types are counted too."""
    paths = {dotted(path): path for name in OURS for path in (ROOT / name).rglob("*.py")}
    graph = {
        name: {
            found
            for parts in source(path).imports
            for found in (".".join(parts), ".".join(parts[:-1]))
            if found in paths and found != name
        }
        for name, path in paths.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("package", sorted(OURS - {"models"}))
def test_what_is_loaded_late_is_loaded_from_its_top(package: str) -> None:
    """Two threads that load `ruamel.yaml.cyaml` and `ruamel.yaml.error` each hold a lock that the other waits for."""
    files = sorted((ROOT / package).rglob("*.py"))
    found = [f"{file.relative_to(ROOT)}:{name}" for file in files for name in source(file).from_within]
    assert found == []


def test_no_more_imports_stand_in_functions_than_the_map_says() -> None:
    said = re.search(r"(\d+) imports stand in functions", section("tui", "The rooms"))
    assert said
    found = sum(source(file).late for file in (ROOT / "tui").rglob("*.py"))
    assert found <= int(said[1]), "each has to be a gate to something heavy; then the map says one more"


def test_the_engines_map_has_the_order_of_the_import_contract() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts: list[dict[str, Any]] = toml.parse(text)["tool"]["importlinter"]["contracts"]
    layers = [
        [layer.removeprefix("core.") for layer in contract["layers"]]
        for contract in contracts
        if contract["type"] == "layers" and contract["layers"][0].startswith("core.")
    ]
    assert [list(reversed(order)) for order in layers] == [[name for name in rows("core") if "/" not in name]]


@pytest.mark.parametrize("package", WALKS)
def test_every_stop_of_the_walks_is_there(package: str) -> None:
    for title in WALKS[package]:
        stops = STOP.findall(section(package, title))
        assert len(stops) >= 6, title
        for file, function in stops:
            assert (ROOT / file).is_file(), f"{title}: there is no {file}"
            assert function in source(ROOT / file).names, f"{title}: {file} has no {function}"
