"""Words of recorded answers: from speech and a stand-in for a recogniser to the report, by command."""

from __future__ import annotations

import json
import re
import threading
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from core.base import paths
from core.report.report import build_report
from core.settings.model import Settings
from core.store.answers import AnswerFiles
from core.store.store import SessionStore
from core.voice.transcript import Transcript
from sounds.errors import SoundError
from sounds.recognisers import child
from sounds.recognisers.opening import KINDS, opened
from tests.sounds.test_recognisers import FAKES, answer, cpp, faster, script
from tests.tui.stored import store_session
from tui.cli.main import app
from tui.features.report.files.save import content
from tui.i18n import set_language
from tui.widgets.text.failures import failure_words
from tui.wiring import words as wiring

SAID = {
    "en": ["Um,", "my", "weakness,", "uh,", "is", "that", "I", "tried", "too", "much,", "you", "know,", "alone."],
    "ko": ["음,", "제", "단점은", "어", "혼자", "하려고", "노력한", "것입니다."],
}


def keep(data: Path, index: int) -> Path:
    """A recorded answer that takes 8 s, in which somebody speaks twice."""
    path = AnswerFiles(paths.answers_dir(data)).path(1, index, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    return answer(data.parent, ((0.5, 3.5), (4.5, 7.5)), 8.0).rename(path)


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--data-dir", str(data)])


def failed(result: Result) -> str:
    assert result.exit_code == 2
    (line,) = result.stderr.strip().splitlines()
    return line


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An interview of three answers, the first two of them recorded."""
    monkeypatch.setenv("PYTHONPATH", str(FAKES))
    monkeypatch.setattr(child, "NICENESS", 0)  # beside other tests it would take its time
    store_session(tmp_path / "data")
    for index in (0, 1):
        keep(tmp_path / "data", index)
    return tmp_path / "data"


def recogniser(data: Path, kind: str, said: str) -> list[str]:
    """The options that name a stand-in of this kind."""
    made = faster(data.parent, said) if kind == "faster-whisper" else cpp(data.parent, said)
    return ["--recogniser", kind, "--model", made.model]


@pytest.mark.parametrize("kind", ["faster-whisper", "whisper.cpp"])
def test_what_was_said_comes_into_every_form_of_the_report(
    kind: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POISE_RECOGNISER_COMMAND", str(data.parent / "whisper-cli"))
    done = run(data, "voice", "words", *recogniser(data, kind, script(SAID["en"])))
    assert done.exit_code == 0, done.exception
    assert "fillers written down: uh 1, um 1" in " ".join(done.stdout.split())
    assert f"Words by {kind}" in done.stdout

    report = json.loads(run(data, "report", "--json").stdout)
    schema = json.loads((files("tui.cli") / "schemas" / "report.schema.json").read_text("utf-8"))
    jsonschema.validate(report, schema)
    first, second, third = (each["words"] for each in report["answers"])
    assert third is None
    assert second["text"] == first["text"] == " ".join(SAID["en"])
    assert second["words"][0]["start"] == pytest.approx(0.5, abs=0.1)
    assert second["words"][-1]["end"] == pytest.approx(7.5, abs=0.1)
    assert set(second["taken"]) == {"weakness", "tried"}

    store = SessionStore(paths.store_file(data))
    for text in (run(data, "report").stdout, *(str(content(store, 1, form)[1]) for form in ("html", "markdown"))):
        flat = " ".join(text.split())
        assert "perhaps fillers: you know 1" in flat
        assert "leaves fillers out" in flat
        assert kind in flat
    assert "Um, my weakness" in str(content(store, 1, "html")[1])


def test_korean_words_come_with_syllables(data: Path) -> None:
    for index in (0, 1):
        keep(data, index)
    store_session(data, language="ko")
    AnswerFiles(paths.answers_dir(data)).path(1, 0, 1).parent.rename(data / "answers" / "2")
    done = run(data, "voice", "words", "--lang", "en", *recogniser(data, "faster-whisper", script(SAID["ko"])))
    assert done.exit_code == 0, done.exception
    told = " ".join(done.stdout.split())
    assert "written syllables a minute" in told
    assert "fillers written down: 어 1, 음 1" in told


def test_words_that_are_there_are_shown_without_a_recogniser_and_deleted(data: Path) -> None:
    assert run(data, "voice", "words", *recogniser(data, "faster-whisper", script(SAID["en"]))).exit_code == 0
    again = run(data, "voice", "words", "last", "--json")
    assert [each["question"] for each in json.loads(again.stdout)] == [1, 2]
    assert "2 answers" in run(data, "voice", "words", "--delete", "--yes").stdout
    assert "set recogniser to faster-whisper or whisper.cpp" in failed(run(data, "voice", "words"))


def test_without_a_recording_it_is_said_how_to_make_one(data: Path) -> None:
    AnswerFiles(paths.answers_dir(data)).delete()
    assert "poise interview --keep-voice" in failed(run(data, "voice", "words"))


def test_a_model_that_is_not_there_costs_nothing_and_is_named(data: Path) -> None:
    said = failed(run(data, "voice", "words", "--recogniser", "faster-whisper", "--model", "/no/where"))
    assert said.startswith("poise: /no/where: there is no model")


def test_what_is_wrong_with_a_model_is_told_in_one_language(tmp_path: Path) -> None:
    set_language("ko")
    for kind in KINDS:
        for model in ("", str(tmp_path), str(FAKES / "whisper_cli.py")):
            with pytest.raises(SoundError) as caught:
                opened(kind, model).hear(tmp_path / "no.flac", "ko", lambda _share: None, threading.Event())
            told = failure_words(caught.value).replace(model or kind, "")
            assert not re.search(r"\b(or|a|the|it) ", told), told


class Deaf:
    """Hears nothing; the second answer is never to be heard."""

    name = "deaf"

    def __init__(self, stop: threading.Event) -> None:
        self.stop, self.heard = stop, 0

    def probe(self) -> Any:
        raise NotImplementedError

    def hear(self, path: Path, language: str | None, progress: Any, cancelled: threading.Event) -> Any:
        from sounds.recognisers.base import Heard

        if cancelled.is_set():
            raise SoundError("cancelled", "stopped")
        self.heard += 1
        progress(0.5)
        self.stop.set()
        return Heard("deaf", "none", language or "")


def test_what_was_heard_stays_when_it_is_stopped(data: Path) -> None:
    settings, stop = Settings(data_dir=str(data)), threading.Event()
    store = SessionStore(paths.store_file(data))
    report = build_report(store.load())
    told: list[wiring.Hearing] = []
    with pytest.raises(SoundError, match="stopped"):
        wiring.hear(settings, report, wiring.recorded(settings, report), Deaf(stop), told.append, stop)
    assert store.load().transcripts == {(0, 1): Transcript("deaf", "none", "en")}
    assert [(each.number, each.count, each.share) for each in told] == [(1, 2, 0.0), (1, 2, 0.25), (2, 2, 0.5)]
