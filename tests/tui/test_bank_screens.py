"""The bank editor: on real files, from the first look to an import."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from questions.loading import load_bank
from questions.problems import TEMPLATES, Finding
from questions.schema import Bank, Question
from tests.tui.app_fakes import until
from tests.tui.desk import at, opened, rows, said, shows, write
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.features.banks import view as view
from tui.features.banks.bank import BankScreen
from tui.features.banks.form import QuestionForm
from tui.i18n import set_language
from tui.widgets.empty import EmptyState
from tui.widgets.outside import Static
from tui.widgets.text.findings import FINDINGS, finding_words
from tui.widgets.text.search import Search, Texts

OWN = """\
# kept
title: {en: Mine, ko: 내 질문}
questions:
  - {id: one, category: values, text: {en: What do you value?, ko: 무엇을 소중히 여기십니까?}}
  - {id: two, category: stress, text: {en: What if it fails?}}
  - {id: three, category: motivation, text: {ko: 왜 지원하셨습니까?}}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A data folder with a bank of three questions."""
    file = tmp_path / "banks" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(OWN, encoding="utf-8")
    return tmp_path


def texts(data: Path, bank: str = "mine") -> list[str]:
    return [question.id for question in load_bank(bank, data).questions]


def shown(pilot: Pilot[None]) -> bool:
    """Whether the bank is read and nothing is under way."""
    screen = pilot.app.screen
    if not isinstance(screen, BankScreen) or screen.is_busy:
        return False
    return bool(rows(pilot)) or any(empty.display for empty in screen.query(EmptyState))


def test_every_finding_is_worded_and_no_word_is_left_over() -> None:
    assert FINDINGS.keys() == TEMPLATES.keys()


def test_finding_names_line_and_field() -> None:
    finding = Finding("missing_field", "bank.yaml", 12, "questions[3]", {"name": "text"})
    assert finding_words(finding) == "L12 questions[3]: text is missing; add it"


def test_search_looks_everywhere_and_wants_every_word() -> None:
    question = Question("q", "teamwork", {"en": "Who led the team?", "ko": "누가 이끌었습니까?"}, tags=("camp",))
    texts = Texts([view.searched(question)])
    for words in ("LED team", "이끌", "camp", "협업", "Teamwork who", ""):
        assert Search(words).places(texts) == [0], words
    assert not Search("led money").places(texts)


@pytest.mark.parametrize("cells", [60, 76, 130])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_question_line_keeps_to_its_room(cells: int, language: str) -> None:
    set_language(language)
    question = Question("q", "strengths_weaknesses", {"ko": "가나다라마바사 " * 20, "en": "word " * 60})
    assert view.question_line(question, cells).cell_length <= cells


def test_follow_ups_are_told_apart_by_their_letters() -> None:
    assert view.follow_ups("왜요? | Why?\n\nAnd then?") == [{"ko": "왜요?", "en": "Why?"}, {"en": "And then?"}]


async def test_change_of_a_built_in_bank_asks_for_a_copy_first(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "bank", bank="general") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("d")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await pilot.press("down", "enter")
        assert not (tmp_path / "banks").exists(), "left as it is"
        first = rows(pilot)[0]
        await pilot.press("d", "enter")
        await until(pilot, lambda: shown(pilot) and rows(pilot)[0] != first)
        assert first not in texts(tmp_path, "general")
        await pilot.press("u")
        await until(pilot, lambda: shown(pilot) and rows(pilot)[0] == first)
        assert texts(tmp_path, "general")[0] == first


async def test_search_shows_what_matches_and_escape_ends_it(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("slash", *"fail")
        assert rows(pilot) == ["two"]
        await pilot.press(*"xyz")
        await shows(pilot, "Nothing matches “failxyz”.")
        await pilot.press("escape")
        assert rows(pilot) == ["one", "two", "three"]
        assert isinstance(pilot.app.screen, BankScreen)


async def test_question_is_written_changed_moved_removed_and_all_taken_back(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        pilot.app.screen.query_one("#text-en", TextArea).text = "What comes next?"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shown(pilot) and len(rows(pilot)) == 4)
        added = rows(pilot)[1]
        assert load_bank("mine", own).questions[1].text == {"en": "What comes next?"}
        await pilot.press("K")
        await until(pilot, lambda: shown(pilot) and rows(pilot)[0] == added)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        pilot.app.screen.query_one("#text-ko", TextArea).text = "다음은 무엇입니까?"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shown(pilot) and load_bank("mine", own).questions[0].speaks("ko"))
        await pilot.press("d")
        await until(pilot, lambda: shown(pilot) and added not in rows(pilot))
        for _ in range(4):
            await pilot.press("u")
            await until(pilot, lambda: shown(pilot))
        await until(pilot, lambda: rows(pilot) == ["one", "two", "three"])
    assert (own / "banks" / "mine.yaml").read_text(encoding="utf-8") == OWN


async def test_question_without_text_is_refused_and_stays_in_the_form(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: said(pilot))
        assert "text" in said(pilot)[0]
        assert isinstance(pilot.app.screen, QuestionForm)


async def test_changed_form_is_not_left_unasked(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        pilot.app.screen.query_one("#hint-en", Input).value = "Think."
        await pilot.pause()
        for key in ("escape", "ctrl+q", "ctrl+c"):
            await pilot.press(key)
            assert isinstance(pilot.app.screen, ChooseDialog)
            await pilot.press("ctrl+q")  # asked already
            assert len(pilot.app.screen_stack) == 4
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, QuestionForm)
        assert pilot.app.screen.query_one("#hint-en", Input).value == "Think."


async def test_ctrl_c_copies_what_is_selected_on_a_screen_or_in_a_field(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        next(line for line in pilot.app.screen.query(Static) if str(line.render()).strip()).text_select_all()
        await pilot.press("ctrl+c")
        assert pilot.app.clipboard.strip()
        assert not pilot.app.screen.get_selected_text()
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        line = pilot.app.screen.query_one("#hint-en", Input)
        line.value = "Think twice."
        line.focus()
        await pilot.press("home", "shift+right", "shift+right", "ctrl+c")
        assert pilot.app.clipboard == "Th"
        assert isinstance(pilot.app.screen, QuestionForm)


async def test_import_is_shown_before_it_is_made(own: Path) -> None:
    file = own / "list.txt"
    file.write_text("What do you value?\nHow do you learn?\n", encoding="utf-8")
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        await write(pilot, str(file))
        await shows(pilot, "1 new, 1 there already, 0 with errors")
        assert len(texts(own)) == 3
        await pilot.press("a")
        await until(pilot, lambda: shown(pilot) and len(rows(pilot)) == 4)
        assert len(texts(own)) == 4


async def test_file_that_cannot_be_imported_is_told_in_one_line(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("i")
        await write(pilot, str(own / "nowhere.csv"))
        await until(pilot, lambda: said(pilot))
        assert "nowhere.csv" in said(pilot)[0]


async def test_export_writes_and_says_where(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("x")
        await write(pilot, str(own / "out.json"))
        await until(pilot, lambda: said(pilot))
        assert "out.json" in said(pilot)[0]
        assert "What if it fails?" in (own / "out.json").read_text(encoding="utf-8")


async def test_check_lists_what_disturbs_an_interview(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("f")
        await shows(pilot, "0 errors", "is missing in ko")


async def test_bank_changed_by_another_program_is_not_overwritten(own: Path) -> None:
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("d")
        await until(pilot, lambda: shown(pilot) and rows(pilot) == ["two", "three"])
        file = own / "banks" / "mine.yaml"
        file.write_text(OWN.replace("one", "other"), encoding="utf-8")
        await pilot.press("d")
        await until(pilot, lambda: any("changed by another program" in text for text in said(pilot)))
        assert "other" in file.read_text(encoding="utf-8")


async def test_bank_that_cannot_be_read_says_so_until_it_is_mended(own: Path) -> None:
    file = own / "banks" / "mine.yaml"
    file.write_text(OWN + "- a: [\n", encoding="utf-8")
    async with opened(at(own), "bank", bank="mine") as pilot:
        await shows(pilot, "L7: is not valid YAML", "f checks the file")
        file.write_text(OWN, encoding="utf-8")
        screen = pilot.app.screen
        assert isinstance(screen, BankScreen)
        screen.look()
        await until(pilot, lambda: rows(pilot) == ["one", "two", "three"])


async def test_new_bank_begins_with_its_first_question(tmp_path: Path) -> None:
    async with opened(at(tmp_path), "banks") as pilot:
        await until(pilot, lambda: rows(pilot))
        await pilot.press("n")
        await write(pilot, "acme")
        await shows(pilot, "This bank has no question yet.")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, QuestionForm))
        pilot.app.screen.query_one("#text-en", TextArea).text = "Why Acme?"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: shown(pilot) and len(rows(pilot)) == 1)
        assert load_bank("acme", tmp_path).questions[0].text == {"en": "Why Acme?"}


async def test_deleted_bank_comes_back(own: Path) -> None:
    file = own / "banks" / "mine.yaml"
    async with opened(at(own), "banks") as pilot:
        await until(pilot, lambda: "mine" in rows(pilot))
        await pilot.press(*["j"] * rows(pilot).index("mine"), "d", "down", "enter")
        await until(pilot, lambda: "mine" not in rows(pilot))
        assert not file.exists()
        await pilot.press("u")
        await until(pilot, lambda: "mine" in rows(pilot))
        assert file.read_text(encoding="utf-8") == OWN


async def test_last_of_many_questions_is_one_key_away(tmp_path: Path) -> None:
    from questions.editing import new_bank

    many = tuple(Question(f"q{n}", "values", {"en": f"Question number {n}?"}) for n in range(60))
    new_bank(Bank("big", {"en": "Big"}, many), tmp_path)
    async with opened(at(tmp_path), "bank", bank="big") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("G")
        await shows(pilot, "Question number 59?")
