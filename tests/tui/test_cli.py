"""The commands, from outside: what they print, how they end, what they store."""

from __future__ import annotations

import errno
import json
import socketserver
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.base import paths
from core.base.types import Mood
from core.store.store import SessionStore
from sounds import tones
from tests.brief import brief_format
from tests.tui.stored import store_session
from tui.cli import help as help_text
from tui.cli.main import Poise as Root
from tui.cli.main import app
from tui.cli.output import width
from tui.docs import generate
from tui.i18n import _, set_language

Poise = Callable[..., Result]


@pytest.fixture
def poise(monkeypatch: pytest.MonkeyPatch) -> Poise:
    """Run a command in this process, in an English environment."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "part"),
        [
            (("watch", "--camera", "/no/such.mp4", "--fast"), "/no/such.mp4: no such file"),
            (("watch", "--map", "sad=blue"), "sad=blue"),
            (("watch", "--policy", "loud"), "gentle, normal, strict or exam"),
            (("watch", "--weights", "nobody"), "nobody"),
            (("watch", "--profile", "nobody", "--camera", "demo", "--fast"), "nobody"),
            (("interview", "--plain", "--format", "nobody"), "nobody"),
            (("interview", "--plain", "--resume"), "no interview was interrupted"),
            (("interview", "--plain", "--resume", "--lang", "ko"), "중단된 면접이 없습니다"),
            (("--lang", "ko"), "앱에는 터미널이 필요합니다"),
            (("interview",), "needs a terminal"),
            ((), "needs a terminal"),
            (("report",), "no session is stored yet"),
            (("report", "last"), "no session is stored yet"),
            (("report", "77"), "77"),
            (("replay",), "no session is stored yet"),
            (("voice", "answers", "--session", "last"), "no session is stored yet"),
            (("replay", "last", "--weights", "paper"), "stores no pictures"),
            (("settings", "set", "volume", "loud"), "0 to 100"),
            (("settings", "get", "nothing"), "no such setting"),
            (("settings", "reset"), "--all"),
            (("voice", "play", "nobody"), "nobody"),
            (("voice", "record", "../smile"), "../smile"),
            (("voice", "record", "smile", "--for", "never"), "never"),
            (("voice", "import", "/no/such.wav"), "/no/such.wav"),
            (("calibrate", "--remove", "nobody"), "nobody"),
            (("import", "/no/such.zip"), "/no/such.zip: there is no such file"),
            (("export", "/no/such/folder/poise.zip"), "No such file or directory"),
            (("questions", "import", "/no/such.csv", "--into", "mine"), "/no/such.csv"),
            (("questions", "export", "general", "--as", "pdf"), "csv"),
        ],
    )
    def test_wrong_input_is_one_line_and_exit_code_2(
        self, poise: Poise, arguments: tuple[str, ...], part: str
    ) -> None:
        result = poise(*arguments)
        assert result.exit_code == 2, result.output
        (line,) = result.stderr.splitlines()
        assert line.startswith("poise: ")
        assert part in line

    @pytest.mark.parametrize("group", ["questions", "voice", "lab"])
    def test_group_alone_shows_its_help(self, poise: Poise, group: str) -> None:
        """Ours on standard error, as an error's; the lab's as typer shows it."""
        result = poise(group)
        assert result.exit_code == 2
        assert f"Usage: poise {group}" in result.output
        assert "poise: " not in result.stderr

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (("lab", "frob"), "frob: there is no such command; see `poise lab --help`"),
            (("export",), "ARCHIVE: is missing; see `poise export --help`"),
            (("watch", "--camera"), "--camera: its value is missing; see `poise watch --help`"),
            (("watch", "--fast=3"), "--fast: takes no value; see `poise watch --help`"),
            (("report", "1", "2"), "2: is one too many here; see `poise report --help`"),
        ],
    )
    def test_what_the_parser_refuses_is_one_line(self, poise: Poise, arguments: tuple[str, ...], line: str) -> None:
        result = poise(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.strip() == f"poise: {line}"

    def test_wrong_settings_file_is_named(self, poise: Poise) -> None:
        paths.config_file().parent.mkdir(parents=True)
        paths.config_file().write_text("volume = 1000\n")
        result = poise("settings")
        assert result.exit_code == 2
        assert f"{paths.config_file()}, line 1: volume = 1000" in result.stderr

    @pytest.mark.parametrize(
        ("error", "code", "part"),
        [
            (RuntimeError("the sky\nfell"), 1, "RuntimeError: the sky fell"),
            (KeyboardInterrupt(), 130, ""),
            (BrokenPipeError(), 141, ""),
            (OSError(errno.EIO, "Input/output error"), 129, ""),
        ],
    )
    def test_every_other_way_to_fail_has_its_code_and_no_traceback(
        self, error: BaseException, code: int, part: str
    ) -> None:
        failing = typer.Typer(cls=Root)

        @failing.command()
        def fail() -> None:
            raise error

        @failing.command()
        def other() -> None:
            """A second one, so that it is a group."""

        result = CliRunner().invoke(failing, ["fail"])
        assert result.exit_code == code
        assert len(result.stderr.splitlines()) == (1 if part else 0)
        assert part in result.stderr
        assert not part or "Traceback" in paths.log_file().read_text()

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (("dance",), "dance: there is no such command; see `poise --help`"),
            (("wach",), "wach: there is no such command; did you mean watch? See `poise --help`"),
            (("lab", "dance"), "dance: there is no such command; see `poise lab --help`"),
            (("watch", "--camra"), "--camra: there is no such option; did you mean --camera, --map? See `poise wa"),
            (("watch", "--camera"), "--camera: its value is missing; see `poise watch --help`"),
            (("watch", "--json=3"), "--json: takes no value; see `poise watch --help`"),
            (("watch", "--seconds", "x"), "--seconds x: write a number from 0 on; see `poise watch --help`"),
            (("history", "--limit", "0"), "--limit 0: write a whole number from 1 on; see `poise history --help`"),
            (("report", "a"), "SESSION a: write a session's number, or `last`; see `poise report --help`"),
            (("report", "0"), "SESSION 0: write a session's number, or `last`; see `poise report --help`"),
            (("voice", "answers", "--session", "x"), "--session x: write a session's number, or `last`; see `poise"),
            (("report", "1", "2"), "2: is one too many here; see `poise report --help`"),
            (("questions", "import", "x"), "--into: is missing; see `poise questions import --help`"),
            (("voice", "record"), "NAME: is missing; see `poise voice record --help`"),
            (("dance", "--lang", "ko"), "dance: 그런 명령이 없습니다. `poise --help`를 보세요"),
            (("watch", "--lang=ko", "--camera"), "--camera: 값이 빠졌습니다. `poise watch --help`를 보세요"),
        ],
    )
    def test_wrong_command_line_is_one_line_that_names_its_help(
        self, poise: Poise, arguments: tuple[str, ...], line: str
    ) -> None:
        result = poise(*arguments)
        assert result.exit_code == 2
        (said,) = result.stderr.splitlines()
        assert said.startswith(f"poise: {line}")

    def test_wrong_command_line_is_told_in_the_language_of_the_settings(self, poise: Poise) -> None:
        poise("settings", "set", "language", "ko")
        assert "그런 명령이 없습니다" in poise("dance").stderr

    def test_wrong_settings_do_not_hide_what_is_wrong_with_the_command_line(self, poise: Poise) -> None:
        paths.config_file().parent.mkdir(parents=True)
        paths.config_file().write_text("volume = 1000\n")
        assert poise("dance").stderr.startswith("poise: dance: there is no such command")

    def test_group_without_a_command_shows_its_help(self, poise: Poise) -> None:
        result = poise("voice")
        assert result.exit_code == 2
        assert "record" in result.stderr


class TestWatch:
    def test_fast_json_reads_every_frame_and_ends_with_a_summary(self, poise: Poise) -> None:
        *readings, summary = lines(poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "2"))
        readings = [line for line in readings if line["type"] == "reading"]
        assert summary["type"] == "summary"
        assert summary["readings"] == len(readings) >= 20
        assert readings[0]["t"] == 0.0
        assert readings[-1]["t"] < 2.0
        assert {line["state"] for line in readings} == {"measured"}
        assert all(abs(sum(line["probabilities"].values()) - 1.0) < 0.01 for line in readings)

    def test_nothing_is_stored_without_record(self, poise: Poise, tmp_path: Path) -> None:
        poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "0.5", "--data-dir", tmp_path)
        assert not paths.store_file(tmp_path).exists()

    def test_recorded_session_has_a_report(self, poise: Poise, tmp_path: Path) -> None:
        watched = poise(
            "watch", "--camera", "demo", "--fast", "--seconds", "3", "--record", "--data-dir", tmp_path, "--quiet"
        )
        assert watched.exit_code == 0
        report = json.loads(poise("report", "--json", "--data-dir", tmp_path).stdout)
        assert report["session"]["kind"] == "watch"
        assert report["seconds"]["total"] == pytest.approx(3.0, abs=0.2)

    def test_moods_can_be_changed(self, poise: Poise) -> None:
        everything = ",".join(f"{name}=acceptable" for name in ("happy", "neutral", "sad", "fear", "surprise"))
        *_, summary = lines(
            poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "1", "--map", everything)
        )
        assert summary["seconds"]["good"] == summary["seconds"]["bad"] == 0.0
        assert summary["seconds"]["acceptable"] > 0.8

    def test_notice_about_the_demo_goes_to_standard_error(self, poise: Poise) -> None:
        result = poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "0.2")
        assert "demo camera" in result.stderr
        assert "demo camera" not in result.stdout


class TestInterview:
    def test_whole_interview_in_simulated_time_is_stored_reported_and_replayed(
        self, poise: Poise, tmp_path: Path
    ) -> None:
        name, data = brief_format(tmp_path, answer_s=6.0), ("--data-dir", tmp_path)
        told = poise("interview", "--plain", "--fast", "--format", name, "--camera", "demo", "--lang", "en", *data)
        assert told.exit_code == 0, told.output
        for part in ("Question 1 of 1", "Answer now: 6 s", "Answer over after 0:06: until the time was over."):
            assert part in told.stdout
        self.check_report(poise, tmp_path, told.stdout)
        self.check_replay(poise, data)
        assert "brief" in poise("history", *data).stdout

    def check_report(self, poise: Poise, data: Path, told: str) -> None:
        """The report agrees with what is stored, counted in another way."""
        report = json.loads(poise("report", "--json", "--data-dir", data).stdout)
        (answer,) = report["answers"]
        assert report["session"]["complete"]
        assert answer["used_s"] == pytest.approx(6.0)
        seconds = answer["seconds"]
        assert seconds["total"] == pytest.approx(6.0, abs=0.2)
        readings = SessionStore(paths.store_file(data)).load().readings
        for mood in Mood:
            share = sum(reading.mood is mood for reading in readings) / len(readings)
            assert seconds[mood.value] / seconds["measured"] == pytest.approx(share, abs=0.03)
        assert f"score {report['score']['value']:.0f} of 100" in told

    def check_replay(self, poise: Poise, data: tuple[object, ...]) -> None:
        same = json.loads(poise("replay", "last", "--json", *data).stdout)
        assert same["before"] == same["after"]
        silent = json.loads(poise("replay", "1", "--policy", "exam", "--json", *data).stdout)
        assert silent["after"]["sounds"] == 0
        assert silent["after"]["seconds"] == silent["before"]["seconds"]


class TestSettings:
    def test_each_value_is_shown_with_its_origin(self, poise: Poise, monkeypatch: pytest.MonkeyPatch) -> None:
        assert poise("settings", "set", "volume", "30").exit_code == 0
        assert poise("settings", "set", "moods.sad", "acceptable").exit_code == 0
        monkeypatch.setenv("POISE_POLICY", "gentle")
        shown = json.loads(poise("settings", "--json").stdout)["settings"]
        assert shown["volume"] == {"value": 30, "origin": "file"}
        assert shown["moods.sad"] == {"value": "acceptable", "origin": "file"}
        assert shown["policy"] == {"value": "gentle", "origin": "environment"}
        assert shown["camera"]["origin"] == "default"
        table = poise("settings").stdout
        assert "settings file" in table
        assert "environment" in table

    def test_get_and_reset(self, poise: Poise) -> None:
        poise("settings", "set", "language", "ko")
        assert poise("settings", "get", "language").stdout == "ko\n"
        poise("settings", "reset", "language")
        assert poise("settings", "get", "language").stdout == "auto\n"
        poise("settings", "set", "volume", "3")
        poise("settings", "reset", "--all")
        assert poise("settings", "get", "volume").stdout == "70\n"

    def test_unknown_key_is_reported_and_kept(self, poise: Poise) -> None:
        paths.config_file().parent.mkdir(parents=True)
        paths.config_file().write_text('colour = "red"\n')
        result = poise("settings", "get", "volume")
        assert result.exit_code == 0
        assert "unknown settings: colour" in result.stderr
        poise("settings", "set", "volume", "3")
        assert 'colour = "red"' in paths.config_file().read_text()


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


class TestVoice:
    def test_import_list_and_remove(self, poise: Poise, tmp_path: Path) -> None:
        data = ("--data-dir", tmp_path)
        assert "No recording yet" in poise("voice", "list", *data).stdout
        kept = poise("voice", "import", tones.path("soft"), "--name", "smile", "--for", "sad", *data)
        assert kept.exit_code == 0, kept.output
        (listed,) = json.loads(poise("voice", "list", "--json", *data).stdout)
        assert (listed["name"], listed["slot"]) == ("smile", "sad")
        assert poise("voice", "remove", "smile", *data).exit_code == 0
        assert json.loads(poise("voice", "list", "--json", *data).stdout) == []


class TestDoctor:
    def test_machine_without_camera_and_sound_can_still_run_an_interview(self, poise: Poise) -> None:
        result = poise("doctor", "--no-sound", "--json")
        assert result.exit_code == 0, result.output
        found = json.loads(result.stdout)
        assert found["healthy"]
        topics = {part["topic"] for part in found["parts"]}
        assert {"weights", "faces", "camera", "terminal", "store", "disk", "settings"} <= topics

    def test_missing_weights_are_an_illness(
        self, poise: Poise, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("POISE_WEIGHTS_DIR", str(tmp_path))
        result = poise("doctor", "--no-sound")
        assert result.exit_code == 1
        assert "!!" in result.stdout
        assert "cannot run" in result.stdout


class TestCalibrate:
    def test_listing_none(self, poise: Poise) -> None:
        assert "No profile yet" in poise("calibrate", "--list").stdout


def commands() -> Iterator[tuple[str, Any]]:
    """All commands with their names, without the lab."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        yield name, command
        for child in getattr(command, "commands", {}).values():
            yield from walk(child, f"{name} {child.name}")

    yield from walk(typer.main.get_command(app), "poise")


class TestArchive:
    def test_data_go_to_another_folder_and_what_was_there_is_kept(self, poise: Poise, tmp_path: Path) -> None:
        old, new, archive = tmp_path / "old", tmp_path / "new", tmp_path / "poise.zip"
        store_session(old)
        assert f"1 file written to {archive}" in poise("export", archive, "--data-dir", old).stdout
        assert "1 file restored" in poise("import", archive, "--data-dir", new).stdout
        reports = [poise("report", "--json", "--data-dir", data).stdout for data in (old, new)]
        assert json.loads(reports[0]) == json.loads(reports[1])
        again = poise("import", archive, "--data-dir", new)
        assert again.exit_code == 2
        assert "--replace" in again.stderr
        replaced = poise("import", archive, "--data-dir", new, "--replace").stdout
        (kept,) = new.glob("before-import-*")
        assert str(kept) in replaced
        assert len(SessionStore(kept / "sessions.db").sessions()) == 1


class TestHelp:
    def test_docs_and_commands_agree(self) -> None:
        assert generate.PAGE.read_text("utf-8") == generate.page(), "run `python -m tui.docs.generate`"

    def test_every_command_says_what_it_is_for(self) -> None:
        for name, command in commands():
            assert command.help, name
            for parameter in command.params:
                assert parameter.param_type_name == "argument" or parameter.help, f"{name} {parameter.opts}"

    def test_every_help_shows_the_command_in_use_and_fits_its_width(self, poise: Poise) -> None:
        for name, command in commands():
            assert any(part.startswith(help_text.EXAMPLES) for part in help_text.paragraphs(command.help)), name
            shown = poise(*name.split()[1:], "--help").stdout.splitlines()
            assert shown[0].startswith("Usage: ")
            assert "Examples:" in shown
            assert max(map(width, shown)) <= 80

    def test_no_help_lacks_its_korean(self, poise: Poise) -> None:
        set_language("ko")
        said = list(help_text.texts(typer.main.get_command(app)))
        assert len(said) > 100
        assert [(name, text) for name, text in said if _(text) == text] == []

    def test_help_is_korean_where_the_user_is(self, poise: Poise, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Usage:" in poise("watch", "--help").stdout
        asked = poise("watch", "--help", "--lang", "ko").stdout
        monkeypatch.setenv("LANG", "ko_KR.UTF-8")
        by_locale = poise("watch", "--help").stdout
        poise("settings", "set", "language", "en")
        assert "Usage:" in poise("watch", "--help").stdout
        assert asked == by_locale
        for part in ("사용법: ", "다른 것으로 연습하는 동안", "옵션:", "0 이상의 숫자", "이 도움말을 보여 주고"):
            assert part in asked
        assert max(map(width, asked.splitlines())) <= 80

    def test_completion_scripts_can_be_had(self, poise: Poise) -> None:
        assert "--show-completion" in poise("--help").stdout

    def test_version(self, poise: Poise) -> None:
        from core import __version__

        assert poise("--version").stdout == f"poise {__version__}\n"
