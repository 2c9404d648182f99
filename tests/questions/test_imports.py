"""An import is whole or not at all, and can be taken back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from questions.backups import KEPT, backups, keep_backup
from questions.editing import BankEditor
from questions.exchange import export_text, preview_import, preview_text
from questions.imports import carry_out, take_back
from questions.loading import load_bank
from questions.problems import BankError
from questions.schema import MAX_BANK
from tests.questions.helpers import Writer, bank, question


def texts(data: Path) -> list[str]:
    return [q.says("en") for q in load_bank("mine", data).questions]


def test_an_import_into_a_new_bank_is_taken_back_with_the_bank(write: Writer, tmp_path: Path) -> None:
    carry_out(preview_import(write("a.txt", "Why us?\nWhy now?\n")), "mine", tmp_path)
    assert texts(tmp_path) == ["Why us?", "Why now?"]
    assert take_back("mine", tmp_path) == 2
    with pytest.raises(BankError, match="there is no bank"):
        load_bank("mine", tmp_path)
    with pytest.raises(BankError, match="no import"):
        take_back("mine", tmp_path)


def test_an_import_into_a_bank_with_the_short_ending_is_taken_back(write: Writer, tmp_path: Path) -> None:
    path = write("banks/mine.yml", "- Who am I?\n")
    carry_out(preview_import(write("a.txt", "Why us?\n"), load_bank("mine", tmp_path)), "mine", tmp_path)
    assert texts(tmp_path) == ["Who am I?", "Why us?"]
    assert take_back("mine", tmp_path) == 1
    assert list(path.parent.iterdir()) == [path]
    assert path.read_text() == "- Who am I?\n"


def test_taking_back_leaves_what_was_written_since(write: Writer, tmp_path: Path) -> None:
    write("banks/mine.yaml", "# my own\n- Who am I?\n")
    preview = preview_import(write("a.csv", "question,tip\nWhy us?,x\nWho am I?,calm\n"), load_bank("mine", tmp_path))
    assert [change.new.hint for change in preview.changed] == [{"en": "calm"}]
    editor = carry_out(preview, "mine", tmp_path)
    assert load_bank("mine", tmp_path).questions[0].hint == {"en": "calm"}
    editor.add(replace(question("later"), id="later"))
    take_back("mine", tmp_path)
    loaded = load_bank("mine", tmp_path)
    assert [q.says("en") for q in loaded.questions] == ["Who am I?", "Is this later?"]
    assert loaded.questions[0].hint == {}


def test_a_second_import_of_the_same_file_adds_nothing(write: Writer, tmp_path: Path) -> None:
    path = write("a.csv", "question,tip\n1. Why us?,x\n")
    carry_out(preview_import(path), "mine", tmp_path)
    again = preview_import(path, load_bank("mine", tmp_path))
    assert (again.added, again.changed, len(again.duplicates)) == ((), (), 1)


def test_five_backups_are_kept_and_the_same_text_once(tmp_path: Path) -> None:
    for number in range(8):
        keep_backup(tmp_path / "mine.yaml", f"- Question {number}?\n", tmp_path)
        keep_backup(tmp_path / "mine.yaml", f"- Question {number}?\n", tmp_path)
    kept = backups("mine", tmp_path)
    assert len(kept) == KEPT
    assert kept[0].read_text() == "- Question 7?\n"


def test_the_first_change_of_an_opened_bank_keeps_a_backup(write: Writer, tmp_path: Path) -> None:
    path = write("banks/mine.yaml", "- Who am I?\n")
    editor = BankEditor(path)
    editor.add(question("a"))
    editor.add(question("b"))
    assert [backup.read_text() for backup in backups("mine", tmp_path)] == ["- Who am I?\n"]


_EDITS = """
from questions.editing import BankEditor
from questions.schema import Question
def change():
    editor = BankEditor(path)
    editor.change("a", Question("a", "general", {"en": "Number 1?" * 20}))
    editor.add(Question("n", "values", {"ko": "왜요? 왜죠?" * 40}), at=1)
    editor.undo()
"""
_IMPORTS = """
from questions.exchange import preview_text
from questions.imports import carry_out, take_back
from questions.loading import load_bank
preview = preview_text("Why do you want this?\\nWhy do you want that?\\n", load_bank(path))
def change():
    carry_out(preview, "mine", path.parents[1])
    take_back("mine", path.parents[1])
"""
_KILLED = """
import io, json, os, signal, sys
from pathlib import Path
path = Path(sys.argv[1])
text = path.read_bytes()
CHANGES
change()  # what it needs is loaded
path.write_bytes(text)
ON_DISK = {"open", "write", "flush", "replace", "rename", "unlink"}

def kill_before(moment):
    def on_call(_frame, event, called):
        nonlocal moment
        if event == "c_call" and called.__name__ in ON_DISK and not isinstance(called.__self__, io.StringIO):
            moment -= 1
            if moment < 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.setprofile(on_call)

for moment in range(400):
    if (child := os.fork()) == 0:
        kill_before(moment)
        try:
            change()
        finally:
            os._exit(sys.exc_info()[0] is not None)
    ended = os.waitpid(child, 0)[1]
    print(json.dumps(path.read_text(encoding="utf-8")))
    path.write_bytes(text)
    if ended != signal.SIGKILL:
        sys.exit(ended != 0)
sys.exit("it never came to an end")
"""


def texts_when_killed(changes: str, path: Path) -> list[str]:
    """What a bank holds when the process that changes it is killed before each call that may write to the disk."""
    program = _KILLED.replace("CHANGES", changes)
    child = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=False, capture_output=True, text=True, timeout=120
    )
    assert child.returncode == 0, child.stderr
    return [json.loads(line) for line in child.stdout.splitlines()]


@pytest.fixture
def own(write: Writer) -> Path:
    return write("banks/mine.yaml", "# my own\n- {id: a, category: general, text: Number 0?}\n- Another one?\n")


def test_killed_at_any_moment_of_an_edit_the_bank_is_the_old_or_the_new_one(own: Path, tmp_path: Path) -> None:
    found = texts_when_killed(_EDITS, own)
    for text in found:
        own.write_text(text, encoding="utf-8")
        loaded = load_bank(own)
        assert {"en": "Another one?"} in [question.text for question in loaded.questions]
        assert loaded.question("a") is not None
        assert "# my own" in text
    assert all(load_bank(backup).questions for backup in backups("mine", tmp_path))
    assert len(set(found)) == 3, "as it was, changed, with another question"


def test_killed_at_any_moment_of_an_import_or_its_undo_the_bank_is_the_old_or_the_new_one(
    own: Path, tmp_path: Path
) -> None:
    old = own.read_text(encoding="utf-8")
    found = texts_when_killed(_IMPORTS, own)
    new = found[len(found) // 2]
    assert new.startswith(old)
    assert set(found) == {old, new}
    own.write_text(new, encoding="utf-8")
    assert len(load_bank(own).questions) == 4
    carry_out(preview_text("Why us?", load_bank(own)), "mine", tmp_path)
    take_back("mine", tmp_path)
    assert own.read_text(encoding="utf-8") == new, "what a kill left behind is in nobody's way"


def test_an_import_into_a_file_that_the_user_named_himself_is_taken_back(own: Path, tmp_path: Path) -> None:
    named = own.rename(own.with_name("My questions.yaml"))
    before = named.read_bytes()
    carry_out(preview_text("Why us?", load_bank(named)), named.stem, tmp_path)
    assert take_back(named.stem, tmp_path) == 1
    assert named.read_bytes() == before


def test_formulas_go_out_harmless_and_come_back_as_they_were(write: Writer) -> None:
    dangerous = ["=CMD|calc", "+1 why?", "@SUM(A1)", "-2 why not?", "'=quoted", "''@twice"]
    made = bank(*(replace(question(f"q{n}"), text={"en": text}, notes=text) for n, text in enumerate(dangerous)))
    text = export_text(made, "csv")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in text.splitlines() for cell in row.split(","))
    assert preview_import(write("t.csv", text)).added == made.questions


def test_pipes_and_endless_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    for read, name in ((preview_import, "pipe.csv"), (preview_import, "zero.yaml"), (load_bank, "zero.yaml")):
        with pytest.raises(BankError, match="no file that can be read to its end"):
            read(tmp_path / name)


def test_a_file_of_too_many_rows_is_refused_before_it_is_read(write: Writer) -> None:
    def told(part: float) -> None:
        assert part == 0.0, "no row was read"

    path = write("t.csv", "question\n" + "Why?\n" * 150_000)
    with pytest.raises(BankError, match=r":100013: holds more than 100000 questions"):
        preview_import(path, progress=told)


def test_a_text_of_too_many_lines_is_refused_before_it_is_read(write: Writer) -> None:
    for name in ("t.txt", "t.md"):
        with pytest.raises(BankError, match="has 150001 lines; at most 100000 are searched"):
            preview_import(write(name, "Why?\n" * 150_000))


def test_questions_that_a_bank_cannot_hold_are_refused_at_the_first_one_too_many(
    write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MAX_BANK == 20_000
    monkeypatch.setattr("questions.exchange.MAX_BANK", 200)
    path = write("t.csv", "question\n" + "".join(f"Why {n}?\n" for n in range(202)))
    with pytest.raises(BankError, match=r":202: makes more than 200 questions"):
        preview_import(path)


def test_an_import_can_be_left_while_it_reads(write: Writer) -> None:
    def leave(part: float) -> None:
        if part > 0.3:
            raise KeyboardInterrupt

    path = write("t.csv", "question\n" + "".join(f"Why {n}?\n" for n in range(2000)))
    with pytest.raises(KeyboardInterrupt):
        preview_import(path, progress=leave)


def test_pasted_lines_are_several_questions() -> None:
    assert len(preview_text("1. Why us?\n2. Why now?\n").added) == 2
