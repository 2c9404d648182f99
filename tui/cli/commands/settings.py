"""`poise settings`: each value with its origin, and changing them."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from core.base.errors import SettingsError
from core.settings.file import save
from core.settings.model import RULES, load
from tui.cli import completion
from tui.cli.asking import Yes, sure
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.commands.speaking import Commands
from tui.cli.output import Output, table
from tui.i18n import _, set_language
from tui.widgets.text.words import origin

app = Commands(no_args_is_help=False)

Key = Annotated[str, typer.Argument(help="A setting, such as volume or moods.sad.", autocompletion=completion.keys)]


@app.callback(invoke_without_command=True)
def settings(context: typer.Context, as_json: options.Json = False, lang: options.Lang = None) -> None:
    """Show and change settings.

    Without a command: every setting with its value and where that comes from (default, file, environment).

    Examples: `poise settings set language ko`, `poise settings set moods.sad acceptable`.
    """
    if context.invoked_subcommand is None:
        show(as_json, lang)


def show(as_json: bool, lang: str | None) -> None:
    """Print all settings."""
    loaded = load_settings({"language": lang})
    if as_json:
        entries = {key: {"value": value, "origin": where.value} for key, value, where in loaded.entries()}
        typer.echo(json.dumps({"file": str(loaded.file), "settings": entries, "unknown": loaded.unknown}, indent=2))
        return
    output = Output()
    rows = [(key, shown(value), origin(where)) for key, value, where in loaded.entries()]
    for line in table([(_("setting"), _("value"), _("from")), *rows]):
        output.line(line)
    output.line(_("File: {file}").format(file=loaded.file))


def shown(value: str | int | bool) -> str:
    """A value as it is written in the file."""
    return str(value).lower() if isinstance(value, bool) else str(value) if value != "" else '""'


@app.command("get")
def get(key: Key) -> None:
    """Print one setting's value.

    Example: `poise settings get volume`.
    """
    typer.echo(shown(load_settings({}).value(key)))


@app.command("set")
def put(
    key: Key, value: Annotated[str, typer.Argument(help="The new value.", autocompletion=completion.values)]
) -> None:
    """Change one setting in the file; comments and unknown keys stay.

    Examples: `poise settings set language ko`, `poise settings set moods.sad acceptable`.
    """
    file = save({key: value})
    loaded = load()
    set_language(loaded.language)
    typer.echo(_("{key} = {value} in {file}").format(key=key, value=shown(loaded.value(key)), file=file))


@app.command("reset")
def reset(
    key: Annotated[
        str | None, typer.Argument(help="A setting; all of them with --all.", autocompletion=completion.keys)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every setting.")] = False,
    yes: Yes = False,
) -> None:
    """Put a setting back to its default.

    Examples: `poise settings reset volume`, `poise settings reset --all`.
    """
    if (key is None) != everything:
        raise SettingsError(_("name one setting, or give --all"))
    if everything and _any_changed():
        sure(_("Put every setting of yours back to its default?"), yes=yes)
    file = save(dict.fromkeys(RULES if key is None else [key]))
    typer.echo(_("{key} is back to its default in {file}").format(key=key or "--all", file=file))


def _any_changed() -> bool:
    """Whether the file holds a setting; one that is wrong is the user's, too, and a reset mends it."""
    try:
        return any(origin == "file" for _key, _value, origin in load_settings({}).entries())
    except SettingsError:
        return True
