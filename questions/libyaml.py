"""Large YAML read by libyaml's events: a bank of ten thousand questions in half a second instead of five.

ruamel.yaml asks its Python resolver about each of a bank's values, the dearest part of reading it. Here only plain
scalars that may mean something else than text are looked up, in ruamel's own table.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

DEEPEST = 20
"""Levels of lists and objects: a question needs five."""


class Read(NamedTuple):
    """Plain data, and the lines (from 1) of the outermost two levels: the questions."""

    data: Any
    lines: dict[tuple[str | int, ...], int]


def value_of(kind: str, text: str) -> Any:
    """Return what a scalar means, given the last word of its YAML tag."""
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind in ("int", "float"):
        try:
            return int(text.replace("_", "")) if kind == "int" else float(text)
        except ValueError:
            return text
    return text


def read(text: str) -> Read | None:
    """Read YAML; None where a reader is wanted that says more.

    That is wherever something is wrong or unusual: anchors, tags, directives, keys given twice or that are no text.
    """
    try:
        from ruamel.yaml import cyaml
        from ruamel.yaml import error as problems
    except ImportError:
        return None
    try:
        with _uncollected():
            return _Events(cyaml.CParser(text)).read()  # type: ignore[attr-defined]
    except (problems.YAMLError, _Unusual, ValueError):
        return None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: none are made, and each look goes over all that was read so far."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Unusual(Exception):
    """Nothing that a list of questions needs."""


class _Events:
    """Builds plain data out of a parser's events."""

    def __init__(self, parser: Any) -> None:
        from ruamel.yaml import events, resolver

        self._next = parser.get_event
        self._kinds = events
        self._resolvers: dict[str, list[tuple[str, Any]]] = {}
        for versions, tag, pattern, firsts in resolver.implicit_resolvers:
            for first in firsts if (1, 2) in versions else ():
                self._resolvers.setdefault(first, []).append((tag.rpartition(":")[2], pattern))
        self._lines: dict[tuple[str | int, ...], int] = {}

    def read(self) -> Read:
        kinds = self._kinds
        self._next()  # the stream begins
        start = self._next()
        if type(start) is kinds.StreamEndEvent:
            return Read(None, {})
        if start.version or start.tags:
            raise _Unusual
        event = self._next()
        self._lines[()] = event.start_mark.line + 1
        data = self._value(event, (), 0)
        self._next()  # the document ends
        if type(self._next()) is not kinds.StreamEndEvent:
            raise _Unusual
        return Read(data, self._lines)

    def _value(self, event: Any, place: tuple[str | int, ...], depth: int) -> Any:
        kinds, kind = self._kinds, type(event)
        if kind is kinds.AliasEvent or event.anchor is not None or event.tag is not None or depth > DEEPEST:
            raise _Unusual
        if kind is kinds.ScalarEvent:
            return self._scalar(event)
        if kind is kinds.SequenceStartEvent:
            return self._list(place, depth + 1)
        return self._object(place, depth + 1)

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.implicit[0] and (resolvers := self._resolvers.get(text[:1])) is not None:
            for kind, pattern in resolvers:
                if pattern.match(text):
                    return value_of(kind, text)
        return text

    def _list(self, place: tuple[str | int, ...], depth: int) -> list[Any]:
        end, found, marked = self._kinds.SequenceEndEvent, list[Any](), depth <= 2
        while type(event := self._next()) is not end:
            here = (*place, len(found)) if marked else ()
            if marked:
                self._lines[here] = event.start_mark.line + 1
            found.append(self._value(event, here, depth))
        return found

    def _object(self, place: tuple[str | int, ...], depth: int) -> dict[str, Any]:
        kinds, found, marked = self._kinds, dict[str, Any](), depth <= 2
        while type(event := self._next()) is not kinds.MappingEndEvent:
            if type(event) is not kinds.ScalarEvent or event.anchor is not None or event.value in found:
                raise _Unusual
            here = (*place, event.value) if marked else ()
            if marked:
                self._lines[here] = event.start_mark.line + 1
            found[event.value] = self._value(self._next(), here, depth)
        return found
