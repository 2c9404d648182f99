"""`python -m tui.docs.generate`: write `commands.md` and `poise.1` from the commands; a test keeps them in step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import tui.cli.main
from core.settings.model import RULES, Settings, variable
from tui.cli.outline import spoken
from tui.docs.manual import manual

PAGE = Path(__file__).with_name("commands.md")
MANUAL = Path(__file__).with_name("poise.1")
LEFT_OUT = {"--install-completion", "--show-completion", "--help"}


def page() -> str:
    """The whole page."""
    root = typer.main.get_command(tui.cli.main.app)
    lines = [
        "# The commands of Poise",
        "",
        "Made from the commands themselves by `python -m tui.docs.generate`; do not edit it by hand.",
        "`poise COMMAND --help` shows the same. `poise lab` has a page of its own: `models/README.md`.",
        "",
        *_command(root, "poise"),
        *_exit_codes(),
        *_settings(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _command(command: Any, name: str) -> Iterator[str]:
    yield f"## `{name}`"
    yield ""
    yield from (line.strip() for line in (command.help or "").strip().splitlines())
    yield ""
    rows = [row for parameter in command.params if (row := _parameter(parameter))]
    if rows:
        yield "| option | what it does |"
        yield "|---|---|"
        yield from rows
        yield ""
    for child in spoken(command):
        yield from _command(child, f"{name} {child.name}")


def _parameter(parameter: Any) -> str | None:
    if set(parameter.opts) & LEFT_OUT or getattr(parameter, "hidden", False):
        return None
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper().strip("_")
    else:
        names = ", ".join(f"`{option}`" for option in (*parameter.opts, *parameter.secondary_opts))
        value = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper().strip('_')}"
        name = names + value
    return f"| {name} | {_cell(parameter)} |".replace("|CLIP", "\\|CLIP")


def _cell(parameter: Any) -> str:
    text = (parameter.help or "").replace("|", "\\|")
    default = parameter.default
    named = (
        default not in (None, False, True, "") and not callable(default) and not isinstance(default, (list, tuple))
    )
    return f"{text} Default: {default}." if named and parameter.param_type_name == "option" else text


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes"
    yield ""
    yield "| code | meaning |"
    yield "|---|---|"
    for code, meaning in tui.cli.main.EXIT_CODES.items():
        yield f"| {code} | {meaning} |"
    yield ""


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield ""
    yield "A flag beats the environment variable, that beats the settings file, that beats the default."
    yield "`poise settings` shows each value with its origin, `POISE_CONFIG` moves the file,"
    yield "`POISE_DATA_DIR` the data, `POISE_CACHE_DIR` the cache, `POISE_WEIGHTS_DIR` the networks."
    yield ""
    yield "| key | allowed | default | variable |"
    yield "|---|---|---|---|"
    for key, value, _origin in Settings().entries():
        shown = str(value).lower() if isinstance(value, bool) else value
        yield f"| `{key}` | {RULES[key].allowed} | {shown} | `{variable(key)}` |"


def main() -> int:
    """Write both pages."""
    for path, text in ((PAGE, page()), (MANUAL, manual())):
        path.write_text(text, encoding="utf-8")
        print(path, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
