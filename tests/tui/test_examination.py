"""The doctor: what is looked at, and that one ill part does not keep the others from being told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.base import paths
from core.settings.model import Settings, load
from tui.wiring.examination import TOPICS, Found, colours, examine, healthy


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(flags={"data_dir": str(tmp_path / "data")})


def by_topic(settings: Settings) -> dict[str, Found]:
    return {part.topic: part for part in examine(settings, sounds=False)}


def test_every_part_has_a_topic_in_words(settings: Settings) -> None:
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
