"""Lines for terminals, files and screen readers."""

from __future__ import annotations

import io

import pytest

from tui.cli.output import Output, cut, padded, table, width, wrapped


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_hangul_takes_two_columns() -> None:
    assert width("슬픔 a") == 6
    assert padded("슬픔", 6) == "슬픔  "
    assert width(cut("슬픔과 기쁨", 6)) <= 6
    assert cut("short", 10) == "short"


def test_columns_of_mixed_languages_are_aligned() -> None:
    first, second = table([("가나", "x"), ("abc", "y")])
    assert width(first[: first.index("x")]) == width(second[: second.index("y")])


def test_long_text_is_broken_between_words_by_columns() -> None:
    assert wrapped("aa bb cc", "- ", "  ", columns=8) == ["- aa bb", "  cc"]
    assert all(width(line) <= 12 for line in wrapped("표정이 좋지 않았습니다 정말", columns=12))


def test_file_gets_neither_colours_nor_status() -> None:
    stream = io.StringIO()
    output = Output(stream)
    output.status("working")
    output.line(output.paint("done", "red", "bold"))
    output.end_status()
    assert stream.getvalue() == "done\n"


def test_terminal_gets_colours_and_one_line_that_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    output = Output(stream)
    output.status("1")
    output.status("2")
    output.line(output.paint("cue", "red"))
    output.end_status()
    assert stream.getvalue() == "1\r\033[K2\r\033[K\033[31mcue\033[0m\n2\r\033[K"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_are_left_out_where_they_are_not_wanted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, value)
    assert Output(Terminal()).paint("cue", "red") == "cue"
