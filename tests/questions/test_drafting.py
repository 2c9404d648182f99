"""Questions out of adverts and CVs: by rules, and by a model on a machine of the user's own."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions import asking
from questions.check import reading_seconds
from questions.documents import read_document
from questions.drafting import MAX_DRAFTS, draft
from questions.facts import Kind, find_facts
from questions.problems import BankError
from questions.schema import LANGUAGES
from questions.templates import TEMPLATES
from questions.validation import language_of
from tests.questions.helpers import Writer

ADVERT_KO = """\
[한빛모빌리티] 백엔드 개발자 채용
회사명: ㈜한빛모빌리티
■ 주요 업무
- 배차 및 결제 API 설계와 운영
- Kafka 기반 이벤트 파이프라인 개발
■ 자격 요건
• Java 또는 Kotlin 개발 경험 3년 이상
■ 우대 사항
• AWS 운영 경험
■ 근무 조건
서울 성동구, 접수: recruit@hanbit.example
"""
ADVERT_EN = """\
# Staff Nurse – Acute Medical Unit
**Employer:** Northgate General Hospital
## Key responsibilities
- Mentor student nurses and new starters
## Essential
1. BLS certificate
## Nice to have
* Wound care qualification
## Benefits
27 days of leave. Apply at https://jobs.example/123
"""
CV_KO = """\
김하늘
연락처 010-1234-5678
경력
2021.03 ~ 2024.02  주식회사 온새미로  마케팅팀 대리
- 신제품 출시 캠페인 기획 및 운영
2019.07 ~ 2021.02  다온식품  브랜드팀 사원
프로젝트
- 지역 농산물 직거래 장터 기획
학력
2014.03 ~ 2019.02 한별대학교 경영학과
자격증
TOEIC 915
"""
CV_EN = """\
JANE DOE
WORK EXPERIENCE
Senior Accountant, Larkfield Group plc, 2020 – present
- Led month-end close for three subsidiaries
Jan 2017 - Dec 2019 | Brook & Sons Ltd | Accounts Assistant
EDUCATION
BSc Accounting, University of Leeds, 2013-2016
SKILLS
Excel (Power Query), SAP
"""


def phrases(text: str, kind: Kind) -> list[str]:
    return [fact.phrase for fact in find_facts(text).found if fact.kind == kind]


def test_a_korean_advert_names_its_role_tasks_demands_and_skills() -> None:
    facts = find_facts(ADVERT_KO)
    assert (facts.language, facts.is_advert, facts.field) == ("ko", True, "software")
    assert phrases(ADVERT_KO, "role") == ["백엔드 개발자"]
    assert phrases(ADVERT_KO, "company") == ["㈜한빛모빌리티"]
    assert phrases(ADVERT_KO, "task") == ["배차 및 결제 API 설계와 운영", "Kafka 기반 이벤트 파이프라인 개발"]
    assert phrases(ADVERT_KO, "demand") == ["Java 또는 Kotlin 개발 경험 3년 이상"]
    assert phrases(ADVERT_KO, "wish") == ["AWS 운영 경험"]
    assert phrases(ADVERT_KO, "skill") == ["Kafka", "Java", "Kotlin", "AWS"]


def test_an_english_advert_in_markdown_does_too() -> None:
    facts = find_facts(ADVERT_EN)
    assert (facts.language, facts.is_advert, facts.field) == ("en", True, "nursing")
    assert phrases(ADVERT_EN, "role") == ["Staff Nurse – Acute Medical Unit"]
    assert phrases(ADVERT_EN, "company") == ["Northgate General Hospital"]
    assert phrases(ADVERT_EN, "task") == ["Mentor student nurses and new starters"]
    assert phrases(ADVERT_EN, "certificate") == ["BLS"]


def test_cvs_name_employers_and_duties_and_no_school_among_them() -> None:
    assert phrases(CV_KO, "employer") == ["주식회사 온새미로", "다온식품"]
    assert phrases(CV_KO, "duty") == ["신제품 출시 캠페인 기획 및 운영"]
    assert phrases(CV_KO, "project") == ["지역 농산물 직거래 장터 기획"]
    assert phrases(CV_EN, "employer") == ["Larkfield Group plc", "Brook & Sons Ltd"]
    assert phrases(CV_EN, "duty") == ["Led month-end close for three subsidiaries"]
    assert not find_facts(CV_KO).is_advert


@pytest.mark.parametrize("text", [ADVERT_KO, ADVERT_EN, CV_KO, CV_EN])
def test_every_draft_quotes_the_document_and_nobodys_address(text: str) -> None:
    facts = find_facts(text)
    drafts = draft(facts)
    assert len(drafts) >= 5
    for made in drafts:
        (question,) = made.question.text.values()
        assert made.phrase in question
        assert made.phrase.casefold() in text.splitlines()[made.line - 1].casefold()
        assert not any(secret in question for secret in ("@", "010-", "https:"))
        assert made.question.hint
        assert made.question.follow_ups
        assert list(made.question.text) == [facts.language]


CV_SHORT = """\
# Jane Park
## Experience
**Northwind Retail, Data Analyst** (2022 – 2025)
- Built a churn model in Python and scikit-learn that cut monthly churn from 4.1 % to 3.2 %
- Led the migration of all Tableau
  dashboards to Looker
**Contoso Bank, Intern** (Summer 2021)
- Automated the weekly risk report
Harbour Café
- Trained four new baristas
## Education
BSc Statistics, Sogang University, 2022
"""


def test_employers_without_a_period_and_long_points_are_told_apart() -> None:
    assert phrases(CV_SHORT, "employer") == ["Northwind Retail", "Contoso Bank", "Harbour Café"]
    assert phrases(CV_SHORT, "duty") == [
        "Built a churn model in Python and scikit-learn",
        "Led the migration of all Tableau dashboards to Looker",
        "Automated the weekly risk report",
        "Trained four new baristas",
    ]
    assert "statistics" not in phrases(CV_SHORT, "skill"), "a degree is no skill"
    assert phrases("경력\n- 부산의료원 내과 병동 인턴 (2023.07 ~ 2023.08)\n", "employer") == ["부산의료원 내과 병동"]


def test_the_first_line_of_an_advert_names_role_and_company_apart() -> None:
    advert = "Customer Success Manager – Fabrikam Inc.\nResponsibilities\n- Train administrators\n"
    assert (phrases(advert, "role"), phrases(advert, "company")) == (["Customer Success Manager"], ["Fabrikam Inc"])
    assert phrases(f"{advert}Who thrives here\n- Patient people\n", "task") == ["Train administrators"], "a new part"
    advert = "[한빛소프트웨어] 백엔드 개발자 채용\n주요 업무\n- 결제 서버 개발\n"
    assert (phrases(advert, "role"), phrases(advert, "company")) == (["백엔드 개발자"], ["한빛소프트웨어"])


def test_the_same_document_gives_the_same_questions_each_once() -> None:
    drafts = draft(find_facts(ADVERT_KO * 3))
    assert drafts == draft(find_facts(ADVERT_KO * 3))
    assert len({made.question.id for made in drafts}) == len(drafts)
    many = "주요 업무\n" + "\n".join(f"- 업무 {name} 담당" for name in "가나다라마바사아자차카타파하" * 5)
    assert len(draft(find_facts(many))) <= MAX_DRAFTS


def test_drafts_may_be_in_the_other_language() -> None:
    made = draft(find_facts(ADVERT_EN), "ko")
    assert {tuple(each.question.text) for each in made} == {("ko",)}
    assert any("업무가 있습니다" in each.question.says("ko") for each in made)


def test_prose_gives_no_questions() -> None:
    assert draft(find_facts("We had a lovely holiday.\nIt rained a lot.\n")) == ()
    assert draft(find_facts("오늘은 날씨가 좋다.\n내일도 그럴까?\n")) == ()


def test_go_the_verb_is_not_go_the_language() -> None:
    assert phrases("Skills\nGo and ask. Lean on people.\n", "skill") == ["Lean"]
    assert phrases("기술\nGo, Python\n", "skill") == ["Go", "Python"]


def test_templates_are_whole_in_both_languages_and_short_enough_to_be_read() -> None:
    for templates in TEMPLATES.values():
        for template in templates:
            for language, text, more in zip(LANGUAGES, template.text, template.follow_up, strict=True):
                assert "{x}" in text
                assert language_of(text) == language_of(more) == language
                assert reading_seconds(text.replace("{x}", ""), language) < 10


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("가나Java주요업무경력:-•\n 2020~년.,|㈜#*()AWS"), max_size=120))
def test_whatever_a_document_holds_it_is_read(text: str) -> None:
    for made in draft(find_facts(text)):
        assert made.question.text


def test_documents_are_read_in_the_encodings_that_people_have(write: Writer) -> None:
    assert "주요 업무" in read_document(write("a.txt", ADVERT_KO.replace("•", "-").encode("cp949")))
    assert read_document(write("b.md", ADVERT_EN)).startswith("# Staff Nurse")


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines, as a word processor writes it."""
    words = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 750 Td {words}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + tail


def test_a_pdf_gives_the_questions_of_its_text(write: Writer) -> None:
    text = read_document(write("cv.pdf", pdf(*(line.replace("–", "-") for line in CV_EN.splitlines()))))
    assert phrases(text, "employer") == ["Larkfield Group plc", "Brook & Sons Ltd"]
    assert draft(find_facts(text))


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("scan.pdf", pdf(), "a scanned page has none"),
        ("bad.pdf", b"%PDF-1.4 nonsense", "cannot be read (as a PDF:"),
        ("cut.pdf", pdf("Hello")[:200], "cannot be read (as a PDF:"),
        ("empty.txt", b" \n", "is empty"),
        ("cv.docx", b"PK", "'.docx' is not known; choose one of: .txt"),
        ("odd.txt", b"\xff\xfe\xff", "is not UTF-8"),
    ],
)
def test_documents_that_cannot_be_read_say_why(write: Writer, name: str, raw: bytes, expected: str) -> None:
    path = write(name, raw)
    with pytest.raises(BankError) as caught:
        read_document(path)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_document_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no such file"):
        read_document(tmp_path / "nope.pdf")


class Server(HTTPServer):
    """Speaks as a local model server does: keeps what it was sent, answers what it was told to."""

    answer: tuple[int, bytes, dict[str, str]]
    seen: list[tuple[str, dict[str, Any]]]

    def says(self, content: str) -> None:
        body = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        self.answer = (200, json.dumps(body).encode(), {})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.path, json.loads(body)))
        status, answer, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), _Handler)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_model_of_ones_own_is_sent_just_what_was_shown(server: Server) -> None:
    server.says('<think>Hm?</think>\nHere you are:\n1. Why SAP?\n2) "How did you close a month?"\n- why sap?\nBye.')
    request = asking.prepare(CV_EN, server.url, "tiny", count=3)
    assert server.seen == []
    assert request.host == f"127.0.0.1:{server.server_port}"
    made = asking.ask(request)
    assert [question.says("en") for question in made] == ["Why SAP?", "How did you close a month?"]
    ((path, sent),) = server.seen
    assert path == "/v1/chat/completions"
    assert sent["model"] == "tiny"
    assert tuple(message["content"] for message in sent["messages"]) == request.messages
    assert CV_EN in request.messages[1]


def test_a_korean_document_is_asked_about_in_korean(server: Server) -> None:
    server.says("온새미로에서 맡은 캠페인을 설명해 주세요.\n다온식품을 떠난 이유는 무엇입니까?")
    request = asking.prepare(CV_KO, server.url, "tiny")
    assert "면접 질문 12개" in request.messages[0]
    assert [question.says("ko")[-1] for question in asking.ask(request)] == [".", "?"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((500, b"{}", {}), "Internal Server Error"),
        ((200, b"<html>", {}), "not the answer of a chat model"),
        ((200, b"[]", {}), "not the answer of a chat model"),
        ((302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}), "Found"),
        ((200, b'{"choices": [{"message": {"content": "I cannot."}}]}', {}), "no question in its answer"),
    ],
)
def test_an_answer_that_is_none_is_one_line(
    server: Server, answer: tuple[int, bytes, dict[str, str]], expected: str
) -> None:
    server.answer = answer
    with pytest.raises(BankError, match=expected) as caught:
        asking.ask(asking.prepare(CV_EN, server.url, "tiny"), timeout_s=5)
    assert "\n" not in str(caught.value)
    assert len(server.seen) == 1


def test_a_server_that_does_not_run_is_named(server: Server) -> None:
    request = asking.prepare(CV_EN, "http://127.0.0.1:9/v1", "tiny")
    with pytest.raises(BankError, match=r"http://127.0.0.1:9/v1/chat/completions: gave no questions \(.*refused"):
        asking.ask(request, timeout_s=5)


@pytest.mark.parametrize("url", ["http://8.8.8.8/v1", "https://[2001:4860:4860::8888]/v1"])
def test_nothing_is_sent_to_machines_outside(url: str) -> None:
    with pytest.raises(BankError, match="is not a machine of the local network"):
        asking.prepare(CV_EN, url, "tiny")


@pytest.mark.parametrize("url", ["ftp://localhost/v1", "localhost:11434", "file:///etc/passwd", ""])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(BankError, match="a URL such as"):
        asking.prepare(CV_EN, url, "tiny")


def test_what_is_no_file_is_named_and_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no such file"):
        read_document(tmp_path / "nothing")
    os.mkfifo(tmp_path / "advert.txt")
    with pytest.raises(BankError, match="pipe or a device"):
        read_document(tmp_path / "advert.txt")
