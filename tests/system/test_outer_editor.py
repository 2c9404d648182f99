"""A bank in the user's own editor: the terminal is lent to it, and what it wrote is checked when it is left."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.ssh import POISE
from tests.system.terminal import Terminal, terminal
from tests.waiting import LONG_S, wait_until

Find = Callable[[str], str]
pytestmark = pytest.mark.system
BANK = "# mine\nquestions:\n  - {id: one, text: What if it fails?}\n  - {id: two, text: Why us?}\n"
EDITOR = """\
import sys
from pathlib import Path
file = Path(sys.argv[-1])
word = input("EDITOR HERE: ")
if word == "fail":
    raise SystemExit(3)
file.write_text(file.read_text().replace("fails", word))
"""


@contextmanager
def bank_open(tmux: str, folder: Path) -> Iterator[tuple[Terminal, Path]]:
    """The app with the bank `mine` in front, and the bank's file."""
    file, script = folder / "data" / "banks" / "mine.yaml", folder / "editor.py"
    file.parent.mkdir(parents=True)
    file.write_text(BANK, encoding="utf-8")
    script.write_text(EDITOR, encoding="utf-8")
    environment = {
        "HOME": str(folder),
        "POISE_DATA_DIR": str(folder / "data"),
        "POISE_CONFIG": str(folder / "settings.toml"),
        "POISE_TOUR": "false",
        "POISE_LANGUAGE": "en",
        "POISE_CAMERA": "demo",
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "VISUAL": "",
        "EDITOR": shlex.join([sys.executable, str(script)]),
    }
    with terminal(tmux, folder, [POISE], environment) as shown:
        shown.wait_for("Question banks")
        shown.press_until("b", "Changing a built-in bank")
        shown.press_until("/", "Words or parts")
        shown.keys("mine")
        shown.wait_for("mine.*your own")
        shown.keys("Enter")
        shown.press_until("Enter", "What if it fails")
        yield shown, file


def test_the_terminal_is_lent_and_what_was_written_is_taken_over(system_part: Find, tmp_path: Path) -> None:
    with bank_open(system_part("tmux"), tmp_path) as (shown, file):
        shown.press_until("o", "EDITOR HERE")
        shown.keys("breaks", "Enter")
        shown.wait_for("What if it breaks")
        assert file.read_text(encoding="utf-8") == BANK.replace("fails", "breaks")
        shown.press_until("u", "What if it fails")
        wait_until(lambda: file.read_text(encoding="utf-8") == BANK, LONG_S, lambda: file.read_text(encoding="utf-8"))
        shown.press_until("C-q", "^(?s:.*)$")
        assert shown.wait_for_end() == 0


def test_what_cannot_be_taken_over_is_said_and_written_on(system_part: Find, tmp_path: Path) -> None:
    with bank_open(system_part("tmux"), tmp_path) as (shown, file):
        shown.press_until("o", "EDITOR HERE")
        shown.keys("[[", "Enter")
        shown.wait_for("It cannot be taken over")
        assert file.read_text(encoding="utf-8") == BANK
        shown.keys("e")
        shown.wait_for(r"\[\[\s+EDITOR HERE:")
        shown.keys("Enter")
        shown.wait_for("It cannot be taken over")
        shown.keys("x")
        shown.wait_for("What if it fails")
        assert file.read_text(encoding="utf-8") == BANK
        shown.press_until("o", "EDITOR HERE")
        shown.keys("fail", "Enter")
        shown.wait_for("nothing was")  # the terminal is the app's again, though the editor failed
        shown.press_until("Escape", "Changing a built-in bank")
