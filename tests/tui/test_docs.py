"""The manual page and the schemas of the JSON output are those of the program."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from core.base.paths import store_file
from core.base.records import json_text
from core.base.types import Reading, ReadingState
from core.report.report import build_report
from core.voice.readings import VoiceReading, VoiceState
from tests.core.sittings import Sittings
from tests.core.test_rapid import stored
from tests.tui.stored import store_session
from tui.cli import main
from tui.cli.watch_lines import reading_line, voice_line
from tui.docs import generate
from tui.docs.manual import manual, roff

SCHEMAS = Path(main.__file__).with_name("schemas")


def poise(data: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main.app, [*arguments, "--data-dir", str(data)])
    assert done.exit_code == 0, done.output
    return done.stdout


def schema(name: str) -> Any:
    found = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_manual_page_is_that_of_the_commands() -> None:
    assert generate.MANUAL.read_text("utf-8") == manual(), "run `python -m tui.docs.generate`"


@pytest.mark.system
def test_manual_page_is_shown_without_a_warning(system_part: Callable[[str], str]) -> None:
    command = [system_part("groff"), "-man", "-Tutf8", "-ww", "-P-c", str(generate.MANUAL)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True)
    assert shown.stderr == ""
    text = re.sub(".\b", "", shown.stdout)  # bold is a letter printed over itself
    for word in ("SYNOPSIS", "--camera", "POISE_CAMERA", "poise watch"):
        assert word in text


def test_text_is_no_request_of_roffs() -> None:
    assert roff(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert roff("a\\fB `poise --json`") == "a\\efB \\fBpoise \\-\\-json\\fR"


def test_report_is_as_its_schema_says(tmp_path: Path) -> None:
    store_session(tmp_path)
    report = json.loads(poise(tmp_path, "report", "--json"))
    assert any(answer["cues"] for answer in report["answers"])
    assert report["voice"] is None
    schema("report").validate(report)
    broken = {**report, "score": {**report["score"], "value": "good"}}
    with pytest.raises(jsonschema.ValidationError):
        schema("report").validate(broken)


@pytest.mark.xdist_group("sat")
def test_report_of_every_sense_is_as_the_schema_that_the_command_prints_says(tmp_path: Path, sat: Sittings) -> None:
    sat(store_file(tmp_path))
    told = json.loads(poise(tmp_path, "report", "--json"))
    printed = json.loads(poise(tmp_path, "report", "--schema"))
    assert printed == json.loads((SCHEMAS / "report.schema.json").read_text("utf-8"))
    assert printed["properties"]["version"]["const"] == told["version"]
    jsonschema.Draft202012Validator(printed).validate(told)
    for kind in ("lanes", "calls", "episodes"):
        assert any(answer[kind] for answer in told["answers"]), kind
    assert any(answer["voice"] for answer in told["answers"])
    (listed,) = json.loads(poise(tmp_path, "history", "--json"))
    jsonschema.Draft202012Validator({"$ref": "#/$defs/session", "$defs": printed["$defs"]}).validate(listed)


def test_report_of_rapid_items_is_as_its_schema_says(tmp_path: Path) -> None:
    report = build_report(stored(tmp_path, [6, None, None, 1], 4).load())
    schema("report").validate(json.loads(json_text(report.to_json_dict())))


@pytest.mark.parametrize("name", ["report", "watch"])
def test_schema_names_every_key(name: str) -> None:
    """A key that it does not name is refused: else nobody would notice that it is not described."""
    left_open = [
        where for where, node in objects(schema(name).schema) if node.get("additionalProperties") is not False
    ]
    assert left_open == {"report": ["about", "params"], "watch": []}[name]


def objects(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a schema that is not a table by name, and what it stands under."""
    if isinstance(node, list):
        for each in node:
            yield from objects(each, where)
    if not isinstance(node, dict):
        return
    if "object" in node.get("type", ()) and not isinstance(node.get("additionalProperties"), dict):
        yield where, node
    for name, each in node.items():
        inner = each.items() if name in ("properties", "$defs") else [(where, each)]
        for key, value in inner:
            yield from objects(value, key)


def test_lines_of_watch_are_as_their_schema_says(tmp_path: Path) -> None:
    lines = poise(
        tmp_path, "watch", "--camera", "demo", "--fast", "--seconds", "10", "--json", "--map", "neutral=bad"
    ).splitlines()
    checked = schema("watch")
    seen = set()
    for line in map(json.loads, lines):
        checked.validate(line)
        seen.add(line["type"])
    assert {"reading", "mark", "cue", "summary"} <= seen
    with pytest.raises(jsonschema.ValidationError):
        checked.validate({"type": "reading", "t": "now"})


def test_lines_of_watch_that_tell_of_nothing_measured_are_as_their_schema_says() -> None:
    checked = schema("watch")
    checked.validate(reading_line(Reading(1.0, ReadingState.NO_FACE)))
    checked.validate(voice_line(VoiceReading(1.0, 1.5, VoiceState.MUTED)))
    checked.validate(voice_line(VoiceReading(1.0, 1.5, VoiceState.MEASURED, True, -30.0, 0.0, 2, 120.0)))
    with pytest.raises(jsonschema.ValidationError):
        checked.validate({**reading_line(Reading(1.0, ReadingState.NO_FACE)), "more": 1})
