"""Lists as other programs save, export and paste them: the questions, what they carry, and nothing else."""

# ruff: noqa: E501 - each is a file as it stands
from __future__ import annotations

import time
from base64 import b64encode

import pytest

from questions.exchange import preview_import, preview_text
from questions.problems import BankError
from questions.schema import Question
from tests.questions.helpers import Writer, bank

WORD = (
    "<html xmlns:o='x'>\n<head><style>p {margin:0}</style><title>Is this one?</title></head>\n<body>\n"
    "<p class=MsoNormal><b>Teamwork</b></p>\n<p><span>1.<span>&nbsp; </span></span>Tell us about a colleague who\n"
    "didn&#8217;t deliver.</p>\n<ul><li>What role do you take?</li></ul>\n"
    "<table><tr><th>Question</th><th></th><th>Category</th></tr><tr><td>Why us?</td><td></td><td>Motivation</td></tr></table>\n"
    "</body></html>\n"
)
ANKI = '#separator:tab\n#html:true\n#tags column:3\nWhy us?\t<b>I</b> like it.<br>Really.\thr first\n"Tell me about ""it""."\tNo.\t\n'
PDF = "2026년 기출문제 모음집\n\nⅠ. 인성면접\n1. 살면서 가장 후회되는 일은 무엇이며, 그 일에서 무엇을\n배웠습니까?\n2. 정직이란 무엇입니까?\n- 1 -\nⅡ. 직무면접\n3. 재고 회전율이란 무엇입니까?\n"
LISTS = "# React\n\n1. ### What is React?\n\n   A library.\n\n   **[⬆ Back to Top](#top)**\n\n2. ### What is JSX?\n\n   > A. Syntax.\n"
CALLOUTS = "> [!question]- Why us?\n> Because.\n\n> [!note] Read this?\n\n- 왜 지금인가요? #인성 ^a1\n"
CHAT = (
    "[김하늘] [오후 3:02] 1분 자기소개 해 주세요\n[박도윤] [오후 3:05] 대박\n[김하늘] [오후 3:07] 입사 후 포부는?\n"
)
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Is this one?</title></head>
  <body>
    <outline text="Interview">
      <outline text="Motivation">
        <outline text="Why us?"/>
        <outline text="Why R&amp;D?"/>
      </outline>
      <outline text="Teamwork">
        <outline text="Who helped you?" _note="My sister."></outline>
      </outline>
    </outline>
  </body>
</opml>
"""
TOML = 'title = "Mine"\n\n[[questions]]\ntext = "Why us?"\ncategory = "motivation"\n\n[[questions]]\ntext_ko = "왜 지금입니까?"\nasked = 2026-03-01\n'
WIDE = "회사,질문1,질문2\n한빛,지원 동기는?,장단점은?\n푸른,왜 은행인가요?,\n"
GROUPS = "No,Question,Score\n,Teamwork,\n1,Who helped you?,4\n2,Who did not?,3\n,Values,\n3,What is honesty?,5\n,Average,4\n"

SUBTITLES = """1
00:00:01,000 --> 00:00:04,000
I see. Why did you apply?

2
00:00:05,000 --> 00:00:09,000
- What was <i>the hardest</i> decision

3
00:00:09,100 --> 00:00:12,000
that you had to make?
"""
MAIL_HEAD = "From: Kim <kim@example.com>\nTo: me\nSubject: Can you come?\n"
MAIL = f"""{MAIL_HEAD}
Hi,

here are the questions:

> 1. Why us?
> 2. What did you learn from
>    your failure?

Regards, Kim
"""
ENCODED = f"""{MAIL_HEAD}Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

1. Tell me about a time you fail=
ed.
2. Why us=3F
"""
ENCODED_KO = f"""{MAIL_HEAD}Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

{b64encode("왜 우리입니까?".encode()).decode()}
"""
IN_PARTS = f"""{MAIL_HEAD}Content-Type: multipart/alternative; boundary="B"

--B
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

왜 지금입니까?
--B--
"""
ORG = """#+TITLE: Prep
* Motivation
** TODO Why us?                                  :hr:
   :PROPERTIES:
   :ID: Why this?
   :END:
** DONE [#A] Why now?
"""
TEX = r"""\documentclass{article}
\section{Motivation}
\begin{enumerate}
\item Why us?
\item Why \textbf{R\&D}?
\end{enumerate}
"""

FILES: list[tuple[str, str | bytes, list[tuple[str, str]]]] = [
    (
        "word.txt",
        WORD,
        [
            ("teamwork", "Tell us about a colleague who didn’t deliver."),
            ("teamwork", "What role do you take?"),
            ("motivation", "Why us?"),
        ],
    ),
    ("part.html", "<ul><li>Why us?</li><li>Tell me about it.</li></ul>", [("general", "Why us?"), ("general", "Tell me about it.")]),
    ("anki.txt", ANKI, [("general", "Why us?"), ("general", 'Tell me about "it".')]),
    ("anki-tags.txt", "#tags:hr\nWhy us?\tI like it.\nWhy now?\tNo.\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("tags.txt", "#tags: hr, first round\nMotivation:\n- Why us, and not them?\n", [("motivation", "Why us, and not them?")]),
    ("late.txt", "1. Why us?\n2. Why now?\n#deck:mine\n3. Who are you?\n", [("general", "Why us?"), ("general", "Why now?"), ("general", "Who are you?")]),
    ("quizlet.txt", "Where do you see yourself?\tLeading a team.\nWhy us?\tI like it.\n", [("general", "Where do you see yourself?"), ("general", "Why us?")]),
    ("unicode.txt", "Category\tQuestion\r\nValues\tWhat is honesty?\r\n".encode("utf-16"), [("values", "What is honesty?")]),
    ("pdf.txt", PDF, [("values", "살면서 가장 후회되는 일은 무엇이며, 그 일에서 무엇을 배웠습니까?"), ("values", "정직이란 무엇입니까?"), ("job_knowledge", "재고 회전율이란 무엇입니까?")]),
    ("one-line.txt", "① 왜 우리입니까? ② 왜 지금입니까?\n", [("general", "왜 우리입니까?"), ("general", "왜 지금입니까?")]),
    ("wide-digits.txt", "１．자기소개를 해 주세요．\n２）왜 우리입니까？\n", [("general", "자기소개를 해 주세요．"), ("general", "왜 우리입니까？")]),
    ("letters.txt", "I. Behavioral Questions\n   a. Tell me about a failure.\n   b. Describe a conflict.\n", [("experience", "Tell me about a failure."), ("experience", "Describe a conflict.")]),
    ("labels.txt", "Question 1\nWhy us?\nAnswer: I like it.\n\nQuestion 2\nWhy now?\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("chat.txt", CHAT, [("general", "1분 자기소개 해 주세요"), ("general", "입사 후 포부는?")]),
    ("joined.txt", "1. 왜 우리입니까?\n".encode() + "2. 왜 지금입니까?\n".encode("cp949"), [("general", "왜 우리입니까?"), ("general", "왜 지금입니까?")]),
    ("nul.txt", b"Why us?\0\nWhy now?\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("wide.csv", WIDE, [("general", "지원 동기는?"), ("general", "장단점은?"), ("general", "왜 은행인가요?")]),
    ("groups.csv", GROUPS, [("teamwork", "Who helped you?"), ("teamwork", "Who did not?"), ("values", "What is honesty?")]),
    ("lists.md", LISTS, [("general", "What is React?"), ("general", "What is JSX?")]),
    ("talk.srt", SUBTITLES, [("general", "Why did you apply?"), ("general", "What was the hardest decision that you had to make?")]),
    ("talk.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Me>Why did you apply?\n", [("general", "Why did you apply?")]),
    ("quoted.eml", MAIL, [("general", "Why us?"), ("general", "What did you learn from your failure?")]),
    ("encoded.eml", ENCODED, [("general", "Tell me about a time you failed."), ("general", "Why us?")]),
    ("base64.txt", ENCODED_KO.encode(), [("general", "왜 우리입니까?")]),
    ("parts.eml", IN_PARTS, [("general", "왜 지금입니까?")]),
    ("prep.org", ORG, [("motivation", "Why us?"), ("motivation", "Why now?")]),
    ("prep.opml", OPML, [("motivation", "Why us?"), ("motivation", "Why R&D?"), ("teamwork", "Who helped you?")]),
    ("opml.txt", OPML.replace("\n", ""), [("motivation", "Why us?"), ("motivation", "Why R&D?"), ("teamwork", "Who helped you?")]),
    ("bank.toml", TOML, [("motivation", "Why us?"), ("general", "왜 지금입니까?")]),
    ("toml.txt", TOML, [("motivation", "Why us?"), ("general", "왜 지금입니까?")]),
    ("fractions.txt", "1/3 Why us?\n2/3 왜 지금입니까?\n(3/3) Tell me about it.\n", [("general", "Why us?"), ("general", "왜 지금입니까?"), ("general", "Tell me about it.")]),
    ("no-fractions.txt", "24/7 Support: would you?\n1/3 of your time is travel. Why us?\n", [("general", "24/7 Support: would you?"), ("general", "1/3 of your time is travel. Why us?")]),
    ("prep.tex", TEX, [("motivation", "Why us?"), ("motivation", "Why R&D?")]),
    ("drawn.txt", "| # | Question | Answer |\n|---|---|---|\n| 1 | Why us? | Because |\n| 2 | Why now? | |\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("vault.md", "- Why [[Acme|the Acme]]?\n- ![[me.png]]\n\n%% Why\nhidden? %%\n- Who is [[Kim]]?\n", [("general", "Why the Acme?"), ("general", "Who is Kim?")]),
    ("rst.txt", "Motivation\n==========\n\n#. Why us?\n#. Why now?\n\n.. note:: Not this.\n", [("motivation", "Why us?"), ("motivation", "Why now?")]),
    ("unseen.txt", "\u200f1. Why us?\u200e\n\u202a2. Wh\u00ady now?\u202c\n\u2066Who?\u2069\u200b\n", [("general", "Why us?"), ("general", "Why now?"), ("general", "Who?")]),
    ("stars.txt", "★ 왜 우리입니까?\n◆ 지원 동기를 말씀해 주세요\n※ 참고: 2분 이내\n", [("general", "왜 우리입니까?"), ("general", "지원 동기를 말씀해 주세요")]),
    ("meeting.txt", "00:00:01\tKim:\tWhy us?\n00:00:09\tMe:\tI like it.\n00:00:20\tKim:\tWhy now?\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("hands.txt", "👉 Why us?\n✅ Why now?\n", [("general", "Why us?"), ("general", "Why now?")]),
    ("commas.txt", "１、왜 우리입니까？\n１０、왜 지금입니까？\n", [("general", "왜 우리입니까？"), ("general", "왜 지금입니까？")]),
    ("inline.txt", "Q: Why us? A: I like it.\n질문 2: 왜 지금입니까? 답변: 때가 됐습니다.\n", [("general", "Why us?"), ("general", "왜 지금입니까?")]),
    ("entities.txt", "Why R&amp;D?\nWhat&#39;s next?\n", [("general", "Why R&D?"), ("general", "What's next?")]),
    ("sums.csv", "번호,구분,질문\n1,인성,본인의 장점은?\n합계,,2\n", [("values", "본인의 장점은?")]),
    ("parts.yaml", "---\nmotivation:\n  - q: Why us?\n    a: |\n      ---\n---\nteamwork:\n  - Who helped you?\n", [("motivation", "Why us?"), ("teamwork", "Who helped you?")]),
    ("long.txt", " ".join(f"{n}. Why number {n}?" for n in range(998, 1003)), [("general", f"Why number {n}?") for n in range(998, 1003)]),
    ("callouts.md", CALLOUTS, [("general", "Why us?"), ("general", "Read this?"), ("general", "왜 지금인가요?")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_of_another_program_gives_its_questions(
    write: Writer, name: str, content: str | bytes, expected: list[tuple[str, str]]
) -> None:
    added = preview_import(write(name, content)).added
    assert [(question.category, next(iter(question.text.values()))) for question in added] == expected


def carried(write: Writer, name: str, text: str, place: int = 0) -> Question:
    return preview_import(write(name, text)).added[place]


def test_answers_tags_and_companies_come_along_without_marks(write: Writer) -> None:
    card = carried(write, "anki.txt", ANKI)
    assert (card.notes, card.tags) == ("I like it.; Really.", ("hr", "first"))
    assert carried(write, "lists.md", LISTS).notes == "A library."
    assert carried(write, "lists.md", LISTS, 1).notes == "Syntax."
    assert carried(write, "callouts.md", CALLOUTS).notes == "Because."
    assert carried(write, "prep.opml", OPML, 2).notes == "My sister."
    assert carried(write, "callouts.md", CALLOUTS, 2).tags == ("인성",)
    assert carried(write, "labels.txt", "Question 1\nWhy us?\nAnswer: I like it.\nQuestion 2\n").notes == "I like it."
    assert carried(write, "wide.csv", WIDE, 1).companies == ("한빛",)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("talk.srt", SUBTITLES, [4, 7]),
        ("quoted.eml", MAIL, [9, 10]),
        ("prep.org", ORG, [3, 7]),
        ("prep.opml", OPML, [7, 8, 11]),
        ("bank.toml", TOML.replace("asked = 2026-03-01\n", ""), [4, 8]),
    ],
)
def test_what_was_said_in_another_form_keeps_its_line(write: Writer, name: str, text: str, lines: list[int]) -> None:
    path = write(name, text)
    preview = preview_import(path, bank(*preview_import(path).added))
    assert [twin.line for twin in preview.duplicates] == lines
    assert preview.remarks == ()


def test_item_after_the_headings_below_its_own_is_of_its_own_again(write: Writer) -> None:
    deeper = '<outline text="Teamwork"><outline text="Who helped you?"/></outline>'
    text = f'<opml><body><outline text="Motivation">{deeper}<outline text="Why us?"/></outline></body></opml>'
    found = [(each.category, each.says("en")) for each in preview_import(write("a.opml", text)).added]
    assert found == [("teamwork", "Who helped you?"), ("motivation", "Why us?")]


@pytest.mark.parametrize("head", ["<opml><body>", "<html><body>"])
def test_comments_that_nobody_ends_cost_no_square_of_their_number(write: Writer, head: str) -> None:
    asked = '<outline text="Why us?"/>' if "opml" in head else "<p>Why us?</p>"
    path = write("a.txt", f"{head}<!-- Why so? -->{asked}" + "<!-- " * 30_000)
    start = time.process_time()
    assert [each.says("en") for each in preview_import(path).added] == ["Why us?"]
    assert time.process_time() - start < 3, "a dozen and more where each was searched for to the end"


def test_toml_key_of_thousands_of_parts_is_not_read(write: Writer) -> None:
    path = write("a.toml", "a = [1]\n" + ".".join(["a"] * 20_000) + " = 1\n")
    start = time.process_time()
    with pytest.raises(BankError):
        preview_import(path)
    assert time.process_time() - start < 2, "five where it was read"


def test_a_page_tells_the_lines_of_its_file(write: Writer) -> None:
    preview = preview_import(write("page.html", "<html>\n<body>\n<h2>Oddities</h2>\n<ul>\n<li>Why us?</li></ul>"))
    assert [(remark.code, remark.line) for remark in preview.remarks] == [("heading_as_tag", 5)]


def test_documents_of_one_file_tell_its_lines(write: Writer) -> None:
    many = "".join(f"---\ntext: Why number {number}?\n" for number in range(30))
    twice = write("many.yaml", f"{many}---\ntext: Why number 7?\n")
    preview = preview_import(twice, bank(*preview_import(write("few.yaml", many)).added))
    assert [twin.line for twin in preview.duplicates] == [*range(2, 62, 2), 62]
    with pytest.raises(BankError, match=r"broken\.yaml:63: is not valid YAML"):
        preview_import(write("broken.yaml", f"{many}---\ntext: Why not?\ntags: ["))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            "Category,Question\nMotivation,Why us?\n,Why now?\nTeamwork,Who helped you?\n,Who did not?\n",
            ["motivation", "motivation", "teamwork", "teamwork"],
        ),
        (
            "Question,Category\nWhy us?,Motivation\nWhy now?\nWho helped you?,Teamwork\nWho did not?\n",
            ["motivation", "motivation", "teamwork", "teamwork"],
        ),
        (
            "Question,Category\nWhy us?,Motivation\nWhy now?,\nWho helped you?,Teamwork\nWhy here?,Motivation\n",
            ["motivation", "general", "teamwork", "motivation"],
        ),
    ],
)
def test_merged_cells_hold_for_the_rows_beside_them(write: Writer, table: str, expected: list[str]) -> None:
    """Whether cells were merged the rows must show: the last table says nothing where it says nothing."""
    assert [question.category for question in preview_import(write("t.csv", table)).added] == expected


def test_cells_copied_from_a_spreadsheet_are_pasted_as_a_table() -> None:
    added = preview_text("Why us?\tMotivation\nWho helped you?\tTeamwork\n").added
    assert [(question.says("en"), question.category) for question in added] == [
        ("Why us?", "motivation"),
        ("Who helped you?", "teamwork"),
    ]


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"{\\rtf1"])
def test_a_workbook_or_document_is_refused_with_what_to_do(write: Writer, head: bytes) -> None:
    with pytest.raises(BankError, match=r"another program .*save it as csv or txt"):
        preview_import(write("list.csv", head + b"\x14\x00" * 40))


@pytest.mark.parametrize("mark", ["|", "<!--", "<p>", "<details><summary>"])
def test_marks_without_an_end_are_looked_through_once(write: Writer, mark: str) -> None:
    """Each took the square of its length: minutes."""
    begun = time.process_time()
    assert len(preview_import(write("a.md", f"- Why us?\n- Why now?\n\n{mark * 50_000}\n")).added) == 2
    assert time.process_time() - begun < 5.0
