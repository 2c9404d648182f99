"""Settings: layers, origins, errors that say where, and a file that keeps what the user wrote."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from core.base import paths
from core.base.errors import SettingsError
from core.base.types import Expression, Mood
from core.settings.file import save
from core.settings.model import RULES, Origin, Settings, load, variable
from tests.waiting import LONG_S


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def test_without_file_every_value_is_the_default(file: Path) -> None:
    settings = load(file, {})
    assert settings == Settings()
    assert {origin for _, _, origin in settings.entries()} == {Origin.DEFAULT}


def test_every_default_is_allowed_by_its_own_rule() -> None:
    for key, value, _ in Settings().entries():
        assert RULES[key].convert(value) == value


def test_flag_beats_environment_beats_file(file: Path) -> None:
    file.write_text('volume = 10\ncamera = "demo"\npolicy = "gentle"\n')
    settings = load(file, {"POISE_VOLUME": "20", "POISE_CAMERA": "1"}, {"volume": 30, "weights": None})
    assert (settings.volume, settings.camera, settings.policy) == (30, "1", "gentle")
    origins = {key: origin for key, _, origin in settings.entries() if origin is not Origin.DEFAULT}
    assert origins == {"volume": Origin.FLAG, "camera": Origin.ENVIRONMENT, "policy": Origin.FILE}


def test_moods_are_merged_pair_by_pair(file: Path) -> None:
    file.write_text('[moods]\nsad = "acceptable"\nfear = "acceptable"\n')
    settings = load(file, {"POISE_MOODS": "fear=bad"}, {"moods": ["surprise=good,neutral=good"]})
    assert settings.moods[Expression.SAD] is Mood.ACCEPTABLE
    assert settings.moods[Expression.FEAR] is Mood.BAD
    assert settings.moods[Expression.SURPRISE] is Mood.GOOD
    assert settings.moods[Expression.HAPPY] is Mood.GOOD
    assert settings.origin("moods.fear") is Origin.ENVIRONMENT
    assert settings.origin("moods.sad") is Origin.FILE


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("# loud\nvolume = 200\n", ("line 2", "volume", "200", "0 to 100")),
        ("volume = true\n", ("line 1", "volume", "True", "whole number")),
        ('language = "fr"\n', ("line 1", "language", "auto, ko or en")),
        ('[moods]\nsad = "blue"\n', ("line 2", "moods.sad", "good, acceptable or bad")),
        ("volume = \n", ("not TOML", "line 1")),
        ('speech = "maybe"\n', ("speech", "true or false")),
    ],
)
def test_wrong_file_is_named_with_line_key_and_what_is_allowed(
    file: Path, content: str, parts: tuple[str, ...]
) -> None:
    file.write_text(content)
    with pytest.raises(SettingsError) as failure:
        load(file, {})
    message = str(failure.value)
    assert all(part in message for part in (str(file), *parts)), message
    assert "\n" not in message


def test_wrong_variable_is_named(file: Path) -> None:
    with pytest.raises(SettingsError, match=r"variable POISE_VOLUME: volume = 'loud'.*0 to 100"):
        load(file, {"POISE_VOLUME": "loud"})


def test_unknown_keys_are_reported_not_refused(file: Path) -> None:
    file.write_text('colour = "red"\nvolume = 5\n[future]\nthing = 1\n')
    settings = load(file, {})
    assert settings.unknown == ("colour", "future.thing")
    assert settings.volume == 5


def test_words_for_switches_and_numbers_come_as_text_too(file: Path) -> None:
    settings = load(file, {"POISE_SPEECH": "off", "POISE_BLIND": "yes", "POISE_QUESTIONS": "4"})
    assert (settings.speech, settings.blind, settings.questions) == (False, True, 4)


def test_every_key_has_a_variable_of_its_own_or_shares_the_moods() -> None:
    names = [variable(key) for key in RULES if not key.startswith("moods.")]
    assert len(set(names)) == len(names)
    assert variable("moods.sad") == "POISE_MOODS"
    assert not {"POISE_CONFIG", "POISE_WEIGHTS_DIR", "POISE_CACHE_DIR"} & set(names)


def test_saving_keeps_comments_order_and_unknown_keys(file: Path) -> None:
    file.write_text('# mine\nfuture = 1\nvolume = 10  # loud enough\n\n[moods]\n# never sad\nsad = "bad"\n')
    save({"volume": "25", "moods.fear": "acceptable", "language": "ko"}, file)
    content = file.read_text()
    for kept in ("# mine", "future = 1", "volume = 25  # loud enough", "# never sad", 'sad = "bad"'):
        assert kept in content
    settings = load(file, {})
    assert (settings.volume, settings.language) == (25, "ko")
    assert settings.moods[Expression.FEAR] is Mood.ACCEPTABLE


def test_resetting_removes_a_value(file: Path) -> None:
    save({"volume": 10, "moods.sad": "good"}, file)
    save({"volume": None, "moods.sad": None, "camera": None}, file)
    assert load(file, {}) == Settings()


def test_refused_value_leaves_the_file_as_it_was(file: Path) -> None:
    save({"volume": 10}, file)
    before = file.read_text()
    with pytest.raises(SettingsError, match="no such setting"):
        save({"volume": 11, "loudness": 3}, file)
    with pytest.raises(SettingsError, match="0 to 100"):
        save({"volume": 101}, file)
    assert file.read_text() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("")
    with pytest.raises(SettingsError, match=r"blocked.*cannot be written"):
        save({"volume": 1}, tmp_path / "blocked" / "settings.toml")


def test_exam_is_silent_whatever_the_policy() -> None:
    assert Settings(exam=True, policy="strict").policy_name == "exam"
    assert Settings(policy="strict").policy_name == "strict"


def test_changed_settings_count_as_given_by_hand() -> None:
    settings = Settings().changed(volume=1)
    assert settings.volume == 1
    assert settings.origin("volume") is Origin.FLAG


def test_changes_saved_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    file, start = tmp_path / "settings.toml", threading.Barrier(len(Expression))

    def change(expression: Expression) -> None:
        start.wait(LONG_S)
        save({f"moods.{expression.value}": "good"}, file)

    threads = [threading.Thread(target=change, args=(expression,)) for expression in Expression]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_S)
    moods = load(file, {}).moods
    assert [expression for expression in Expression if moods[expression] is not Mood.GOOD] == []


def test_variables_move_the_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POISE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("POISE_CONFIG", str(tmp_path / "my.toml"))
    monkeypatch.setenv("POISE_CACHE_DIR", str(tmp_path / "cache"))
    assert paths.data_dir() == tmp_path / "data"
    assert paths.data_dir(tmp_path / "other") == tmp_path / "other"
    assert paths.config_file() == tmp_path / "my.toml"
    assert paths.cache_dir() == tmp_path / "cache"
    assert load(env={"POISE_DATA_DIR": str(tmp_path / "data")}).data == tmp_path / "data"


def test_private_folder_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = paths.private_folder(tmp_path / "a" / "b")
    for made in (folder, folder.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
