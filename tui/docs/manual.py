"""The manual page `poise.1`, made from the commands; `python -m tui.docs.generate` writes it and `commands.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer

import tui.cli.main
from core import __version__
from core.settings.model import RULES, Settings, variable
from tui.cli.outline import spoken

LEFT_OUT = {"--install-completion", "--show-completion", "--help"}


def manual() -> str:
    """The page in roff's `man` macros."""
    root = typer.main.get_command(tui.cli.main.app)
    lines = [
        '.\\" made by `python -m tui.docs.generate`; do not edit it by hand',
        f'.TH POISE 1 "" "Poise {__version__}" "User Commands"',
        ".SH NAME",
        "poise \\- a mock AI interview in the terminal, with cues when your expression slips",
        ".SH SYNOPSIS",
        ".B poise",
        "[\\fIOPTIONS\\fR] [\\fICOMMAND\\fR [\\fIARGUMENTS\\fR]]",
        ".SH DESCRIPTION",
        *_paragraphs(root.help or ""),
        ".SH OPTIONS",
        *_parameters(root),
        ".SH COMMANDS",
        *_commands(root, "poise"),
        ".SH EXIT STATUS",
        *(line for code, meaning in tui.cli.main.EXIT_CODES.items() for line in (".TP", str(code), roff(meaning))),
        ".SH ENVIRONMENT",
        *_variables(),
    ]
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """Text as roff takes it: names of commands bold, nothing of it a request of roff's own."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    bold = re.sub(r"`([^`]+)`", r"\\fB\1\\fR", plain)
    return re.sub(r"^([.'])", r"\\&\1", bold)


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        if number:
            yield ".PP"
        yield roff(" ".join(paragraph.split()))


def _commands(group: Any, name: str) -> Iterator[str]:
    for child in spoken(group):
        yield f".SS {roff(f'{name} {child.name}')}"
        yield from _paragraphs(child.help or "")
        yield from _parameters(child)
        yield from _commands(child, f"{name} {child.name}")


def _parameters(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if set(parameter.opts) & LEFT_OUT or getattr(parameter, "hidden", False):
            continue
        value = parameter.metavar or parameter.name.upper().strip("_")
        yield ".TP"
        if parameter.param_type_name == "argument":
            yield f"\\fI{roff(value)}\\fR"
        else:
            names = ", ".join(f"\\fB{roff(option)}\\fR" for option in (*parameter.opts, *parameter.secondary_opts))
            yield names if parameter.is_flag else f"{names} \\fI{roff(value)}\\fR"
        yield roff(parameter.help or "")


def _variables() -> Iterator[str]:
    yield "A flag beats the variable, that beats the settings file, that beats the default."
    for key, value, _origin in Settings().entries():
        yield ".TP"
        yield f"\\fB{variable(key)}\\fR"
        shown = str(value).lower() if isinstance(value, bool) else value
        yield roff(f"{RULES[key].allowed}; {shown if shown != '' else 'nothing'} by default.")
