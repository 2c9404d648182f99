"""Kinds of interview changed by the user: copied, made, single values in a file; each written whole or not at all.

Comments and order in a file stay. Every change gives back the text that stood there before, which undoes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from questions.loading import files, find
from questions.own_files import new_place, own_file, place_of, remove
from questions.parsing import parse, read_text
from questions.problems import BankError, Finding
from questions.schema import Format, Round
from questions.validation import validate_format
from questions.writing import dumped, round_trip, write_whole

NEW = """\
questions: 5
prep_s: 30
answer_s: 90
retakes: 1
"""
"""What a new format begins with: the best-known timing."""


def copy_format(source: str, name: str, user_dir: Path) -> None:
    """Copy a format, comments and all, under another name; raise `BankError`."""
    write_whole(_new_file(name, user_dir), read_text(find("format", source, user_dir)))


def new_format(name: str, user_dir: Path) -> None:
    """Make a format of the best-known timing, to be changed; raise `BankError`."""
    write_whole(_new_file(name, user_dir), f"title: {{ko: {name}, en: {name}}}\n{NEW}")


def delete_format(name: str, user_dir: Path) -> str:
    """Delete a format of the user's own and return its text; raise `BankError`, for a built-in one too."""
    path = own_file("format", name, user_dir)
    text = read_text(path)
    remove(path)
    return text


def change_format(name: str, changes: Mapping[str, Any], user_dir: Path) -> str | None:
    """Give a format other values; None as a value takes the key away. Raise `BankError` where it would be none then.

    A built-in one is not changed: a copy takes its place. Returns the text of the user's file before, None where he
    had none.
    """
    path, origin = files("format", user_dir).get(name, (find("format", name, user_dir), "user"))
    before = read_text(path)
    after = _changed(before, changes)
    target = place_of("format", name, user_dir)
    format_, findings = validate_format(parse(after, str(target)), name)
    if format_ is None:
        raise BankError(*(finding for finding in findings if finding.severity == "error"))
    write_whole(target, after)
    return before if origin == "user" else None


def put_back(name: str, text: str | None, user_dir: Path) -> None:
    """Bring back what a change gave: the text before, or that there was no file; raise `BankError`."""
    path = place_of("format", name, user_dir)
    if text is None:
        remove(path)
    else:
        write_whole(path, text)


def round_line(part: Round) -> str:
    """A round on one line: categories, how many, follow-ups, and its own clock if it has one.

    >>> round_line(Round(("situational", "values"), 3, follow_ups=1, prep_s=10, answer_s=60))
    'situational, values: 3 +1 10/60'
    """
    more = f" +{part.follow_ups}" if part.follow_ups else ""
    clock = (
        f" {_number(part.prep_s)}/{_number(part.answer_s)}"
        if part.prep_s is not None or part.answer_s is not None
        else ""
    )
    return f"{', '.join(part.categories)}: {part.questions}{more}{clock}"


def rounds_from(lines: Sequence[str], before: Format) -> list[dict[str, Any]]:
    """The rounds that such lines say, as a file holds them; raise `BankError` with the line that is none.

    What a line does not say (name, retakes and so on) stays where its categories are those of a round before.
    """
    rounds = []
    for line in lines:
        said = _round(line)
        same = next((part for part in before.rounds if list(part.categories) == said["categories"]), None)
        rounds.append({**(_rest(same) if same else {}), **said})
    return rounds


def _round(line: str) -> dict[str, Any]:
    names, _, rest = line.partition(":")
    found: dict[str, Any] = {"categories": [name.strip() for name in names.split(",") if name.strip()]}
    try:
        count, *more = rest.split()
        found["questions"] = int(count)
        for word in more:
            if word.startswith("+"):
                found["follow_ups"] = int(word[1:])
            else:
                prep, answer = word.split("/")
                found |= {key: float(value) for key, value in (("prep_s", prep), ("answer_s", answer)) if value}
    except ValueError:
        raise BankError(Finding("bad_round", field=f"'{line.strip()}'")) from None
    return found


def _rest(part: Round) -> dict[str, Any]:
    kept = {"name": dict(part.name)} if part.name else {}
    if part.set_size != 1:
        kept["set_size"] = part.set_size  # type: ignore[assignment]
    rules = ("retakes", "next_allowed_after_s", "prep_skippable", "skip_allowed")
    return {**kept, **{name: value for name in rules if (value := getattr(part, name)) is not None}}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _changed(text: str, changes: Mapping[str, Any]) -> str:
    data = round_trip().load(text)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return dumped(data)


def _new_file(name: str, user_dir: Path) -> Path:
    """Nor does a new format take the place of a built-in one: that is what changing it does."""
    path = new_place("format", name, user_dir)
    if name in files("format", user_dir):
        raise BankError(Finding("exists", str(path)))
    return path
