"""The user's settings: one TOML file, overridden by variables, overridden by flags; each value knows its origin."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.base import paths
from core.base.errors import Said, SettingsError
from core.base.files import read_plain
from core.base.types import Expression, Mood
from core.cueing.moods import PAPER_MOODS, MoodMap
from core.settings.rules import Rule, Value, day, one_of, switch, text, whole
from core.voice.norms import parse_norms

MOODS = "moods"


class Origin(str, Enum):
    """Where a value comes from; later ones win."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


@dataclass(frozen=True)
class Settings:
    """Every setting, checked. Only `moods` is more than one value: the keys `moods.sad` and so on.

    `questions` 0 means as many as the format has, `categories` "" all, `bank` "auto" the shipped ones for any job,
    `profile` "" no calibration, `data_dir` "" the system's usual folder; `volume` is in per cent, `speech_rate` in
    words a minute.
    """

    language: str = "auto"
    theme: str = "auto"
    camera: str = "auto"
    rotate: str = "0"
    mirror: bool = False
    finder: str = "landmarks"
    face: str = "auto"
    live_picture: str = "auto"
    self_view: bool = True
    cue_gaze: bool = False
    cue_voice: int = 0
    format: str = "quick"
    bank: str = "auto"
    questions: int = 0
    categories: str = ""
    blind: bool = False
    hints: bool = False
    exam: bool = False
    policy: str = "normal"
    cue: str = "auto"
    volume: int = 70
    player: str = "auto"
    cue_in_speech: str = "wait"
    speech: bool = True
    speech_rate: int = 160
    speech_voice: str = ""
    microphone: bool = True
    voice_norms: str = ""
    keep_voice: bool = False
    keep_voice_days: int = 30
    recogniser: str = "none"
    recogniser_model: str = ""
    recogniser_command: str = "whisper-cli"
    recogniser_language: str = "interview"
    keep_snapshots: bool = False
    keep_snapshots_days: int = 30
    interview_on: str = ""
    weights: str = "default"
    provider: str = "auto"
    profile: str = ""
    moods: MoodMap = field(default_factory=MoodMap)
    data_dir: str = ""
    tour: bool = True
    origins: Mapping[str, Origin] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)
    unknown: tuple[str, ...] = field(default=(), compare=False, repr=False)
    file: Path | None = field(default=None, compare=False, repr=False)

    def origin(self, key: str) -> Origin:
        """Where the value of `key` comes from."""
        return self.origins.get(key, Origin.DEFAULT)

    def value(self, key: str) -> Value:
        """The value of a key of `RULES`; raises SettingsError for any other key."""
        rule_of(key)
        if key.startswith(f"{MOODS}."):
            return self.moods[Expression(key.partition(".")[2])].value
        return getattr(self, key)  # type: ignore[no-any-return]

    def entries(self) -> Iterator[tuple[str, Value, Origin]]:
        """Each key with its value and origin, in the order in which they are documented."""
        return ((key, self.value(key), self.origin(key)) for key in RULES)

    def changed(self, **changes: Any) -> Settings:
        """The same settings with some fields set by a flag or on a screen, unchecked."""
        origins = {**self.origins, **dict.fromkeys(changes, Origin.FLAG)}
        return replace(self, **changes, origins=MappingProxyType(origins))

    @property
    def data(self) -> Path:
        """The data folder that these settings name."""
        return paths.data_dir(self.data_dir)

    @property
    def policy_name(self) -> str:
        """The cue preset that counts: an exam is silent whatever else is set."""
        return "exam" if self.exam else self.policy


def _norms(value: object) -> str:
    """Limits of the voice, checked but kept as they were written."""
    parse_norms(str(value))
    return str(value).strip()


_MOOD = one_of(*(mood.value for mood in Mood))

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "language": one_of("auto", "ko", "en"),
        "theme": text("allowed_theme"),
        "camera": text("allowed_camera"),
        "rotate": one_of("0", "90", "180", "270"),
        "mirror": switch(),
        "finder": one_of("landmarks", "haar"),
        "face": one_of("auto", "left", "middle", "right"),
        "live_picture": one_of("auto", "on", "off"),
        "self_view": switch(),
        "cue_gaze": switch(),
        "cue_voice": whole(0, 60),
        "format": text("allowed_format"),
        "bank": text("allowed_bank"),
        "questions": whole(0, 100),
        "categories": text("allowed_categories", empty=True),
        "blind": switch(),
        "hints": switch(),
        "exam": switch(),
        "policy": one_of("gentle", "normal", "strict", "exam"),
        "cue": one_of("auto", "tone", "voice", "bell", "none"),
        "volume": whole(0, 100),
        "player": text("allowed_player"),
        "cue_in_speech": one_of("wait", "duck"),
        "speech": switch(),
        "speech_rate": whole(80, 450),
        "speech_voice": text("allowed_speech_voice", empty=True),
        "microphone": switch(),
        "voice_norms": Rule(_norms, Said("allowed_norms")),
        "keep_voice": switch(),
        "keep_voice_days": whole(1, 3650),
        "recogniser": one_of("none", "faster-whisper", "whisper.cpp"),
        "recogniser_model": text("allowed_model", empty=True),
        "recogniser_command": text("allowed_command"),
        "recogniser_language": one_of("interview", "auto", "ko", "en"),
        "keep_snapshots": switch(),
        "keep_snapshots_days": whole(1, 3650),
        "interview_on": day(),
        "weights": text("allowed_weights"),
        "provider": one_of("auto", "cpu", "cuda", "tensorrt"),
        "profile": text("allowed_profile", empty=True),
        **{f"{MOODS}.{expression.value}": _MOOD for expression in Expression},
        "data_dir": text("allowed_folder", empty=True),
        "tour": switch(),
    }
)
"""What each key accepts; the order is that of `poise settings`."""


def rule_of(key: str) -> Rule:
    """The rule of a key; raises SettingsError that lists the keys."""
    try:
        return RULES[key]
    except KeyError:
        raise SettingsError("no_setting", key=key, names=", ".join(RULES)) from None


def checked(key: str, value: object, where: str | Said = "") -> Value:
    """`value` as the type of `key`; raises SettingsError naming `where`, the key and what is allowed."""
    rule = rule_of(key)
    try:
        return rule.convert(value)
    except ValueError:
        code = "setting_value_at" if where else "setting_value"
        raise SettingsError(code, where=where, key=key, value=value, allowed=rule.allowed) from None


def load(
    file: Path | None = None,
    env: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Settings:
    """Read the settings: defaults, then `file` (it may be missing), then `env`, then `flags`.

    A flag that is None was not given; the flag `moods` is a list of pairs such as `sad=acceptable`. Raises
    SettingsError with the place, the key and what is allowed. Unknown keys of the file are kept in `unknown`.
    """
    file = file or paths.config_file()
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    content, table = _read(file)
    flat = _flat(table)
    layers = (
        (Origin.FILE, _from_file(file, content, flat)),
        (Origin.ENVIRONMENT, _from_environment(os.environ if env is None else env)),
        (Origin.FLAG, _from_flags(flags or {})),
    )
    for origin, layer in layers:
        for key, value, where in layer:
            values[key] = checked(key, value, where)
            origins[key] = origin
    unknown = tuple(key for key in flat if key not in RULES)
    return _build(values, origins, unknown, file)


def _build(
    values: Mapping[str, Value], origins: Mapping[str, Origin], unknown: tuple[str, ...], file: Path
) -> Settings:
    plain: dict[str, Any] = {key: value for key, value in values.items() if not key.startswith(f"{MOODS}.")}
    moods = {e: Mood(values.get(f"{MOODS}.{e.value}", PAPER_MOODS[e])) for e in Expression}
    plain[MOODS] = MoodMap(MappingProxyType(moods))
    return Settings(**plain, origins=MappingProxyType(dict(origins)), unknown=unknown, file=file)


def _read(file: Path) -> tuple[str, Mapping[str, Any]]:
    """The file's text and its content. Not by tomlkit, which costs 25 ms more at every start."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        content = read_plain(file)
        return content, toml.loads(content)
    except FileNotFoundError:
        return "", {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("settings_unreadable", path=file, reason=error) from None
    except RecursionError:
        raise SettingsError("settings_nested", path=file) from None
    except toml.TOMLDecodeError as error:
        raise SettingsError("settings_bad_line", path=file, reason=error) from None


def _from_file(file: Path, content: str, flat: Mapping[str, object]) -> Iterator[tuple[str, object, str | Said]]:
    lines = content.splitlines()
    for key in (key for key in flat if key in RULES):
        name = re.compile(rf"\s*[\"']?{re.escape(key.rpartition('.')[2])}[\"']?\s*=")
        number = next((n for n, line in enumerate(lines, 1) if name.match(line)), None)
        yield key, flat[key], Said("line_of", {"path": file, "line": number}) if number else str(file)


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value})
    return flat


def variable(key: str) -> str:
    """The environment variable of a key; all moods share one, with pairs such as `sad=acceptable,fear=bad`."""
    return "POISE_" + (MOODS if key.startswith(f"{MOODS}.") else key).upper()


def _from_environment(env: Mapping[str, str]) -> Iterator[tuple[str, object, str | Said]]:
    for name in (f.name for f in fields(Settings) if f.name in RULES):
        if env.get(variable(name)):
            yield name, env[variable(name)], Said("variable", {"name": variable(name)})
    yield from _mood_pairs([env.get(variable(f"{MOODS}."), "")])


def _from_flags(flags: Mapping[str, object]) -> Iterator[tuple[str, object, str | Said]]:
    for key, value in flags.items():
        if key == MOODS and isinstance(value, (list, tuple)):
            yield from _mood_pairs(value)
        elif value is not None and key != MOODS:
            yield key, value, Said("option")


def _mood_pairs(pairs: Iterable[str]) -> Iterator[tuple[str, object, str | Said]]:
    base = MoodMap(MappingProxyType({}))
    for expression, mood in MoodMap.parse(pairs, base=base).moods.items():
        yield f"{MOODS}.{expression.value}", mood.value, "mood map"
