"""Commands whose help speaks the user's language, and which tell a wrong command line in one line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from core.base.errors import PoiseError
from tui.cli.help import help_lines
from tui.cli.output import Output, columns
from tui.cli.usage import no_number, no_such_command, speak

if TYPE_CHECKING:
    Base = TyperCommand
else:
    Base = object


class UsageProblem(PoiseError):
    """A command line that cannot be understood; the message is in the user's language."""


class HelpInstead(typer.TyperException):
    """A group was named and none of its commands; the message is its help."""

    exit_code = 2


class Speaking(Base):
    """What commands and groups have in common."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Errors of the parser learn to which command they belong."""
        try:
            left = super().parse_args(ctx, args)
            self._refuse_what_is_no_number(ctx)
            return left
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            raise

    def _refuse_what_is_no_number(self, ctx: Any) -> None:
        """NaN passes every limit, and `--seconds nan` or `1e999` has no end."""
        for param in self.params:
            value = ctx.params.get(param.name)
            if isinstance(value, float) and not math.isfinite(value):
                speak(ctx)
                raise UsageProblem(no_number(param.opts[0]))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, in the language of the settings or of this command line."""
        speak(ctx)
        formatter.write("\n".join(help_lines(self, ctx, columns(), Output().paint)))


class Command(Speaking, TyperCommand):
    """A command that speaks the language of the settings in help and errors."""


class Group(Speaking, TyperGroup):
    """A command that holds others."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without a command the help is all there is to say."""
        if not args and self.no_args_is_help and not ctx.resilient_parsing:
            raise HelpInstead(ctx.get_help())
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is asked for, or what it might have been."""
        wanted = args[0]
        if ctx.resilient_parsing or wanted.startswith("-") or self.get_command(ctx, wanted) is not None:
            return super().resolve_command(ctx, args)
        speak(ctx)
        raise UsageProblem(no_such_command(wanted, self.list_commands(ctx), ctx.command_path))


class Commands(typer.Typer):
    """Collects commands of these kinds."""

    def __init__(self, *, cls: type[TyperGroup] = Group, **more: Any) -> None:
        super().__init__(cls=cls, **more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[Any], Any]:
        """Add a command."""
        return super().command(name, **{"cls": Command, **more})
