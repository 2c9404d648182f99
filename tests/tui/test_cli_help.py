"""The help of every command: whole, in Korean too, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
import typer

from tests.tui.commands import Poise
from tui.cli import help as help_text
from tui.cli.commands.speaking import UsageProblem
from tui.cli.main import app
from tui.cli.outline import Outline, Outlined, spoken
from tui.cli.output import width
from tui.docs import generate
from tui.i18n import _, set_language
from tui.locale.catalogues import help_texts


def commands() -> Iterator[tuple[str, Any]]:
    """All commands with their names, without the lab."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        yield name, command
        for child in spoken(command):
            yield from walk(child, f"{name} {child.name}")

    yield from walk(typer.main.get_command(app), "poise")


class Distant(Outlined):
    """A group whose only command is nowhere."""

    entries: ClassVar = {"far": Outline("tests.nowhere:far", "Goes far.")}


class TestHelp:
    def test_docs_and_commands_agree(self) -> None:
        assert generate.PAGE.read_text("utf-8") == generate.page(), "run `python -m tui.docs.generate`"

    def test_every_command_says_what_it_is_for(self) -> None:
        for name, command in commands():
            assert command.help, name
            for parameter in command.params:
                assert parameter.param_type_name == "argument" or parameter.help, f"{name} {parameter.opts}"

    def test_help_of_all_says_of_each_what_its_own_help_begins_with(self) -> None:
        """It is written down apart, so that no command has to be loaded for it; the lab's too."""
        for _name, group in commands():
            for name in group.list_commands(None) if isinstance(group, Outlined) else ():
                line, command = group.outline(None, name), group.get_command(None, name)
                told = (command.name, next(iter(help_text.paragraphs(command.help))), command.rich_help_panel)
                assert told[:2] == (line.name, next(iter(help_text.paragraphs(line.help))))
                assert told[2] == line.rich_help_panel

    def test_command_that_cannot_be_loaded_is_in_no_way_of_the_others(self) -> None:
        root: Any = Distant(name="root")
        context = typer.Context(root, info_name="root", help_option_names=["--help"])
        assert "Goes far." in root.get_help(context)
        assert [(item.value, item.help) for item in root.shell_complete(context, "f")] == [("far", "Goes far.")]
        with pytest.raises(UsageProblem, match="did you mean far"):
            root.resolve_command(context, ["fat"])
        with pytest.raises(ModuleNotFoundError):
            root.resolve_command(context, ["far"])

    def test_every_help_shows_the_command_in_use_and_fits_its_width(self, poise: Poise) -> None:
        for name, command in commands():
            assert any(part.startswith(help_text.EXAMPLES) for part in help_text.paragraphs(command.help)), name
            shown = poise(*name.split()[1:], "--help").stdout.splitlines()
            assert shown[0].startswith("Usage: ")
            assert "Examples:" in shown
            assert max(map(width, shown)) <= 80

    def test_no_help_lacks_its_korean(self, poise: Poise) -> None:
        set_language("ko")
        said = list(help_texts())
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
