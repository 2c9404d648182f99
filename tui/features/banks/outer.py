"""A bank in the user's own editor ($VISUAL, $EDITOR): a copy is edited, checked, and only then taken over."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.i18n import _

USUAL = ("sensible-editor", "nano", "vi", "notepad")
"""What is looked for where neither variable is set."""
TAKES_LINE = frozenset(("vi", "vim", "nvim", "view", "nano", "emacs", "micro", "ne", "joe", "kak", "mg", "pico"))
"""Editors that begin at a line given as `+LINE`."""


@dataclass(frozen=True)
class Draft:
    """A text that was changed outside, the file it lies in, and what is wrong with it; "" where nothing is."""

    file: Path
    text: str
    problem: str = ""


class NoEditor(Exception):
    """There is no editor to be called, or it failed; the message says so in the user's language."""


def command(environment: Mapping[str, str]) -> list[str]:
    """The editor's command; raises NoEditor where there is none."""
    for name in ("VISUAL", "EDITOR"):
        if words := environment.get(name, "").strip():
            try:
                return shlex.split(words)
            except ValueError:
                raise NoEditor(_("{name} cannot be read: {value}").format(name=f"${name}", value=words)) from None
    found = next((path for name in USUAL if (path := shutil.which(name))), None)
    if found is None:
        raise NoEditor(_("No editor was found; set EDITOR, for example: export EDITOR=nano"))
    return [found]


def edit(file: Path, line: int, environment: Mapping[str, str] | None = None) -> None:
    """Call the editor and wait until it is left. Raises NoEditor where it cannot be called or fails."""
    words = command(os.environ if environment is None else environment)
    at = [f"+{line}"] if Path(words[0]).name in TAKES_LINE and line > 1 else []
    try:
        done = subprocess.run([*words, *at, str(file)], check=False, stderr=sys.__stderr__)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NoEditor(_("{editor} cannot be started: {reason}").format(editor=words[0], reason=reason)) from None
    if done.returncode:
        raise NoEditor(
            _("{editor} ended with {code}; nothing was taken over").format(editor=words[0], code=done.returncode)
        )


def draft_of(text: str, bank: str) -> Path:
    """Write a text into a file of its own that only its owner reads; its name shows what it is."""
    folder = Path(tempfile.mkdtemp(prefix="poise-"))
    file = folder / f"{bank}.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    return file


def discard(file: Path) -> None:
    """Throw a draft away."""
    shutil.rmtree(file.parent, ignore_errors=True)
