"""The READMEs say what is so: figures from the registry, commands that exist, files that are there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from core.base import toml
from tests.system.wheels import ROOT
from tui.cli.main import app

LANGUAGES = ("README.md", "README.ko.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def networks() -> dict[str, Any]:
    text = (ROOT / "models" / "weights" / "registry.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = toml.parse(text)["networks"]
    return found


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("network", sorted(networks()))
def test_figures_are_the_registrys(name: str, network: str) -> None:
    entry = networks()[network]
    measured = entry["measured"]
    (row,) = [line for line in read(name).splitlines() if line.startswith(f"| `{network}`")]
    shares = ("accuracy", "consensus_accuracy", "consensus_neutral_called_bad", "consensus_bad_heard_at_5pct")
    figures = [
        f"{entry['parameters']:,}",
        f"{entry['macs'] / 1e6:.1f} M",
        f"{entry['size_bytes'] / 1e6:.2f} MB",
        *(f"{100 * measured[share]:.1f} %" for share in shares),
    ]
    assert [cell.strip().strip("*") for cell in row.split("|")[2:-1]] == figures


@pytest.mark.parametrize("name", LANGUAGES)
def test_commands_exist(name: str) -> None:
    group = typer.main.get_command(app)
    context = typer.Context(group)
    known = set(group.list_commands(context))  # type: ignore[attr-defined]
    named = set(re.findall(r"`poise ([a-z]+)", read(name)))
    assert named
    assert named <= known


@pytest.mark.parametrize("name", LANGUAGES)
def test_pictures_and_pages_are_there(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", read(name)) if "://" not in link]
    assert links
    assert [link for link in links if not Path(ROOT, link).is_file()] == []


def test_both_languages_have_the_same_parts() -> None:
    english, korean = (read(name) for name in LANGUAGES)

    def shape(text: str) -> list[str]:
        lines = text.splitlines()
        return [re.match(r"#+|\||```|!", line).group() for line in lines if re.match(r"#+ |\||```|!", line)]  # type: ignore[union-attr]

    assert shape(english) == shape(korean)


def test_readme_opens_with_the_two_commands() -> None:
    for name in LANGUAGES:
        (block, *_) = re.findall(r"```sh\n(.*?)```", read(name), re.S)
        assert [line.split("#")[0].strip() for line in block.splitlines()] == ["make run", "make test"]
