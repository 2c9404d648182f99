"""The doctor: what is looked at, and that one ill part does not keep the others from being told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base import paths
from core.settings.model import Settings, load
from sounds.doctor import Finding
from sounds.players.base import Availability
from sounds.recognisers.whisper_cpp import NEEDED
from tui.features.home import view as home_view
from tui.features.home.data import HomeFacts
from tui.i18n import set_language
from tui.wiring.examination import (
    LACKS,
    TOPICS,
    Found,
    colours,
    examine,
    healthy,
    lacks,
    recogniser_found,
    verdict,
    worded,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(flags={"data_dir": str(tmp_path / "data")})


def by_topic(settings: Settings) -> dict[str, Found]:
    return {part.topic: part for part in examine(settings, sounds=False)}


def test_every_part_has_a_topic_inrecogniser_found(settings: Settings) -> None:
    assert set(by_topic(settings)) <= set(TOPICS)


def test_folder_that_does_not_exist_yet_is_healthy(settings: Settings) -> None:
    found = by_topic(settings)
    assert found["store"].works
    assert found["store"].text == "no session yet"
    assert not settings.data.exists()


def test_broken_store_is_told_and_the_rest_is_looked_at(settings: Settings) -> None:
    settings.data.mkdir(parents=True)
    paths.store_file(settings.data).write_bytes(b"this is no database" * 100)
    found = by_topic(settings)
    assert not found["store"].works
    assert "disk" in found
    assert not healthy(list(found.values()))


def test_unknown_network_is_an_illness(settings: Settings) -> None:
    found = by_topic(settings.changed(weights="nobody"))
    assert not found["weights"].works
    assert "nobody" in found["weights"].text


def test_a_recogniser_is_looked_at_where_one_is_chosen(settings: Settings) -> None:
    (none,) = recogniser_found(settings)
    assert (none.works, none.mend) == (False, "poise settings set recogniser faster-whisper")
    (missing,) = recogniser_found(settings.changed(recogniser="whisper.cpp", recogniser_command="no-such-command"))
    assert (missing.works, missing.text) == (False, "the command no-such-command is missing")


@pytest.mark.parametrize(
    ("model", "told"), [("/no/where", "/no/where: 모델이 없습니다"), (__file__, "ggml 모델처럼 시작하지 않습니다")]
)
def test_what_a_recogniser_lacks_is_told_in_the_users_language(
    settings: Settings, tmp_path: Path, model: str, told: str
) -> None:
    command = tmp_path / "whisper-cli"
    command.write_text(f"#!/bin/sh\necho {' '.join(NEEDED)}\n")
    command.chmod(0o755)
    chosen = settings.changed(recogniser="whisper.cpp", recogniser_command=str(command), recogniser_model=model)
    set_language("ko")
    (found,) = recogniser_found(chosen)
    assert told in found.text
    command.write_text("#!/bin/sh\necho something else\n")
    (found,) = recogniser_found(chosen)
    assert f"{command}: {NEEDED[0]}" in found.text


def parts(*working: str, examined: str = "camera player recorder speech") -> list[Found]:
    """An examination in which these parts work, each `TOPIC:NAME`."""
    found = [Found(topic, name, True, "works") for topic, _, name in (each.partition(":") for each in working)]
    return found + [Found(topic, "none", False, "missing") for topic in examined.split()]


@pytest.mark.parametrize(
    ("working", "codes"),
    [
        (("camera:/dev/video0", "player:aplay", "recorder:arecord", "speech:espeak-ng"), []),
        (("camera:/dev/video0", "recorder:arecord", "speech:espeak-ng"), ["no_sound", "no_speech"]),
        (("camera:/dev/video0", "player:bell", "speech:espeak-ng"), ["only_bell", "no_speech", "no_microphone"]),
        (("player:aplay", "recorder:arecord"), ["no_camera", "no_speech"]),
    ],
)
def test_verdict_names_what_an_interview_will_go_without(
    settings: Settings, working: tuple[str, ...], codes: list[str]
) -> None:
    found = [code for code in lacks(settings, parts(*working)) if code != "not_calibrated"]
    assert found == codes
    said = verdict(found, well=True)
    assert said[0] == ("An interview can run, but not with everything:" if codes else "An interview can run.")
    assert [line.strip() for line in said[1:]] == [LACKS[code] for code in codes]


def test_speech_that_nothing_can_play_does_not_pass_for_working() -> None:
    engine = Finding("speech", "espeak-ng", Availability("ok"))
    mute, heard = (
        Finding("player", "aplay", Availability("no_device")),
        Finding("player", "aplay", Availability("ok")),
    )
    assert [(part.works, part.text) for part in worded([mute, engine])][1] == (
        False,
        "works, but nothing here can play it",
    )
    assert [part.works for part in worded([heard, engine])] == [True, True]


def test_home_tells_what_the_doctor_tells() -> None:
    mends = home_view.mends(HomeFacts(missing=tuple(LACKS)), ())
    assert [mend.text for mend in mends] == list(LACKS.values())


def test_what_the_settings_do_not_want_is_not_missing(settings: Settings) -> None:
    quiet = settings.changed(cue="none", speech=False, microphone=False, camera="clip.mp4")
    assert lacks(quiet, parts()) == ["not_calibrated"]
    assert lacks(settings, parts(examined="")) == ["not_calibrated"], "what was not examined is not judged"


def test_missing_camera_is_no_illness(settings: Settings) -> None:
    parts = [Found("camera", "", False, "none"), Found("weights", "x", True, "works", needed=True)]
    assert healthy(parts)


@pytest.mark.parametrize(
    ("env", "count"),
    [
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "16777216"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "no"),
    ],
)
def test_colours(env: dict[str, str], count: str) -> None:
    assert colours(env) == count
