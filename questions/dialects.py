"""Plain texts in the forms of other programs, said as the lines or the Markdown that the readers know.

Subtitles, mails, Org outlines, LaTeX lists, tables in a `.txt`. As many lines as there were stand before what is
kept, so that a question is named by its line in the file.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Callable
from typing import Literal

Form = Literal["md", "txt", "spoken"]
"""How a text is to be read; what is `spoken` asks in between, and the rest of it is none of a list."""

_TIMES = re.compile(r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}.*")
_SPOKEN_MARKS = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|^\s*[-–—]\s+")
_SENTENCES = re.compile(r"(?<=[.?!。？！…])\s+")
_ENDED = re.compile(r"[.?!。？！…]\W*$")

_MAIL_LINE = re.compile(
    r"(?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Message-ID|MIME-Version|Content-[A-Za-z-]+|Received|Return-Path|"
    r"X-[A-Za-z-]+|[A-Z][A-Za-z]*-Signature|보낸 ?사람|받는 ?사람|참조|보낸 ?날짜|날짜|제목)\s?:",
    re.IGNORECASE,
)
_LEAST_MAIL_LINES = 3
_MOST_PARTS = 500
"""Lines that may begin a part of a mail; thousands are none, and would take a minute."""
_ENCODED = re.compile(
    r"^Content-(?:Transfer-Encoding:\s*(?:quoted-printable|base64)|Type:\s*multipart/)", re.I | re.M
)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)

_ORG = re.compile(r"\*{2,}[ \t]+\S|#\+\w+:")
_ORG_HEADING = re.compile(
    r"(?P<stars>\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]*)?"
    r"(?P<words>.*?)(?:[ \t]+:[\w@:]+:)?[ \t]*"
)
_ORG_ASIDE = re.compile(r"\s*(?:#\+|(?:SCHEDULED|DEADLINE|CLOSED):)")
_DRAWER = re.compile(r"\s*:\w+:\s*")

_TEX_HEADING = re.compile(r"\s*\\(?:part|chapter|(?P<deeper>(?:sub)*)section)\*?\{(?P<words>[^{}]*)\}.*")
_TEX_ITEM = re.compile(r"\s*\\item\b(?:\[[^\[\]]*\])?[ \t]*")
_TEX_MARK = re.compile(r"\\(?:textbf|textit|emph|underline|texttt)\{([^{}]*)\}|\\([&%$#_{}])")

_TABLE_LINE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?[ \t]*")
_LONGEST_LINE = 1_000
"""Characters of a heading or a rule; what is longer is text, and matching it could take the square of its length."""
_DIRECTIVE = re.compile(r"^\.\.[ \t].*$", re.MULTILINE)


def in_known_form(text: str) -> tuple[Form, str]:
    """Return how a plain text is to be read, and the text in that form."""
    text = _body_of_mail(text)
    forms: tuple[tuple[Callable[[list[str]], bool], Form, Callable[[list[str]], list[str]]], ...] = (
        (_is_subtitled, "spoken", _said),
        (lambda lines: any(map(_ORG.match, lines)), "md", _from_org),
        (lambda lines: any(map(_TEX_ITEM.match, lines)), "md", _from_tex),
        (_is_table, "md", list),
    )
    lines = text.splitlines()
    for meant, form, said in forms:
        if meant(lines):
            return form, "\n".join(said(lines))
    return "txt", _DIRECTIVE.sub("", _QUOTED.sub("", text))


def _is_subtitled(lines: list[str]) -> bool:
    return any("-->" in line and _TIMES.fullmatch(line) for line in lines[:50])


def _said(lines: list[str]) -> list[str]:
    """Give each sentence a line of its own, the nearest one that is free to where it begins."""
    said: list[str] = []
    begun, words, speaking = 0, "", False
    for place, line in enumerate([*lines, ""]):
        if _TIMES.fullmatch(line):
            speaking = True
        elif speaking and line.strip():
            begun = begun if words else place
            words = f"{words} {_SPOKEN_MARKS.sub('', line).strip()}".strip()
        else:
            speaking = False
            if words and (_ENDED.search(words) or place == len(lines)):
                said += [""] * (begun - len(said)) + _SENTENCES.split(words)
                words = ""
    return said


def _body_of_mail(text: str) -> str:
    """Take a mail's head off; what was encoded for its way, or lies in parts, is unpacked."""
    lines = text.splitlines()
    end = named = 0
    for line in lines:
        if not (_MAIL_LINE.match(line) or (named and line[:1] in (" ", "\t") and line.strip())):
            break
        end, named = end + 1, named + (line[:1] not in (" ", "\t"))
    if named < _LEAST_MAIL_LINES:
        return text
    if _ENCODED.search("\n".join(lines[:end])) and text.count("\n--") <= _MOST_PARTS:
        message = email.message_from_string(text, policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        try:
            return "\n" * (end + 1) + _content(body) if body is not None else text
        except (LookupError, ValueError):  # an encoding that nobody knows
            return text
    return "\n" * end + "\n".join(lines[end:])


def _content(body: email.message.MIMEPart) -> str:
    """The words of a part of a mail; what came unencoded is text already, which get_content() would escape."""
    encoded = str(body["Content-Transfer-Encoding"] or "").strip().lower() in ("quoted-printable", "base64")
    return str(body.get_content() if encoded else body.get_payload())


def _from_org(lines: list[str]) -> list[str]:
    """Stars are headings; properties, settings and dates are none of the text."""
    said, drawer = [], False
    for line in lines:
        if _DRAWER.fullmatch(line):
            drawer = line.strip() != ":END:"
            said.append("")
        elif drawer or _ORG_ASIDE.match(line):
            said.append("")
        elif len(line) <= _LONGEST_LINE and (heading := _ORG_HEADING.fullmatch(line)):
            said.append("#" * min(6, len(heading["stars"])) + " " + heading["words"])
        else:
            said.append(line)
    return said


def _from_tex(lines: list[str]) -> list[str]:
    """Sections are headings, items are items; other commands at a line's beginning are none of the text."""
    said = []
    for raw in lines:
        line = _TEX_MARK.sub(r"\1\2", raw.split("%")[0] if raw.lstrip().startswith("%") else raw)
        if heading := _TEX_HEADING.fullmatch(line):
            said.append("#" * (1 + len(heading["deeper"] or "") // len("sub")) + " " + heading["words"])
        elif item := _TEX_ITEM.match(line):
            said.append("- " + line[item.end() :])
        else:
            said.append("" if line.lstrip().startswith("\\") else line)
    return said


def _is_table(lines: list[str]) -> bool:
    """A table as Markdown draws it: under its head a line of dashes and bars, and bars in most lines."""
    filled = [line for line in lines if line.strip()]
    short = (line for line in filled[:50] if "|" in line and len(line) <= _LONGEST_LINE)
    drawn = any(map(_TABLE_LINE.fullmatch, short))
    return drawn and 2 * sum("|" in line for line in filled) > len(filled)
