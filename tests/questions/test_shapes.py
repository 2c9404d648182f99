"""Shapes of question files that people have: each gives its questions, under the right category, and nothing else."""

# ruff: noqa: E501 - each shape is a file as it stands
from __future__ import annotations

import time

import pytest

from questions.exchange import preview_import
from questions.problems import BankError
from tests.questions.helpers import Writer

SHAPES: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    (
        "title-row.csv",
        "utf-8",
        "2026 상반기 면접 질문 모음,,,\n,,,\nNo,면접질문,유형,비고\n1,왜 지원했나요?,지원동기,필수\n2,갈등 경험은?,갈등,\n",
        [("motivation", "왜 지원했나요?"), ("conflict", "갈등 경험은?")],
    ),
    (
        "utf16le-nobom.csv",
        "utf-16-le",
        "번호,질문,분류\r\n1,왜 우리 회사입니까?,지원동기\r\n",
        [("motivation", "왜 우리 회사입니까?")],
    ),
    (
        "quoted.md",
        "utf-8",
        "- Why us?\n> Who led the team?\n\n> 1. Why now?\n> and then?\n>\n> - Why here?\n>> Why there?\n",
        [
            ("general", "Why us?"),
            ("general", "Who led the team?"),
            ("general", "Why now? and then?"),
            ("general", "Why here?"),
            ("general", "Why there?"),
        ],
    ),
    (
        "cp949.csv",
        "cp949",
        "번호,면접 질문,난이도\r\n1,왜 우리 회사입니까?,상\r\n",
        [("general", "왜 우리 회사입니까?")],
    ),
    (
        "extra.csv",
        "utf-8",
        "Question Text,Answer,Tips,Difficulty Level,Company,Asked On\nWhy us?,Because.,Be brief,Hard,Acme Corp,2024-01-02\n",
        [("general", "Why us?")],
    ),
    (
        "headless.csv",
        "utf-8",
        "1,Why us?,Motivation\n2,Tell me about a conflict.,Conflict\n",
        [("motivation", "Why us?"), ("conflict", "Tell me about a conflict.")],
    ),
    (
        "semicolon-tab.tsv",
        "utf-8",
        "질문 (한국어)\tQuestion (English)\t카테고리\n왜 우리입니까?\tWhy us?\t지원 동기\n",
        [("motivation", "왜 우리입니까?")],
    ),
    (
        "nested.json",
        "utf-8",
        '{"teamwork":["Who helped you?",{"question":"Who did not?","answer":"Bob"}],"압박 질문":["왜 떨어졌나요?"],"Leadership":{"easy":["Did you lead?"],"hard":["When did you fail to lead?"]}}',
        [
            ("teamwork", "Who helped you?"),
            ("teamwork", "Who did not?"),
            ("stress", "왜 떨어졌나요?"),
            ("general", "Did you lead?"),
            ("general", "When did you fail to lead?"),
        ],
    ),
    (
        "title.json",
        "utf-8",
        '{"title":"My list","items":[{"title":"Why us?","company":["Acme"]},{"질문":"왜 지금입니까?","카테고리":"지원동기","메모":"짧게"}]}',
        [("general", "Why us?"), ("motivation", "왜 지금입니까?")],
    ),
    (
        "qa-map.json",
        "utf-8",
        '{"Why us?":"I like it.","Why now?":"It is time."}',
        [("general", "Why us?"), ("general", "Why now?")],
    ),
    (
        "q-headings.md",
        "utf-8",
        "---\ntitle: x\ntags: [a]\n---\n# Interview prep\n\n- [Motivation](#motivation)\n- [Why us?](#why-us)\n\n## Motivation\n\n### Q1: Why us?\n\n**Answer:** I like it.\n\n- point one\n- point two\n\n```py\nprint('What?')\n```\n\n### Q2: Why now?\n\nText. Is it clear? Yes.\n\n## Behavioral\n\n1. Tell me about a time\n   you failed.\n2. **Describe** a [conflict](http://x.y).\n   > quoted answer\n- [ ] How do you cope?\n- [x] What else?\n",
        [
            ("motivation", "Why us?"),
            ("motivation", "Why now?"),
            ("experience", "Tell me about a time you failed."),
            ("experience", "Describe a conflict."),
            ("experience", "How do you cope?"),
            ("experience", "What else?"),
        ],
    ),
    (
        "table.md",
        "utf-8",
        "# 면접\n\n| 번호 | 질문 | 분류 | 답변 |\n|---|---|---|---|\n| 1 | 왜 우리입니까? | 지원동기 | 좋아서 |\n| 2 | **협업** 경험은? | 협업 | 많다 |\n",
        [("motivation", "왜 우리입니까?"), ("teamwork", "협업 경험은?")],
    ),
    (
        "readme.md",
        "utf-8",
        "# My project\n\nThis is a tool. Why would you use it? Because it is fast.\n\n## Install\n\n- run make\n- run make test\n\n## License\n\nMIT\n\nWant to help? Send a pull request.\n",
        [],
    ),
    (
        "bold-qa.md",
        "utf-8",
        "## 인성\n\n**Q1. 정직이란 무엇인가요?**\n\nA. 거짓말하지 않는 것.\n\n**Q2. 실패한 경험은?**\n\nA. 많습니다.\n둘째 줄.\n",
        [("values", "정직이란 무엇인가요?"), ("values", "실패한 경험은?")],
    ),
    (
        "numbering.txt",
        "utf-8",
        "① 왜 지원했나요?\n1000. 무엇을 압니까?\n가. 누구와 일했나요?\n(1) 언제 실패했나요?\nQ1) Why here?\n1-1. 어디서 배웠나요?\n3) 왜 지원했나요?\n",
        [
            ("general", "왜 지원했나요?"),
            ("general", "무엇을 압니까?"),
            ("general", "누구와 일했나요?"),
            ("general", "언제 실패했나요?"),
            ("general", "Why here?"),
            ("general", "어디서 배웠나요?"),
        ],
    ),
    (
        "sections.txt",
        "utf-8",
        "[지원동기]\n1. 왜 지원했나요?\n2. 왜 지금인가요?\n\n<압박 질문>\n- 왜 떨어졌나요?\n   답변: 부족해서\n\nStrengths:\n- What is your strength?\n",
        [
            ("motivation", "왜 지원했나요?"),
            ("motivation", "왜 지금인가요?"),
            ("stress", "왜 떨어졌나요?"),
            ("strengths_weaknesses", "What is your strength?"),
        ],
    ),
    (
        "prose.txt",
        "utf-8",
        "My interview was fine. The room was warm.\nI said many things and then left for home.\n",
        [],
    ),
    (
        "yaml-cat.yml",
        "utf-8",
        "지원동기:\n  - 왜 우리입니까?\n  - question: 왜 지금입니까?\n    tips: 짧게\nBehavioral:\n  - text: Describe a failure.\n    level: 2\nOdd Heading:\n  - What is odd?\n",
        [
            ("motivation", "왜 우리입니까?"),
            ("motivation", "왜 지금입니까?"),
            ("experience", "Describe a failure."),
            ("general", "What is odd?"),
        ],
    ),
    (
        "details-list.md",
        "utf-8",
        "## Technical\n<details><summary><b>1. What is a cache?</b></summary>\n<p>\n\nA store. Is it fast? Yes.\n\n- fast\n- small\n\n</p>\n</details>\n\n<details>\n<summary>2. What is a thread?</summary>\n\nA thing.\n</details>\n\n- Plain last question?\n",
        [
            ("job_knowledge", "What is a cache?"),
            ("job_knowledge", "What is a thread?"),
            ("job_knowledge", "Plain last question?"),
        ],
    ),
    (
        "quoted.md",
        "utf-8",
        "> ## Motivation\n> - Why us?\n> - Why now?\n\n#tags #interview\n\n## Tell me about yourself\n- Who are you?\n- What do you do?\n",
        [
            ("motivation", "Why us?"),
            ("motivation", "Why now?"),
            ("self_introduction", "Who are you?"),
            ("self_introduction", "What do you do?"),
        ],
    ),
    (
        "jsonl.jsonl",
        "utf-8",
        '{"question":"Why us?","category":"HR"}\n{"question":"Why now?","category":"HR"}\n',
        [("general", "Why us?"), ("general", "Why now?")],
    ),
    (
        "columnar.json",
        "utf-8",
        '{"questions":{"1":{"q":"Why us?","a":"Yes"},"2":{"q":"Why now?","a":"No"}}}',
        [("general", "Why us?"), ("general", "Why now?")],
    ),
    (
        "anki.tsv",
        "utf-8",
        "Why us?\tBecause I like it.\nWhy now?\tIt is time.\nWho are you?\tMe.\n",
        [("general", "Why us?"), ("general", "Why now?"), ("general", "Who are you?")],
    ),
    (
        "cat-objects.json",
        "utf-8",
        '[{"category":"Motivation","questions":["Why us?","Why now?"]},{"name":"협업","items":[{"문항":"누구와 일했나요?"}]}]',
        [("motivation", "Why us?"), ("motivation", "Why now?"), ("teamwork", "누구와 일했나요?")],
    ),
    (
        "multi-cell.csv",
        "utf-8",
        '구분,문항\n인성,"1) 정직이란 무엇입니까?\n솔직하게"\n직무,"무엇을 압니까?"\n직무,무엇을 압니까\n',
        [("values", "정직이란 무엇입니까? 솔직하게"), ("job_knowledge", "무엇을 압니까?")],
    ),
    (
        "latin1.txt",
        "cp1252",
        "Où êtes-vous né?\nWhat’s naïve?\n",
        [("general", "Où êtes-vous né?"), ("general", "What’s naïve?")],
    ),
    (
        "outline.md",
        "utf-8",
        "# 질문 모음\n\n1. 자기소개\n   1. 1분 자기소개 해주세요\n   2. 본인의 강점은?\n2. 지원동기\n   - 왜 우리 회사인가요?\n     - 꼬리질문: 다른 회사는?\n     - 답변: 좋아서\n3. 기타\n   * 마지막으로 하고 싶은 말은?\n",
        [
            ("self_introduction", "1분 자기소개 해주세요"),
            ("self_introduction", "본인의 강점은?"),
            ("motivation", "왜 우리 회사인가요?"),
            ("general", "마지막으로 하고 싶은 말은?"),
        ],
    ),
    (
        "en-heading-q.md",
        "utf-8",
        "# Interview Questions\n\n## What is your greatest strength?\n\nI am patient. Also kind.\n\n### Follow-up: Can you prove it?\n\n## What is your weakness?\n\nChocolate.\n",
        [("general", "What is your greatest strength?"), ("general", "What is your weakness?")],
    ),
    (
        "formula.csv",
        "utf-8",
        "question,notes\n=Why us?,'=1+1\n-Why now?,x\n",
        [("general", "=Why us?"), ("general", "-Why now?")],
    ),
    (
        "pipe.csv",
        "utf-8",
        "question|category|hint\nWhy us, really?|Motivation|be brief\nWhy now; today?|Motivation|\n",
        [("motivation", "Why us, really?"), ("motivation", "Why now; today?")],
    ),
    (
        "star.md",
        "utf-8",
        "* **Teamwork**\n  * Tell me about a team you joined.\n  * Describe your role in it.\n* **Ethics**\n  * What would you do if your boss lied?\n",
        [
            ("teamwork", "Tell me about a team you joined."),
            ("teamwork", "Describe your role in it."),
            ("values", "What would you do if your boss lied?"),
        ],
    ),
    (
        "plain.md",
        "utf-8",
        "Why us?\n\nWhy now?\n\nTell me about yourself.\n",
        [("general", "Why us?"), ("general", "Why now?"), ("general", "Tell me about yourself.")],
    ),
    (
        "setext.md",
        "utf-8",
        "Motivation\n==========\n\nWhy us?\n-------\n\nBecause.\n\nWhy now?\n--------\n\nIt is time.\n",
        [("motivation", "Why us?"), ("motivation", "Why now?")],
    ),
    (
        "lang.json",
        "utf-8",
        '{"questions":[{"question":{"korean":"왜 우리입니까?","english":"Why us?"},"tags":["a b","c"]},{"question_ko":"왜 지금?","question_en":"Why now?"}]}',
        [("general", "왜 우리입니까?"), ("general", "왜 지금?")],
    ),
]


@pytest.mark.parametrize(("name", "encoding", "text", "expected"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_a_shape_gives_its_questions_and_nothing_else(
    write: Writer, name: str, encoding: str, text: str, expected: list[tuple[str, str]]
) -> None:
    path = write(name, text.encode(encoding))
    if not expected:
        with pytest.raises(BankError, match="nothing that reads as a question"):
            preview_import(path)
        return
    added = preview_import(path).added
    assert [(question.category, next(iter(question.text.values()))) for question in added] == expected


def test_answers_hints_and_further_columns_are_kept(write: Writer) -> None:
    text = "Question Text,Answer,Tips,Difficulty Level,Company,Asked On\nWhy us?,Because.,Be brief,Hard,Acme,2024\n"
    (question,) = preview_import(write("t.csv", text)).added
    assert question.notes == "Because.\nAsked On: 2024"
    assert (dict(question.hint), question.difficulty, question.companies) == ({"en": "Be brief"}, "hard", ("Acme",))


def test_two_hundred_equal_errors_are_said_once(write: Writer) -> None:
    rows = ",".join('{"question":"%s"}' % ("a" * 600) for _ in range(200))
    preview = preview_import(write("t.json", f'[{rows},{{"question":"Why us?"}}]'))
    assert [(finding.code, finding.times) for finding in preview.invalid] == [("text_too_long", 200)]
    assert len(preview.added) == 1


def test_what_a_heading_says_below_an_answer_is_a_note(write: Writer) -> None:
    text = "## Why us?\n\nI like it.\n\n### Follow-up: Why really?\n\n```py\nprint('What?')\n```\n"
    (question,) = preview_import(write("t.md", text)).added
    assert question.notes.startswith("I like it.")
    assert [dict(text) for text in question.follow_ups] == [{"en": "Why really?"}]


def test_a_page_that_leaves_its_end_tags_out_loses_nothing(write: Writer) -> None:
    head = "<!doctype html><html><head><title>Jobs</title>"
    rows = "<tr><th>Question<th>Category<tr><td>Why us?<td>motivation<tr><td>Why not them?<td>motivation"
    for text in (f"{head}<body><table>{rows}</table><ul><li>Why now?", f"{head}<ul><li>Why now?</ul><table>{rows}"):
        assert {q.text["en"] for q in preview_import(write("t.html", text)).added} == {
            "Why us?",
            "Why not them?",
            "Why now?",
        }


def test_comments_above_a_text_are_passed_at_once(write: Writer) -> None:
    began = time.monotonic()
    assert len(preview_import(write("t.md", "<!-- lint -->\n" * 60 + "- Why us?\n")).added) == 1
    assert time.monotonic() - began < 30  # each comment more took twice as long


def test_long_prose_below_a_number_is_read_at_once(write: Writer) -> None:
    prose = "1. Tell me what you did in the team\n" + "and then we went on with what came next\n" * 20_000
    began = time.monotonic()
    assert preview_import(write("t.txt", f"{prose}2. Why us?\n")).added
    assert time.monotonic() - began < 30  # joined to one line and looked through anew for each, it took minutes


def test_a_line_of_dots_is_no_page_number_and_costs_no_time(write: Writer) -> None:
    began = time.monotonic()
    assert preview_import(write("t.txt", "1 " + "." * 20_000 + "x\nWhy us?\n")).added
    assert time.monotonic() - began < 15  # looked at as a page's number, it took half a minute
