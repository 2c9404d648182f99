"""What is wrong with a file of questions, in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from questions.problems import Finding
from tui.i18n import N_, _
from tui.widgets.text.notices import by_code

FINDINGS: Mapping[str, str] = {
    "not_found": N_("there is no such file"),
    "unknown_name": N_("there is no {kind} called {name}; choose one of: {known}"),
    "unreadable": N_("cannot be read ({reason}); check the file's permissions"),
    "too_big": N_("is {size} bytes; a file of questions has at most {limit}"),
    "other_program": N_("is a file of another program ({kind}); save it as csv or txt, or paste its text"),
    "not_utf8": N_("is not UTF-8 text (byte {byte} at position {position}); save it as UTF-8"),
    "empty": N_("is empty; it needs at least {needs}"),
    "bad_yaml": N_("is not valid YAML: {reason}; mend the line or quote the text"),
    "bad_json": N_("is not valid JSON: {reason}"),
    "bad_csv": N_("is not a valid table: {reason}; check quotes and separators"),
    "no_text_column": N_("has no column text_ko or text_en (found: {found}); name the columns in the first row"),
    "duplicate_key": N_("{key} is given twice; keep one of them"),
    "bad_name": N_("{name} cannot be a name; use letters, digits, '-', '_' and '.' (at most 64)"),
    "exists": N_("exists already; choose another name"),
    "unwritable": N_("cannot be written ({reason})"),
    "changed_on_disk": N_("was changed by another program; open it again, then repeat the change"),
    "read_only": N_("is a built-in bank; copy it first, then change the copy"),
    "not_local": N_("{host} is not a machine of the local network; adverts and CVs are sent nowhere else"),
    "no_answer": N_("gave no questions ({reason}); check that the server runs and the model's name is right"),
    "not_a_file": N_("is no file that can be read to its end (a pipe or a device); copy its text into a file"),
    "too_many": N_("holds more than {limit} questions; split it"),
    "too_many_lines": N_("has {count} lines; at most {limit} are searched for questions: split it"),
    "no_room": N_("makes more than {limit} questions, the most that a bank holds; split it over several banks"),
    "no_question": N_("holds nothing that reads as a question; put each on a line of its own, with a question mark"),
    "no_question_in_row": N_("has no question in the question's column"),
    "no_import": N_("has no import that could be taken back"),
    "category_as_tag": N_("category {name} is not one of Poise's; kept as a tag"),
    "heading_as_tag": N_("heading {name} means no category; kept as a tag"),
    "kept_as_note": N_("{name} is kept in the notes"),
    "note_cut": N_("the notes are longer than can be kept; their end is left out"),
    "unknown_field": N_("unknown field {name}; allowed are: {allowed}"),
    "missing_field": N_("{name} is missing; add it"),
    "wrong_type": N_("{found} does not fit: expected {expected}"),
    "not_allowed": N_("{found} is not known; choose one of: {allowed}"),
    "out_of_range": N_("{found} is out of range: {expected}"),
    "no_text": N_("has no text; give it in at least one of: {allowed}"),
    "bad_round": N_("is no round; write categories, a colon and how many, such as `situational, values: 3 +1 10/60`"),
    "note_too_long": N_("has {length} characters; at most {limit} are kept"),
    "text_too_long": N_("has {length} characters; at most {limit} can be asked at once"),
    "control_character": N_("holds the control character {character}; delete it"),
    "duplicate_id": N_("{id} is used twice (first in line {first}); give one of them another id"),
    "stage_without_set": N_("set and stage go together; add the other one or drop both"),
    "duplicate_stage": N_("the set {set} has two questions for the stage {stage} (first in line {first})"),
    "impossible_format": N_("{name} of {found} does not fit: {expected}"),
    "duplicate_text": N_("the same question as in line {first}; drop one of them"),
    "missing_language": N_("is missing in {language}, which other questions of the file have"),
    "wrong_language": N_("does not look like {language}; check which language it is under"),
    "too_long_to_read": N_("takes about {seconds} s to read, but {format} gives {prep_s} s to think"),
    "incomplete_set": N_("the set {set} lacks: {missing}; until then it is never asked as a set"),
    "few_questions": N_("has {count} questions in {language}; {format} asks {questions}"),
}
"""The codes of `questions.problems.TEMPLATES`; a test holds the two together."""


def finding_words(finding: Finding) -> str:
    """`line 12, questions[3].text: has no text …`."""
    place = [f"L{finding.line}"] if finding.line is not None else []
    place += [finding.field] if finding.field else []
    said = by_code(FINDINGS, finding.code, finding.params)
    if finding.times > 1:
        said = _("{said} ({n} times)").format(said=said, n=finding.times)
    return f"{' '.join(place)}: {said}" if place else said
