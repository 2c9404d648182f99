"""`poise questions` from outside: banks listed, counted, drafted out of an advert."""

from __future__ import annotations

import json
import socketserver
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.tui.commands import Poise
from tui.cli.main import app

ADVERT = "주요 업무\n- 신규 거래처 발굴\n- 월별 실적 분석\n자격 요건\n- Excel 활용\n"


class TestDrafts:
    @pytest.fixture
    def advert(self, tmp_path: Path) -> Path:
        file = tmp_path / "advert.txt"
        file.write_text(ADVERT, encoding="utf-8")
        return file

    def bank(self, folder: Path) -> list[str]:
        from questions.loading import load_bank

        return [question.says("ko") for question in load_bank("acme", folder).questions]

    def draft(self, *arguments: object, answers: str = "") -> Result:
        given = ["questions", "draft", *map(str, arguments)]
        return CliRunner().invoke(app, given, input=answers)

    def test_without_a_bank_they_are_only_shown(self, poise: Poise, advert: Path, tmp_path: Path) -> None:
        shown = self.draft("--from", advert, "--data-dir", tmp_path / "data").stdout
        assert "“신규 거래처 발굴” 업무가 있습니다" in shown
        assert "line 2: 신규 거래처 발굴" in shown
        assert "--into BANK" in shown
        assert not (tmp_path / "data" / "banks").exists()

    def test_each_is_taken_or_dropped_and_whoever_stops_keeps_what_was_taken(
        self, poise: Poise, advert: Path, tmp_path: Path
    ) -> None:
        given = ("--from", advert, "--into", "acme", "--data-dir", tmp_path)
        result = self.draft(*given, answers="\nd\n\nq\n")
        assert (result.exit_code, "2 questions added to acme." in result.stdout) == (0, True)
        first = self.bank(tmp_path)
        assert len(first) == 2
        again = self.draft(*given, "--all")
        assert again.exit_code == 0
        assert set(first) < set(self.bank(tmp_path))
        assert len(self.bank(tmp_path)) == len(set(self.bank(tmp_path)))
        assert "0 questions added" in self.draft(*given, "--all").stdout

    def test_input_that_ends_takes_nothing_more(self, poise: Poise, advert: Path, tmp_path: Path) -> None:
        result = self.draft("--from", advert, "--into", "acme", "--data-dir", tmp_path, answers="")
        assert "0 questions added" in result.stdout
        assert not (tmp_path / "banks").exists()

    def test_prose_ends_with_a_line_and_a_code(self, poise: Poise, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("It rained all day.\n")
        result = self.draft("--from", tmp_path / "a.md")
        assert (result.exit_code, "No question came of it" in result.stdout) == (2, True)

    def test_a_model_gets_nothing_unless_the_user_agrees(self, poise: Poise, advert: Path, tmp_path: Path) -> None:
        with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
            server.timeout = 0
            url = f"http://127.0.0.1:{server.server_address[1]}/v1"
            result = self.draft("--from", advert, "--model-url", url, "--model", "tiny", answers="n\n")
            assert f"would be sent to 127.0.0.1:{server.server_address[1]}" in result.stdout
            assert "│ - 신규 거래처 발굴" in result.stdout
            assert result.exit_code == 1
            called = []
            server.handle_timeout = lambda: called.append("nobody")  # type: ignore[method-assign]
            server.handle_request()
            assert called == ["nobody"]

    def test_a_machine_outside_is_refused_before_anything_is_shown(self, poise: Poise, advert: Path) -> None:
        result = self.draft("--from", advert, "--model-url", "http://8.8.8.8/v1", "--send")
        assert (result.exit_code, "not a machine of the local network" in result.stderr) == (2, True)
        assert "신규" not in result.stdout

    def test_stats_count_what_is_shipped(self, poise: Poise, tmp_path: Path) -> None:
        counted = json.loads(poise("questions", "stats", "--json", "--data-dir", tmp_path).stdout)
        for language in ("ko", "en"):
            found = counted[language]
            assert found["questions"] >= 300
            assert found["hints"] == found["questions"]
            assert found["follow_ups"] * 3 >= found["questions"]
            assert len(set(found["fields"]) - {"any", "-"}) >= 10
            assert "-" not in {*found["fields"], *found["difficulties"]}
            for part in ("categories", "fields", "difficulties"):
                assert sum(found[part].values()) == found["questions"]
        korean = poise("questions", "stats", "general", "--lang", "ko").stdout
        assert "질문" in korean
        assert "조직 적합도" in korean


class TestQuestions:
    def test_list_names_banks_and_formats(self, poise: Poise) -> None:
        listed = json.loads(poise("questions", "list", "--json").stdout)
        assert "general" in [bank["name"] for bank in listed["banks"]]
        assert {"quick", "midas", "viewinter", "hirevue"} <= {format_["name"] for format_ in listed["formats"]}
        assert "general" in poise("questions", "list").stdout

    def test_shipped_files_have_nothing_wrong(self, poise: Poise) -> None:
        assert poise("questions", "check", "general", "quick", "midas").exit_code == 0

    def test_wrong_file_is_told_by_line(self, poise: Poise, tmp_path: Path) -> None:
        file = tmp_path / "mine.yaml"
        file.write_text("questions:\n  - id: a\n    category: nonsense\n    text: {en: Why?}\n")
        result = poise("questions", "check", file)
        assert result.exit_code == 2
        assert "L3" in result.stdout
        assert "nonsense" in result.stdout

    def test_import_adds_what_is_new_and_export_gives_it_back(self, poise: Poise, tmp_path: Path) -> None:
        source = tmp_path / "list.txt"
        source.write_text("Why do you want this job?\nWhat is your weakness?\n")
        data = ("--data-dir", tmp_path / "data")
        assert (
            "2 questions would be added"
            in poise("questions", "import", source, "--into", "mine", "--dry-run", *data).stdout
        )
        assert "2 questions added" in poise("questions", "import", source, "--into", "mine", *data).stdout
        again = poise("questions", "import", source, "--into", "mine", *data).stdout
        assert "2 are there already" in again
        assert "What is your weakness?" in poise("questions", "export", "mine", "--as", "txt", *data).stdout
        target = tmp_path / "out.csv"
        assert poise("questions", "export", "mine", target, *data).exit_code == 0
        assert "What is your weakness?" in target.read_text("utf-8-sig")
