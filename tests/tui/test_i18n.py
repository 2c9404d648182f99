"""Translations: complete, with the same placeholders, and changeable while running."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from tui import i18n
from tui.i18n import _
from tui.locale import catalogues


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def forms(message: Message) -> tuple[str, str]:
    """The text with all its placeholders (the plural's), and all its translations."""
    if message.pluralizable:
        return message.id[1], str(message.string[0])
    return str(message.id), str(message.string)


@pytest.mark.parametrize("file", list(catalogues.translations()), ids=lambda file: file.parent.parent.name)
class TestCatalogue:
    def test_has_every_text_of_the_code_translated_and_no_other(self, file: Path) -> None:
        catalogue = catalogues.read(file)
        known = {(m.id, m.context) for m in catalogue if m.id}
        said = {(m.id, m.context) for m in catalogues.extracted() if m.id}
        assert not said - known, "run `make translations`, then translate"
        assert not known - said, "the code says these no longer"
        assert not [message.id for message in catalogues.untranslated(catalogue)]

    def test_keeps_every_placeholder(self, file: Path) -> None:
        pairs = [forms(message) for message in catalogues.read(file) if message.id]
        assert not [text for text, translated in pairs if fields(text) != fields(translated)]

    def test_keeps_spaces_and_line_ends_at_the_edges(self, file: Path) -> None:
        pairs = [forms(message) for message in catalogues.read(file) if message.id]
        edges = [text for text, other in pairs if text.endswith("\n") != other.endswith("\n")]
        assert not edges


def test_no_text_stands_within_an_f_string() -> None:
    """Before Python 3.12 the extraction does not look into them: the text would stay English."""
    within_braces = re.compile(rf"\{{[^{{}}]*\b(?:{'|'.join(catalogues.KEYWORDS)})\(")  # what may be one is parsed
    sources = [(file.name, file.read_text(encoding="utf-8")) for file in (catalogues.ROOT / "tui").rglob("*.py")]
    hidden = [
        f"{name}:{call.lineno}"
        for name, source in sources
        if within_braces.search(source)
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogues.KEYWORDS
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert not hidden


def test_korean_is_there() -> None:
    assert [file.parent.parent.name for file in catalogues.translations()] == ["ko"]


def test_language_changes_while_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "ko" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (file,) = catalogues.translations()
    (target / file.name).write_bytes(file.read_bytes())
    catalogues.compile_to(target / file.name, catalogues.read(file))
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    assert i18n.set_language("en") == "en"
    assert _("sad") == "sad"
    assert i18n.set_language("ko") == i18n.language() == "ko"
    assert _("sad") == "슬픔"
    i18n.set_language("en")
    assert _("sad") == "sad"


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LANGUAGE": "de:ko:en", "LANG": "de_DE.UTF-8"}, "ko"),
    ],
)
def test_language_of_the_environment(env: dict[str, str], language: str) -> None:
    assert i18n.set_language("auto", env) == language


def test_empty_text_stays_empty() -> None:
    """gettext would answer with the catalogue's header."""
    i18n.set_language("ko")
    assert _("") == ""
