"""Commands that are loaded when they are asked for: the help of all, usage errors and the shell know them by a line.

As click's documentation does it; `importlib` takes the place of imports, so a test loads each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperGroup

from tui.cli.commands.speaking import Command, Commands, Group, Speaking


class Outline(NamedTuple):
    """A command by what the help of all says of it."""

    place: str
    """`module:name` of its function, or of the `Typer` of a group."""
    about: str
    """The first paragraph of its own help."""
    panel: str | None = None


class Outlined(Group):
    """A group whose commands stand in `entries`, in the order of its help."""

    entries: ClassVar[Mapping[str, Outline]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self._loaded: dict[str, Any] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the help."""
        return [*super().list_commands(ctx), *self.entries]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, whose module is loaded now; None where there is none."""
        if cmd_name not in self.entries:
            return super().get_command(ctx, cmd_name)
        if cmd_name not in self._loaded:
            self._loaded[cmd_name] = _load(cmd_name, self.entries[cmd_name])
        return self._loaded[cmd_name]

    def outline(self, ctx: Any, cmd_name: str) -> Any:
        """The command as the help of all names it: nothing is loaded for its one line."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return self.get_command(ctx, cmd_name)
        return Command(cmd_name, help=entry.about, rich_help_panel=entry.panel)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The names that begin so, by their outlines, and the group's own options."""
        outlines = {name: self.outline(ctx, name) for name in self.list_commands(ctx)}
        shown = TyperGroup(name=self.name, commands=outlines, add_help_option=False)
        options = super(TyperGroup, self).shell_complete(ctx, incomplete)
        return [*shown.shell_complete(typer.Context(shown), incomplete), *options]


def _load(name: str, entry: Outline) -> Any:
    """The command of an entry, built by typer."""
    module, _colon, attribute = entry.place.partition(":")
    found = getattr(import_module(module), attribute)
    holder = Commands()
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name, rich_help_panel=entry.panel)
    else:
        holder.command(name, rich_help_panel=entry.panel)(found)
    return typer.main.get_group(holder).commands[name]


def spoken(command: Any) -> Iterator[Any]:
    """The commands in a group that speak the user's language, loaded: all but the lab. None where it is no group."""
    if isinstance(command, TyperGroup):
        context = typer.Context(command)
        children = (command.get_command(context, name) for name in command.list_commands(context))
        yield from (child for child in children if isinstance(child, Speaking))
