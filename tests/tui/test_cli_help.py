"""The help of every command: whole, in Korean too, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from tests.tui.commands import Poise
from tui.cli import help as help_text
from tui.cli.main import app
from tui.cli.output import width
from tui.docs import generate
from tui.i18n import _, set_language


def commands() -> Iterator[tuple[str, Any]]:
    """All commands with their names, without the lab."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        yield name, command
        for child in getattr(command, "commands", {}).values():
            yield from walk(child, f"{name} {child.name}")

    yield from walk(typer.main.get_command(app), "poise")


class TestHelp:
    def test_docs_and_commands_agree(self) -> None:
        assert generate.PAGE.read_text("utf-8") == generate.page(), "run `python -m tui.docs.generate`"

    def test_every_command_says_what_it_is_for(self) -> None:
        for name, command in commands():
            assert command.help, name
            for parameter in command.params:
                assert parameter.param_type_name == "argument" or parameter.help, f"{name} {parameter.opts}"

    def test_every_help_shows_the_command_in_use_and_fits_its_width(self, poise: Poise) -> None:
        for name, command in commands():
            assert any(part.startswith(help_text.EXAMPLES) for part in help_text.paragraphs(command.help)), name
            shown = poise(*name.split()[1:], "--help").stdout.splitlines()
            assert shown[0].startswith("Usage: ")
            assert "Examples:" in shown
            assert max(map(width, shown)) <= 80

    def test_no_help_lacks_its_korean(self, poise: Poise) -> None:
        set_language("ko")
        said = list(help_text.texts(typer.main.get_command(app)))
        assert len(said) > 100
        assert [(name, text) for name, text in said if _(text) == text] == []

    def test_help_is_korean_where_the_user_is(self, poise: Poise, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Usage:" in poise("watch", "--help").stdout
        asked = poise("watch", "--help", "--lang", "ko").stdout
        monkeypatch.setenv("LANG", "ko_KR.UTF-8")
        by_locale = poise("watch", "--help").stdout
        poise("settings", "set", "language", "en")
        assert "Usage:" in poise("watch", "--help").stdout
        assert asked == by_locale
        for part in ("사용법: ", "다른 것으로 연습하는 동안", "옵션:", "0 이상의 숫자", "이 도움말을 보여 주고"):
            assert part in asked
        assert max(map(width, asked.splitlines())) <= 80

    def test_completion_scripts_can_be_had(self, poise: Poise) -> None:
        assert "--show-completion" in poise("--help").stdout

    def test_version(self, poise: Poise) -> None:
        from core import __version__

        assert poise("--version").stdout == f"poise {__version__}\n"
