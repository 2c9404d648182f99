"""The manual page and the schemas of the JSON output are those of the program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from core.base.paths import store_file
from core.store.store import SessionStore
from tests.brief import brief_format
from tests.core.sittings import sit
from tui.cli import main
from tui.docs import generate
from tui.docs.manual import manual, roff

SCHEMAS = Path(main.__file__).with_name("schemas")


def poise(data: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "tui.cli.main", *arguments, "--data-dir", str(data)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout


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
    asked = ("--camera", "demo", "--format", brief_format(tmp_path, answer_s=10.0), "--map", "neutral=bad")
    poise(tmp_path, "interview", "--fast", *asked, "--lang", "en")
    report = json.loads(poise(tmp_path, "report", "--json"))
    assert report["answers"][0]["cues"], "the demo gives some"
    schema("report").validate(report)
    broken = {**report, "score": {**report["score"], "value": "good"}}
    with pytest.raises(jsonschema.ValidationError):
        schema("report").validate(broken)


def test_report_of_every_sense_is_as_the_schema_that_the_command_prints_says(tmp_path: Path) -> None:
    sit(SessionStore(store_file(tmp_path)), "demo", voice=True)
    told = json.loads(poise(tmp_path, "report", "--json"))
    printed = json.loads(poise(tmp_path, "report", "--schema"))
    assert printed == json.loads((SCHEMAS / "report.schema.json").read_text("utf-8"))
    assert printed["properties"]["version"]["const"] == told["version"]
    jsonschema.Draft202012Validator(printed).validate(told)
    assert set(told) == set(printed["properties"]), "every field is described"
    for answer in told["answers"]:
        assert set(answer) == set(printed["$defs"]["answer"]["properties"])


def test_lines_of_watch_are_as_their_schema_says(tmp_path: Path) -> None:
    lines = poise(
        tmp_path, "watch", "--camera", "demo", "--fast", "--seconds", "15", "--json", "--map", "neutral=bad"
    ).splitlines()
    checked = schema("watch")
    seen = set()
    for line in map(json.loads, lines):
        checked.validate(line)
        seen.add(line["type"])
    assert {"reading", "mark", "cue", "summary"} <= seen
    with pytest.raises(jsonschema.ValidationError):
        checked.validate({"type": "reading", "t": "now"})
