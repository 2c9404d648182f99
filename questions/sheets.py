"""Tables, as spreadsheets write them: whatever separates the cells, whatever stands above the header.

A cell that begins as a formula is written with an apostrophe before it, as spreadsheets want it, and read back
without.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice, pairwise

from questions.columns import asking_columns, column_named
from questions.meanings import category_meant
from questions.problems import BankError, Finding
from questions.records import COLUMNS, MAX_HEADING, MAX_RECORDS, Record, Section, fields_record
from questions.wording import asks

_SEPARATORS = ",;\t|"
_LOOKED_AT = 12
"""Rows at the top among which the header is looked for."""
_GROUPED_AT = 60
"""Rows below the header by which it is judged how they are grouped: two groups should be among them."""
_SUMS = re.compile(r"\W*(?:average|mean|total|sum|subtotal|합계|총계|소계|평균|총점|계)\W*", re.IGNORECASE)
_GROUPS = ("category", "companies")
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")

Row = tuple[int, Sequence[str]]
"""A row's line in the file (from 1) and its cells."""


def escaped(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (issue: CSV injection, OWASP)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescaped(cell: str) -> str:
    """Return what `escaped` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def from_csv(text: str, separator: str, file: str) -> Iterator[Record]:
    """Read a table; raise `BankError` where no column holds questions. A `separator` of "" is found out."""
    text, first, said = _after_separator_line(text)
    separator = said or separator or _separator(text)
    _refuse_too_many(text, file, separator, first)
    rows = _rows(text, file, separator, first)
    top = list(islice(rows, _LOOKED_AT))
    header = _header(top)
    if header is None:
        yield from _headless(top, rows, file)
        return
    yield from _below(top[header][1], chain(top[header + 1 :], rows))


def _refuse_too_many(text: str, file: str, separator: str, first: int) -> None:
    """Raise `BankError` where a table has too many rows: they are counted before any is looked at."""
    if text.count("\n") <= MAX_RECORDS:
        return
    rows = _rows(text, file, separator, first)
    beyond = next(islice(rows, MAX_RECORDS + _LOOKED_AT, None), None)
    if beyond is not None:
        raise BankError(Finding("too_many", file, beyond[0], params={"limit": MAX_RECORDS}))


def table_records(rows: Sequence[Row], section: Section) -> Iterator[Record]:
    """Read a table that stands within a text (Markdown); nothing where no column holds questions."""
    header = _header(list(rows[:1]))
    if header is not None:
        found = list(_below(rows[0][1], rows[1:]))
    else:
        place = _asking_column([cells for _, cells in rows])
        found = [] if place is None else [r for row in rows for r in _headless_record(row, place)]
    for record in found:
        yield section.fill(record)


def _after_separator_line(text: str) -> tuple[str, int, str]:
    """Excel's first line `sep=;` names the separator."""
    match = re.match(r'\s*"?sep=(.|\\t)"?[ \t;,]*\r?\n', text, re.IGNORECASE)
    if match is None:
        return text, 1, ""
    return text[match.end() :], 1 + match[0].count("\n"), "\t" if match[1] == "\\t" else match[1]


def _separator(text: str) -> str:
    """Choose what splits the first rows into most cells that agree in number."""
    best, best_score = ",", (0, 0.0, 0.0)
    for separator in _SEPARATORS:
        try:
            rows = [
                row for row in islice(csv.reader(StringIO(text[:60_000], newline=""), delimiter=separator), 25) if row
            ]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        if not widths or max(widths) < 2:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
        named = max(sum(column_named(cell) is not None for cell in row) for row in rows[:_LOOKED_AT])
        score = (min(named, 2), widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(text: str, file: str, separator: str, first: int) -> Iterator[Row]:
    csv.field_size_limit(10_000_000)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = first
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield line, [unescaped(cell) for cell in row]
            line = first + rows.line_num
    except csv.Error as error:
        params = {"reason": error}
        raise BankError(Finding("bad_csv", file, first - 1 + rows.line_num, params=params)) from None


def _header(top: list[Row]) -> int | None:
    """Return the place of the row that names the columns: the one with most names, a text among them."""
    best, best_score = None, 0.0
    for place, (_, cells) in enumerate(top):
        filled = [cell for cell in cells if cell.strip()]
        columns = [column for cell in filled if (column := column_named(cell.strip())) is not None]
        if not any(column.field in ("text", "title") for column in columns):
            continue
        if any(asks(cell) and not column_named(cell.strip()) for cell in filled):
            continue
        score = sum(2.0 if column.sure else 1.0 for column in columns) + (len(filled) > len(columns)) * 0.1
        if score > best_score:
            best, best_score = place, score
    return best


def _below(header: Sequence[str], rows: Iterable[Row]) -> Iterator[Record]:
    """Read the rows below a header; one that holds a name alone, where others hold more, is a heading among them."""
    names = [cell.strip() for cell in header]
    exact = {"id", "category", "text_ko", "text_en"} <= set(names) <= set(COLUMNS)
    asking = [] if exact else asking_columns(names)
    section, below = Section(), iter(rows)
    first = list(islice(below, _GROUPED_AT))
    merged = [] if exact else _merged(names, [cells for _, cells in first])
    grouped = not exact and not merged and 2 * sum(sum(map(bool, cells)) > 1 for _, cells in first) > len(first)
    for line, cells in _filled_down(chain(first, below), merged):
        if grouped and (name := _lone_name(cells)):
            section = section.under(name, deeper=False)
            continue
        for record in _records(names, line, cells, exact, asking):
            yield section.fill(record)


def _merged(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns of groups whose cells were merged: spreadsheets save the first of each and leave the rest.

    There at least half of the cells are empty, the first is not, and no two that follow one another are the same.
    """
    found = []
    for place, name in enumerate(names):
        column = column_named(name)
        if column is None or column.field not in _GROUPS:
            continue
        cells = [row[place].strip() if place < len(row) else "" for row in rows]
        said = [cell for cell in cells if cell]
        repeats = any(one == other for one, other in pairwise(said))
        if len(said) > 1 and cells[0] and not repeats and len(said) * 2 <= len(cells):
            found.append(place)
    return found


def _filled_down(rows: Iterable[Row], merged: Sequence[int]) -> Iterator[Row]:
    """Give each row what the merged cells above it say."""
    last = dict.fromkeys(merged, "")
    for line, cells in rows:
        filled = [*cells, *[""] * (max(merged, default=-1) + 1 - len(cells))]
        for place in merged:
            last[place] = filled[place] = filled[place].strip() or last[place]
        yield line, filled


def _lone_name(cells: Sequence[str]) -> str | None:
    """Return what the only filled cell of a row says, where it may be a heading."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    if len(filled) != 1 or len(filled[0]) > MAX_HEADING or asks(filled[0]):
        return None
    return filled[0].strip()


def _records(
    names: Sequence[str], line: int, cells: Sequence[str], exact: bool, asking: Sequence[int]
) -> Iterator[Record]:
    """Read a row: one question, or one of each column that asks."""
    pairs = [
        (name, cell.strip(" \t\r\n") if name[:10] != "follow_ups" else cell) for name, cell in _zipped(names, cells)
    ]
    parts = _parted(pairs, asking) if len(asking) > 1 else [pairs]
    records = [record for part in parts if (record := fields_record(part, line, exact=exact)) is not None]
    if (
        not exact
        and any(_SUMS.fullmatch(cell) for cell in cells if len(cell) < 12)
        and not any(map(_worded, records))
    ):
        return
    records = [record for record in records if exact or _worded(record)]
    yield from records
    if not records and sum(bool(cell) for _, cell in pairs) > 1:  # a lone cell is a remark below the table
        yield Record(line, {"text": {}}, [("no_question_in_row", "")])


def _parted(pairs: list[tuple[str, str]], asking: Sequence[int]) -> Iterator[list[tuple[str, str]]]:
    """Give each of several columns that ask (`질문 1`, `질문 2`) what the row says besides."""
    for place in asking:
        if place < len(pairs) and pairs[place][1]:
            besides = (pair for other, pair in enumerate(pairs) if other not in asking)
            yield [("question", pairs[place][1]), *besides]


def _worded(record: Record) -> bool:
    """Tell whether there are words in a question's place: in a table's last row, a sum of the others, are none."""
    texts = record.data["text"].values()
    return any(any(map(str.isalpha, text)) and not (len(text) < 12 and _SUMS.fullmatch(text)) for text in texts)


def _zipped(names: Sequence[str], cells: Sequence[str]) -> list[tuple[str, str]]:
    """Pair cells with their column's name; cells beyond the header have none."""
    if len(cells) <= len(names):
        return list(zip(names, cells, strict=False))
    return [(names[place] if place < len(names) else "", cell) for place, cell in enumerate(cells)]


def _headless(top: list[Row], rest: Iterable[Row], file: str) -> Iterator[Record]:
    """Read a table without a header: the column in which most cells ask holds the questions."""
    place = _asking_column([cells for _, cells in top])
    if place is None:
        first = next((cells for _, cells in top), [])
        found = ", ".join(cell.strip() for cell in first if cell.strip())[:80] or "nothing"
        raise BankError(Finding("no_text_column", file, 1, params={"found": found}))
    for row in top:
        yield from _headless_record(row, place)
    for row in rest:
        yield from _headless_record(row, place)


def _asking_column(rows: Sequence[Sequence[str]]) -> int | None:
    width = max((len(row) for row in rows), default=0)
    asking = [sum(place < len(row) and asks(row[place]) for row in rows) for place in range(width)]
    if not asking or max(asking) * 2 < len(rows) or max(asking) == 0:
        return None
    return asking.index(max(asking))


def _headless_record(row: Row, place: int) -> Iterator[Record]:
    line, cells = row
    if place >= len(cells) or not cells[place].strip():
        return
    pairs: list[tuple[str, str]] = [("question", cells[place])]
    for number, cell in enumerate(cells):
        words = cell.strip()
        if number == place or not words or words.isdecimal():
            continue
        pairs.append(("category" if category_meant(words) and _is_name(words) else "notes", words))
    record = fields_record(pairs, line)
    if record is not None:
        yield record


def _is_name(words: str) -> bool:
    return len(words) < MAX_HEADING and not words.endswith((".", "?", "!", "다", "요"))
