"""The help of a command: its purpose, examples and grouped options, in the user's language.

Not by typer's own boxes: Rich cuts off Korean words where it breaks a line inside a table.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from typer.core import TyperGroup

from tui.cli.output import padded, width, wrapped
from tui.cli.usage import parameter_name, wanted
from tui.i18n import N_, _

Paint = Callable[..., str]

EXAMPLES = ("Example: ", "Examples: ")
"""How the paragraph of a docstring begins that shows the command in use."""
ARGUMENTS, OPTIONS, COMMANDS = N_("Arguments"), N_("Options"), N_("Commands")
HELP_OPTION = N_("Show this message and exit.")
WIDEST_NAME, WIDEST_LINE = 30, 100


def help_lines(command: Any, ctx: Any, columns: int, paint: Paint = lambda text, *_styles: text) -> list[str]:
    """The whole help; `paint(text, *styles)` colours where colours are wanted."""
    columns = min(columns, WIDEST_LINE)
    lines = [*wrapped(_usage(command, ctx), _("Usage:") + " ", "    ", columns)]
    for part in paragraphs(command.help or ""):
        lines += ["", *_paragraph(part, columns, paint)]
    sections = _sections(command, ctx)
    room = min(WIDEST_NAME, max((width(name) for rows in sections.values() for name, _about in rows), default=0))
    for title, rows in sections.items():
        lines += ["", paint(f"{_(title)}:", "bold")]
        for name, about in rows:
            lines += _row(name, about, room, columns, paint)
    return lines


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each in one line: so they stand in the catalogue."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n") if part.strip()]


def _usage(command: Any, ctx: Any) -> str:
    parts = [ctx.command_path, _("[OPTIONS]")]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            name = parameter_name(parameter)
            parts.append(name if parameter.required else f"[{name}]")
    if isinstance(command, TyperGroup):
        parts.append(_("COMMAND [ARGS]..."))
    return " ".join(parts)


def _paragraph(text: str, columns: int, paint: Paint) -> list[str]:
    if not text.startswith(EXAMPLES):
        return wrapped(_(text), columns=columns)
    commands: list[str] = re.findall("`(.+?)`", text)
    return [paint(_("Examples:"), "bold"), *(f"  {command}" for command in commands)]


def _sections(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Titles with their rows: name, and what it is; first the commands, then what is common to them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for child in _children(command, ctx):
        about = next(iter(paragraphs(child.help or "")), "")
        found.setdefault(child.rich_help_panel or COMMANDS, []).append((child.name, _(about)))
    found |= {ARGUMENTS: [], OPTIONS: []}
    for parameter in command.get_params(ctx):
        if not getattr(parameter, "hidden", False):
            usual = ARGUMENTS if parameter.param_type_name == "argument" else OPTIONS
            row = _name(parameter), " ".join(_about(parameter))
            found.setdefault(parameter.rich_help_panel or usual, []).append(row)
    return {title: rows for title, rows in found.items() if rows}


def _children(command: Any, ctx: Any) -> Iterable[Any]:
    if not isinstance(command, TyperGroup):
        return []
    child = getattr(command, "outline", command.get_command)
    return [child(ctx, name) for name in command.list_commands(ctx)]


def _name(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return parameter_name(parameter)
    names = ", ".join(sorted(parameter.opts, key=len))
    if parameter.secondary_opts:
        return " / ".join((names, *parameter.secondary_opts))
    return names if parameter.is_flag else f"{names} {parameter.metavar or parameter.name.upper()}"


def _about(parameter: Any) -> Iterator[str]:
    """What it is; then in brackets what may be written, and what holds where it is not."""
    if parameter.help:
        yield " ".join(_(part) for part in paragraphs(parameter.help))
    notes = [wanted(parameter.type)]
    if parameter.param_type_name == "option":
        notes += [_("required")] if parameter.required else [_default(parameter)]
    if any(notes):
        yield f"({'; '.join(note for note in notes if note)})"


def _default(parameter: Any) -> str:
    value = parameter.default
    if value in (None, "", False) or callable(value):
        return ""
    if parameter.is_flag:
        value = parameter.opts[0]
    return _("default: {value}").format(value=f"{value:g}" if isinstance(value, float) else value)


def _row(name: str, about: str, room: int, columns: int, paint: Paint) -> list[str]:
    """The name, and beside it the text; below it where the name is too long."""
    indent = " " * (room + 4)
    first, *rest = wrapped(about, indent, indent, columns)
    if width(name) > room:
        return [f"  {paint(name, 'cyan')}", first, *rest]
    return [f"  {paint(padded(name, room), 'cyan')}  {first.strip()}", *rest]
