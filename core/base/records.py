"""Dataclasses as JSON's types and back, checked against their types, and JSON that any program can read.

msgspec is imported at the first use: a screen that reads no store paints without it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

Record = TypeVar("Record")
LACKING = "Object missing required field "
"""How msgspec's text begins where a field is not there."""


class RecordError(ValueError):
    """A record that is none; the text is one line that begins with the field, such as `timing.prep_s: ...`."""


def to_record(value: Any) -> dict[str, Any]:
    """A dataclass in JSON's types: tuples become lists, enums their values, and what is not finite None."""
    import msgspec

    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value, enc_hook=_plain))
    return made


def _plain(value: object) -> str:
    """A text of a class of its own as a plain one: words of the screen, which a notice may hold, are such."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


def from_record(kind: type[Record], record: object) -> Record:
    """A dataclass back from JSON's types; fields that `kind` does not know are left out. Raises RecordError.

    Numbers that are not finite are refused: nothing here is stored as such.
    """
    from msgspec import ValidationError, convert

    try:
        made = convert(record, kind)
    except ValidationError as error:
        raise RecordError(_worded(str(error))) from None
    if (place := _not_finite(record)) is not None:
        raise RecordError(f"{place}: not a finite number")
    return made


def _worded(text: str) -> str:
    """msgspec's text, whose place comes last (`$.a.b`), with the place in front."""
    what, _, where = text.partition(" - at `")
    place = where.rstrip("`").removeprefix("$").removeprefix(".")
    lacking = what.removeprefix(LACKING)
    if lacking != what:
        return f"{place}.{lacking.strip('`')} is missing".removeprefix(".")
    what = what[:1].lower() + what[1:]
    return f"{place}: {what}" if place else what


def _not_finite(value: object, place: str = "") -> str | None:
    """Where in a record the first number is that is not finite, None where there is none."""
    if isinstance(value, float):
        return None if math.isfinite(value) else place
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        found = _not_finite(each, f"{place}.{key}" if place else str(key))
        if found is not None:
            return found
    return None


def json_text(value: Any, **options: Any) -> str:
    """`json.dumps` with `null` in place of NaN and infinities, which JSON (RFC 8259) does not know."""
    try:
        return json.dumps(value, allow_nan=False, **options)
    except ValueError:
        return json.dumps(_finite(value), allow_nan=False, **options)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, (list, tuple)) else value
