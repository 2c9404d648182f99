"""Files that other programs wrote: decoded whatever their encoding is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from questions.parsing import decode, read_bytes
from questions.problems import BankError, Finding

MAX_IMPORT_BYTES = 32_000_000
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_KOREAN, _WESTERN = "cp949", "cp1252"


_PROGRAMS = (
    (b"PK\x03\x04", "xlsx, docx, zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls, doc, hwp"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3\0", "sqlite, apkg"),
    (b"\x1f\x8b", "gz"),
)
"""What files of other programs begin with: their words cannot be read here."""


def read_foreign(path: Path) -> str:
    """Read a text file in whatever encoding, in Unicode's composed form; raise `BankError`."""
    raw = read_bytes(path, MAX_IMPORT_BYTES)
    if (program := next((kind for mark, kind in _PROGRAMS if raw.startswith(mark)), None)) is not None:
        raise BankError(Finding("other_program", str(path), params={"kind": program}))
    for mark, encoding in ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")):
        if raw.startswith(mark):
            return _composed(raw.decode(encoding, "replace"))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _composed(raw.decode("utf-16", "replace"))
    if wide := _wide(raw):
        return _composed(wide)
    try:
        return _composed(decode(raw, str(path)))
    except BankError:
        if (guessed := _guessed(raw)) is None:
            raise
        return _composed(guessed)


def without_marks(text: str) -> str:
    """Return a text without what nobody sees: marks of direction, joints and breaks of no width, soft hyphens."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", without_marks(text).replace("\0", ""))


def _wide(raw: bytes) -> str | None:
    """UTF-16 without its mark: line ends, commas and spaces give every second byte of some pairs as zero."""
    if len(raw) < 4 or len(raw) % 2 or b"\0" not in raw[:20_000]:
        return None
    if raw.count(b"\0") * 4 < len(raw) and _decoded(raw, "utf-8") is not None:
        return None  # a zero that strayed into UTF-8
    even, odd = raw[0:20_000:2].count(0), raw[1:20_000:2].count(0)
    try:
        text = raw.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None
    readable = sum(letter.isprintable() or letter in "\r\n\t" for letter in text[:5000])
    return text if readable >= 0.95 * len(text[:5000]) else None


def _guessed(raw: bytes) -> str | None:
    """Decode one of the two old encodings in which such files come, the one that looks like its language."""
    from charset_normalizer import from_bytes

    if (mixed := _by_lines(raw)) is not None:
        return mixed
    korean = _decoded(raw, _KOREAN)
    if korean is not None and _looks_korean(korean, raw):
        return korean
    best = from_bytes(raw[:200_000], cp_isolation=[_KOREAN, _WESTERN], threshold=0.5).best()
    text = _decoded(raw, best.encoding) if best else None
    text = text or _decoded(raw, _WESTERN)
    return text if text is not None and _looks_like_text(text) else None


def _by_lines(raw: bytes) -> str | None:
    """Decode a text that was joined from files of two encodings: most of its lines are UTF-8, the others Korean."""
    foreign = [line for line in raw.splitlines(keepends=True) if not line.isascii()]
    kept = sum(_decoded(line, "utf-8") is not None for line in foreign)
    if kept * 2 < len(foreign):
        return None
    lines = [_decoded(line, "utf-8") or _decoded(line, _KOREAN) for line in raw.splitlines(keepends=True)]
    return None if None in lines else "".join(line or "" for line in lines)


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _looks_korean(text: str, raw: bytes) -> bool:
    """Most syllables in use stand in the KS X 1001 part, whose both bytes are above 0xA0."""
    foreign = [letter for letter in text if ord(letter) > 127]
    usual = sum("가" <= letter <= "힣" and min(letter.encode(_KOREAN)) > 0xA0 for letter in foreign)
    return bool(raw) and usual * 2 > len(foreign)


def _looks_like_text(text: str) -> bool:
    odd = sum(not (letter.isprintable() or letter in "\r\n\t") for letter in text[:5000])
    foreign = sum(ord(letter) > 127 for letter in text[:5000])
    return odd == 0 and foreign * 2 <= len(text[:5000])
