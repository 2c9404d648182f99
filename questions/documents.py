"""The text of a job advert or CV: plain text, Markdown or PDF."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from pathlib import Path

from questions.parsing import CONTROL, decode, read_bytes
from questions.problems import BankError, Finding

SUFFIXES = (".txt", ".md", ".markdown", ".pdf")
MAX_PAGES = 30
"""Pages that are read: adverts and CVs have a few; a book is not meant."""


def read_document(path: Path) -> str:
    """Return the text of a file, its lines kept; raise `BankError` where it has none or cannot be read.

    Text is UTF-8, or CP949 as Korean Windows writes it. A PDF gives the text that it holds; scanned pages hold none.
    """
    raw = read_bytes(path)
    if path.suffix.lower() not in SUFFIXES:
        params = {"found": f"'{path.suffix or path.name}'", "allowed": ", ".join(SUFFIXES)}
        raise BankError(Finding("not_allowed", str(path), params=params))
    text = _pdf(raw, path) if path.suffix.lower() == ".pdf" else _plain(raw, path)
    text = CONTROL.sub(" ", text)
    if not text.strip():
        raise BankError(Finding("empty", str(path), params={"needs": "some lines of text (a scanned page has none)"}))
    return text


def _plain(raw: bytes, path: Path) -> str:
    try:
        return decode(raw, str(path))
    except BankError:
        try:
            return raw.decode("cp949")
        except UnicodeDecodeError:
            pass
        raise


def _pdf(raw: bytes, path: Path) -> str:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about every oddity of a file, to the terminal
    try:
        reader = PdfReader(BytesIO(raw))
        pages = [page.extract_text() for page in reader.pages[:MAX_PAGES]]
    except Exception as error:  # a damaged PDF raises whatever its parser trips over
        reason = " ".join(str(error).split())[:80] or type(error).__name__
        raise BankError(Finding("unreadable", str(path), params={"reason": f"as a PDF: {reason}"})) from None
    return "\n".join(re.sub(r"[ \t]+", " ", page) for page in pages)
