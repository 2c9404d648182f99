"""The commands, from outside: what they print, how they end, what they store."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from core.base import paths
from core.base.types import Mood
from core.store.store import SessionStore
from sounds import tones
from tests.brief import brief_format
from tests.tui.commands import Poise, lines
from tests.tui.stored import store_session
from tui.cli.main import Poise as Root


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
            (("interview", "--plain", "--resume", "--seed", "7", "--lang", "ko"), "둘 중 하나만"),
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
            (("calibrate", "--fast"), "the demo camera's face is nobody's"),
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
    def test_fast_json_reads_every_frame_tells_of_the_demo_and_ends_with_a_summary(self, poise: Poise) -> None:
        result = poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "1")
        assert "demo camera" in result.stderr
        assert "demo camera" not in result.stdout
        *readings, summary = lines(result)
        readings = [line for line in readings if line["type"] == "reading"]
        assert summary["type"] == "summary"
        assert summary["readings"] == len(readings) >= 10
        assert readings[0]["t"] == 0.0
        assert readings[-1]["t"] < 1.0
        assert {line["state"] for line in readings} == {"measured"}
        assert all(abs(sum(line["probabilities"].values()) - 1.0) < 0.01 for line in readings)

    def test_nothing_is_stored_without_record(self, poise: Poise, tmp_path: Path) -> None:
        poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "0.5", "--data-dir", tmp_path)
        assert not paths.store_file(tmp_path).exists()

    def test_recorded_session_has_a_report(self, poise: Poise, tmp_path: Path) -> None:
        watched = poise(
            "watch", "--camera", "demo", "--fast", "--seconds", "1.5", "--record", "--data-dir", tmp_path, "--quiet"
        )
        assert watched.exit_code == 0
        report = json.loads(poise("report", "--json", "--data-dir", tmp_path).stdout)
        assert report["session"]["kind"] == "watch"
        assert report["seconds"]["total"] == pytest.approx(1.5, abs=0.2)

    def test_moods_can_be_changed(self, poise: Poise) -> None:
        everything = ",".join(f"{name}=acceptable" for name in ("happy", "neutral", "sad", "fear", "surprise"))
        *_, summary = lines(
            poise("watch", "--camera", "demo", "--fast", "--json", "--seconds", "1", "--map", everything)
        )
        assert summary["seconds"]["good"] == summary["seconds"]["bad"] == 0.0
        assert summary["seconds"]["acceptable"] > 0.8


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
        poise("settings", "reset", "--all", "--yes")
        assert poise("settings", "get", "volume").stdout == "70\n"

    def test_unknown_key_is_reported_and_kept(self, poise: Poise) -> None:
        paths.config_file().parent.mkdir(parents=True)
        paths.config_file().write_text('colour = "red"\n')
        result = poise("settings", "get", "volume")
        assert result.exit_code == 0
        assert "unknown settings: colour" in result.stderr
        poise("settings", "set", "volume", "3")
        assert 'colour = "red"' in paths.config_file().read_text()


class TestVoice:
    def test_import_list_and_remove(self, poise: Poise, tmp_path: Path) -> None:
        data = ("--data-dir", tmp_path)
        assert "No recording yet" in poise("voice", "list", *data).stdout
        kept = poise("voice", "import", tones.path("soft"), "--name", "smile", "--for", "sad", *data)
        assert kept.exit_code == 0, kept.output
        (listed,) = json.loads(poise("voice", "list", "--json", *data).stdout)
        assert (listed["name"], listed["slot"]) == ("smile", "sad")
        assert poise("voice", "remove", "smile", "--yes", *data).exit_code == 0
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
