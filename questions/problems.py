"""What can be wrong with a file of questions: codes with parameters, and their English wording.

The screen words the same codes in the user's language; exceptions and the log use the English below.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Literal

Severity = Literal["error", "warning"]

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")

TEMPLATES: dict[str, str] = {
    # the file
    "not_found": "there is no such file; `poise questions list` shows the banks and formats there are",
    "unknown_name": "there is no {kind} called {name}; choose one of: {known}",
    "unreadable": "cannot be read ({reason}); check the file's permissions",
    "too_big": "is {size} bytes; a file of questions has at most {limit}",
    "not_utf8": "is not UTF-8 text (byte {byte} at position {position}); save it as UTF-8",
    "other_program": "is a file of another program ({kind}); save it as csv or txt, or paste its text",
    "empty": "is empty; it needs at least {needs}",
    "bad_yaml": "is not valid YAML: {reason}; mend the line or quote the text",
    "bad_json": "is not valid JSON: {reason}",
    "bad_csv": "is not a valid table: {reason}; check quotes and separators",
    "no_text_column": "has no column text_ko or text_en (found: {found}); name the columns in the first row",
    "duplicate_key": "{key} is given twice; keep one of them",
    "bad_name": "{name} cannot be a name; use letters, digits, '-', '_' and '.' (at most 64)",
    "exists": "exists already; choose another name",
    "unwritable": "cannot be written ({reason})",
    "changed_on_disk": "was changed by another program; open it again, then repeat the change",
    "read_only": "is a built-in bank; copy it first, then change the copy",
    # a language model of the user's own
    "not_local": "{host} is not a machine of the local network; adverts and CVs are sent nowhere else",
    "no_answer": "gave no questions ({reason}); check that the server runs and the model's name is right",
    "not_a_file": "is no file that can be read to its end (a pipe or a device); copy its text into a file",
    "too_many": "holds more than {limit} questions; split it",
    "too_many_lines": "has {count} lines; at most {limit} are searched for questions: split it",
    "no_room": "makes more than {limit} questions, the most that a bank holds; split it over several banks",
    "no_question": "holds nothing that reads as a question; put each on a line of its own, with a question mark",
    "no_question_in_row": "has no question in the question's column",
    "no_import": "has no import that could be taken back",
    # what an import did with what had no place of its own
    "category_as_tag": "category {name} is not one of Poise's; kept as a tag",
    "heading_as_tag": "heading {name} means no category; kept as a tag",
    "kept_as_note": "{name} is kept in the notes",
    "note_cut": "the notes are longer than can be kept; their end is left out",
    # the fields
    "unknown_field": "unknown field {name}; allowed are: {allowed}",
    "missing_field": "{name} is missing; add it",
    "wrong_type": "{found} does not fit: expected {expected}",
    "not_allowed": "{found} is not known; choose one of: {allowed}",
    "out_of_range": "{found} is out of range: {expected}",
    "no_text": "has no text; give it in at least one of: {allowed}",
    "bad_round": "is no round; write categories, a colon and how many, such as `situational, values: 3 +1 10/60`",
    "note_too_long": "has {length} characters; at most {limit} are kept",
    "text_too_long": "has {length} characters; at most {limit} can be asked at once",
    "control_character": "holds the control character {character}; delete it",
    "duplicate_id": "{id} is used twice (first in line {first}); give one of them another id",
    "stage_without_set": "set and stage go together; add the other one or drop both",
    "duplicate_stage": "the set {set} has two questions for the stage {stage} (first in line {first})",
    "impossible_format": "{name} of {found} does not fit: {expected}",
    # advice
    "duplicate_text": "the same question as in line {first}; drop one of them",
    "missing_language": "is missing in {language}, which other questions of the file have",
    "wrong_language": "does not look like {language}; check which language it is under",
    "too_long_to_read": "takes about {seconds} s to read, but {format} gives {prep_s} s to think",
    "incomplete_set": "the set {set} lacks: {missing}; until then it is never asked as a set",
    "few_questions": "has {count} questions in {language}; {format} asks {questions}",
}


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what (`code`, `params`) and where (`file`, `line` from 1, `field`)."""

    code: str
    file: str = ""
    line: int | None = None
    field: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)
    severity: Severity = "error"
    times: int = 1
    """How often it was found; `line` is the first."""

    def __str__(self) -> str:
        """Word it in English, on one line."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [part for part in (place, self.field) if part]
        text = _UNPRINTABLE.sub(" ", ": ".join([*parts, TEMPLATES[self.code].format(**self.params)]))
        return f"{text} ({self.times} times)" if self.times > 1 else text


class BankError(ValueError):
    """A file of questions cannot be used; the message is one line and says how to mend it."""

    def __init__(self, *findings: Finding) -> None:
        self.findings: Sequence[Finding] = findings
        super().__init__(str(findings[0]))

    @property
    def finding(self) -> Finding:
        """The first thing that is wrong."""
        return self.findings[0]
