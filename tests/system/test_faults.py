"""The page of faults names tests that are there, and every test of a fault that it should name."""

from __future__ import annotations

import ast
import re

from tests.system.wheels import ROOT

PAGE = ROOT / "tui" / "docs" / "faults.md"
TOLD = (
    "tests/system/test_terminal_gone.py",
    "tests/system/test_poor_folders.py",
    "tests/tui/test_hostile_places.py",
    "tests/tui/test_hostile_machine.py",
)
"""Files that hold nothing but faults: each of their tests stands on the page."""
NOT_A_FAULT = {"test_settings_folder_is_its_owners_alone_whatever_the_umask_is"}


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] != "fault"]


def named_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test_")}


def test_every_row_says_what_is_seen_and_kept_and_names_its_test() -> None:
    assert len(rows()) > 30
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row
        assert re.fullmatch(r"`test_\w+`(, `test_\w+`)*", row[3]), row


def test_tests_that_are_named_are_there() -> None:
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    there = set().union(*map(named_in, files))
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert named - there == set()


def test_faults_that_are_tested_are_named() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert set().union(*map(named_in, TOLD)) - named - NOT_A_FAULT == set()
