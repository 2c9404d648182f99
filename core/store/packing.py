"""Columns of values as one blob, and back. Generic: what columns there are and what they mean is said in `columns`.

Nothing is rounded: numbers that lie on a binary grid become whole numbers and their differences, which take little,
and all others are kept to the last bit. So old sessions keep every digit, and new ones, whose readings are put on
such grids when they are measured (`core.vision.grid`), take a sixth of the room.

    blob    = 0x01, then deflated: length of the header (uint32, little-endian), header, columns in its order
    header  = JSON: [count, [name, kind, way, bits, base, width, holes, words], ...]
    holes   = 1: the column begins with a byte for each value, 1 where it is None (the value before stands there)
    kind    = "i" whole numbers, "f" floats, "s" texts (whole numbers, the places in `words`; None has a place too)
    way     = "d" zigzagged differences from the value before, the first from `base`; "p" plain, less `base`;
              "r" the bits of float64, as differences modulo 2^64
    column  = byte planes: the lowest byte of every value, then the next; `width` bytes a value
    value   = (sum or base + plain) / 2^bits
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Value: TypeAlias = "str | int | float | None"
Numbers: TypeAlias = "npt.NDArray[np.int64]"
Head: TypeAlias = list[Any]
Body: TypeAlias = tuple[str, int, int, bytes]
"""Way, base, width and bytes of a column."""

FORMAT = 1
FINEST = 16
"""The finest grid that is tried is 2^-16; finer values are kept as they are."""
MOST = 2**31
WIDTHS = (1, 2, 4, 8)
LARGEST = 1 << 26
"""Bytes that a blob may unpack to; a damaged length must not fill the memory."""


def pack(columns: Mapping[str, Sequence[Value]]) -> bytes:
    """Columns of one length as a blob, whole numbers below 2^61; a column of None only is left out."""
    heads: list[Head] = []
    bodies = []
    for name, values in columns.items():
        if any(value is not None for value in values):
            head, body = _column(name, values)
            heads.append(head)
            bodies.append(body)
    count = len(next(iter(columns.values()), ()))
    header = json.dumps([count, *heads], separators=(",", ":"), ensure_ascii=False).encode()
    return bytes([FORMAT]) + zlib.compress(struct.pack("<I", len(header)) + header + b"".join(bodies), 9)


def unpack(blob: bytes) -> tuple[int, dict[str, list[Any]]]:
    """How many values a column has, and the columns; raises ValueError where it is no such blob."""
    if blob[:1] != bytes([FORMAT]):
        raise ValueError(f"readings are packed in an unknown way ({blob[:1]!r})")
    try:
        inflater = zlib.decompressobj()
        content = inflater.decompress(blob[1:], LARGEST)
        if not inflater.eof:
            raise ValueError("packed readings are cut off")
        (length,) = struct.unpack_from("<I", content)
        count, *heads = json.loads(content[4 : 4 + length])
        parts = _Parts(content, 4 + length, count)
        return count, {head[0]: _values(head, parts) for head in heads}
    except (zlib.error, struct.error, TypeError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"packed readings cannot be read ({error})") from error


def _column(name: str, values: Sequence[Value]) -> tuple[Head, bytes]:
    present = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in present):
        words = list(dict.fromkeys(values))
        places = np.array([words.index(value) for value in values], np.int64)
        way, base, width, body = _whole(places)
        return [name, "s", way, 0, base, width, 0, words], body
    holes = np.array([value is None for value in values])
    kind = "i" if all(isinstance(value, int) for value in present) else "f"
    filled = _filled(values, present[0])
    bits, (way, base, width, body) = _whole_numbers(filled) if kind == "i" else _floats(np.array(filled, np.float64))
    before = holes.astype(np.uint8).tobytes() if holes.any() else b""
    return [name, kind, way, bits, base, width, int(holes.any()), None], before + body


def _filled(values: Sequence[Value], last: Value) -> list[Value]:
    """The values, with the one before where there is none."""
    filled = []
    for value in values:
        last = last if value is None else value
        filled.append(last)
    return filled


def _whole_numbers(values: Sequence[Value]) -> tuple[int, Body]:
    return 0, _whole(np.array(values, np.int64))


def _floats(values: npt.NDArray[np.float64]) -> tuple[int, Body]:
    bits, scaled = _on_grid(values)
    return bits, _raw(values) if scaled is None else _whole(scaled)


def _on_grid(values: npt.NDArray[np.float64]) -> tuple[int, Numbers | None]:
    """The coarsest binary grid on which all values lie, and their places on it; None where there is none."""
    for bits in range(FINEST + 1):
        scaled = values * 2.0**bits
        if not np.all(np.abs(scaled) < MOST):
            break
        if np.array_equal(scaled, np.rint(scaled)):
            return bits, scaled.astype(np.int64)
    return 0, None


def _whole(values: Numbers) -> Body:
    """Whole numbers in the way that takes less: as differences, or as they are."""
    steps = np.diff(values, prepend=values[0])
    ways = [("d", int(values[0]), (steps << 1) ^ (steps >> 63)), ("p", int(values.min()), values - values.min())]
    made = [(way, base, *_planes(numbers.astype(np.uint64))) for way, base, numbers in ways]
    return min(made, key=lambda one: len(zlib.compress(one[3])))


def _raw(values: npt.NDArray[np.float64]) -> Body:
    bits = values.view(np.uint64)
    return "r", 0, *_planes(np.diff(bits, prepend=np.zeros(1, np.uint64)))


def _planes(numbers: npt.NDArray[np.uint64]) -> tuple[int, bytes]:
    """How many bytes the largest of the numbers takes, and all of them byte by byte."""
    width = next(width for width in WIDTHS if int(numbers.max()) < 256**width)
    return width, numbers.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T.tobytes()


class _Parts:
    """Takes the columns' bytes out of a blob, one after the other."""

    def __init__(self, content: bytes, begin: int, count: int) -> None:
        self._content, self._at, self._count = content, begin, int(count)

    def bytes(self, width: int) -> npt.NDArray[np.uint8]:
        """The next byte planes, (width, count); raises ValueError where the blob is too short."""
        end = self._at + width * self._count
        if end > len(self._content):
            raise ValueError("packed readings are cut off")
        found = np.frombuffer(self._content, np.uint8, end - self._at, self._at).reshape(width, self._count)
        self._at = end
        return found

    def numbers(self, width: int) -> npt.NDArray[np.uint64]:
        """The next column as numbers of `width` bytes."""
        wide = np.zeros((self._count, 8), np.uint8)
        wide[:, :width] = self.bytes(width).T
        return wide.reshape(-1).view("<u8").astype(np.uint64)


def _values(head: Head, parts: _Parts) -> list[Any]:
    """A column's values."""
    _, kind, way, bits, base, width, has_holes, words = head
    holes = parts.bytes(1)[0].astype(bool) if has_holes else None
    numbers = parts.numbers(width)
    found: list[Any]
    if way == "r":
        found = np.cumsum(numbers, dtype=np.uint64).view(np.float64).tolist()
    else:
        whole = _summed(numbers, base) if way == "d" else numbers.astype(np.int64) + base
        found = (whole / 2.0**bits if kind == "f" else whole).tolist()
    if kind == "s":
        return [words[place] for place in found]
    if holes is not None:
        return [None if hole else value for value, hole in zip(found, holes.tolist(), strict=True)]
    return found


def _summed(numbers: npt.NDArray[np.uint64], base: int) -> Numbers:
    signed = numbers.astype(np.int64)
    return np.cumsum((signed >> 1) ^ -(signed & 1)) + base
