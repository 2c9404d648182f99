"""From the text of a YAML file to plain data in which every value still knows its line."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from questions import libyaml
from questions.problems import BankError, Finding

MAX_BYTES = 16_000_000
"""Of a bank's file: the largest bank has some 10 MB."""
_MAX_NODES = 1_000_000
_LARGE = 2_000
"""Characters from which on libyaml reads a bank: each that is shipped. The full reader has a format at once."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters, which a terminal obeys instead of showing, and halves of characters, which cannot be saved."""

Place = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data (dicts, lists, strings, numbers) and the line, from 1, of each place in it.

    `lines` may hold the two outermost levels only; `rest` then reads the others, once one of them is asked for.
    `under` is where the data stands in what is validated: a bank may be a bare list of questions.
    """

    file: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    under: Place = ()
    rest: Callable[[], dict[Place, int]] | None = None
    escapes: bool = True
    """Whether a text may hold what the file does not: a control character that was written as `\\x07`."""

    def line(self, place: Place) -> int | None:
        """Return the line of a place, or of the nearest thing around it."""
        if self.under:
            place = place[len(self.under) :] if place[: len(self.under)] == self.under else ()
        if self.rest is not None and place not in self.lines:
            self.lines, self.rest = self.rest(), None
        for end in range(len(place), -1, -1):
            if place[:end] in self.lines:
                return self.lines[place[:end]]
        return None

    def finding(self, code: str, place: Place, **params: object) -> Finding:
        """Make a finding about a place."""
        return Finding(code, self.file, self.line(place), spell(place), params)


def without_controls(text: str) -> str:
    """Return a text without control characters; most texts have none, which is seen at once."""
    return text if text.isprintable() else CONTROL.sub("", text)


def spell(place: Place) -> str:
    """Write a place as people do: `questions[3].text.ko`, counted from 1."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def read_text(path: Path, *, limit: int = MAX_BYTES) -> str:
    """Read a UTF-8 file (with or without BOM) in Unicode's composed form; raise `BankError`."""
    return decode(read_bytes(path, limit), str(path))


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file of at most `limit` bytes; raise `BankError`.

    A pipe or a device is refused before it is read: it could block, or never end.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise BankError(Finding("not_found", str(path))) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            raise BankError(Finding("not_a_file", str(path)))
        if status.st_size > limit:
            raise BankError(Finding("too_big", str(path), params={"size": status.st_size, "limit": limit}))
        with os.fdopen(os.dup(handle), "rb") as stream:
            return stream.read(limit + 1)[:limit]
    except OSError as error:
        raise _unreadable(path, error) from None
    finally:
        os.close(handle)


def _unreadable(path: Path, error: Exception) -> BankError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return BankError(Finding("unreadable", str(path), params={"reason": reason}))


def decode(raw: bytes, file: str) -> str:
    """Decode UTF-8 and compose it: macOS writes Korean syllables as separate letters."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        params = {"byte": f"0x{raw[error.start]:02x}", "position": error.start}
        raise BankError(Finding("not_utf8", file, line, params=params)) from None
    return unicodedata.normalize("NFC", text)


def parse(text: str, file: str) -> Document:
    """Parse YAML; raise `BankError` where it is none. Doubled keys become findings of the document."""
    if control := CONTROL.search(text):
        params = {"character": ascii(control[0])}
        raise BankError(Finding("control_character", file, text.count("\n", 0, control.start()) + 1, params=params))
    quick = libyaml.read(text) if len(text) >= _LARGE else None
    if quick is None:
        return _parsed(text, file)
    rest = partial(_lines, text, file)
    return Document(file, quick.data, quick.lines, rest=rest, escapes="\\" in text)


def _lines(text: str, file: str) -> dict[Place, int]:
    return _parsed(text, file).lines


def _parsed(text: str, file: str) -> Document:
    from ruamel.yaml import error as problems

    document = Document(file, None)
    try:
        node = _composed(text)
    except problems.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _bad_yaml(file, line, error.problem or "it cannot be parsed") from None
    except (problems.YAMLError, ValueError) as error:
        reason = " ".join(str(error).split(maxsplit=12)[:12])
        raise _bad_yaml(file, None, reason) from None
    except RecursionError:
        raise _bad_yaml(file, None, "it is nested too deeply") from None
    if node is not None:
        if _values(node, {}) > _MAX_NODES:
            raise _too_many(file, node)
        document.data = _Converter(document).convert(node, ())
    return document


def _values(node: Any, known: dict[int, float], depth: int = 0) -> float:
    """How many values a node stands for, with its aliases written out: these can multiply a small file without end.

    Each node is looked at once; one that holds itself stands for infinitely many. What lies too deep is met later.
    """
    if node.id == "scalar" or depth > libyaml.DEEPEST:
        return 1
    if id(node) not in known:
        known[id(node)] = inf
        held = node.value if node.id == "sequence" else [value for _key, value in node.value]
        known[id(node)] = 1 + sum(_values(each, known, depth + 1) for each in held)
    return known[id(node)]


def _composed(text: str) -> Any:
    """Compose a large text by libyaml, five times as fast, unless the full reader has to say what is wrong."""
    from ruamel.yaml import YAML
    from ruamel.yaml import error as problems

    if len(text) >= _LARGE:
        try:
            return YAML(typ="safe", pure=False).compose(text)
        except (problems.YAMLError, ValueError, RecursionError):
            pass
    return YAML(typ="safe", pure=True).compose(text)


def _bad_yaml(file: str, line: int | None, reason: str) -> BankError:
    return BankError(Finding("bad_yaml", file, line, params={"reason": " ".join(reason.split())}))


def _too_many(file: str, node: Any) -> BankError:
    return _bad_yaml(file, node.start_mark.line + 1, "it holds too many values")


class _Converter:
    """Turns ruamel's nodes into plain data; keeps lines, which the usual constructor drops."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def convert(self, node: Any, place: Place) -> Any:
        if len(place) > libyaml.DEEPEST:
            raise _too_many(self.document.file, node)
        self.document.lines.setdefault(place, node.start_mark.line + 1)
        if node.id == "mapping":
            return dict(self._items(node, place))
        if node.id == "sequence":
            return [self.convert(item, (*place, number)) for number, item in enumerate(node.value)]
        return _scalar(node)

    def _items(self, node: Any, place: Place) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*place, key)
            self.document.lines[here] = key_node.start_mark.line + 1
            if key in seen:
                self.document.findings.append(self.document.finding("duplicate_key", here, key=key))
            seen.add(key)
            yield key, self.convert(value_node, here)


def _scalar(node: Any) -> Any:
    return libyaml.value_of(str(node.ctag).rpartition(":")[2], str(node.value))
