"""Calibration profiles as files of the user's own: one JSON file each, readable by nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.base.errors import ProfileError
from core.base.files import write_whole
from core.base.look import Cone
from core.base.paths import private_folder
from core.base.types import Expression, Probabilities
from core.calibration.correction import Profile, ShiftSettings

SCHEMA = 1
LONGEST_NAME = 40
_PROBABILITIES = ("shifts", "odds", "rest", "rest_after", "smile", "smile_after")


class Profiles:
    """The profiles in `folder`, each in NAME.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The names that there are, sorted."""
        return sorted(file.stem for file in self.folder.glob("*.json")) if self.folder.is_dir() else []

    def load(self, name: str) -> Profile:
        """A profile. Raises ProfileError naming the file and what is wrong with it."""
        file = self.file(name)
        try:
            return _parse(json.loads(file.read_text(encoding="utf-8")), name)
        except FileNotFoundError:
            known = ", ".join(self.names()) or "there is none yet"
            raise ProfileError(f"no calibration profile {name!r} ({known}); `poise calibrate` makes one") from None
        except OSError as error:
            raise ProfileError(f"{file}: cannot be read ({error.strerror}); check its permissions") from None
        except KeyError as error:
            raise ProfileError(f"{file}: not a calibration profile (it lacks {error}); calibrate again") from None
        except (ValueError, TypeError, AttributeError) as error:
            raise ProfileError(f"{file}: not a calibration profile ({error}); calibrate again") from None

    def save(self, profile: Profile) -> Path:
        """Write a profile, in place of one with the same name. Raises ProfileError."""
        file = self.file(profile.name)
        text = json.dumps({"schema": SCHEMA, **asdict(profile)}, ensure_ascii=False, indent=2)
        try:
            private_folder(self.folder)
            write_whole(file, text + "\n")
        except OSError as error:
            raise ProfileError(f"{file}: cannot be written ({error.strerror}); check the folder") from None
        return file

    def delete(self, name: str) -> None:
        """Delete a profile. Raises ProfileError where there is none."""
        try:
            self.file(name).unlink()
        except FileNotFoundError:
            raise ProfileError(f"no calibration profile {name!r}") from None
        except OSError as error:
            raise ProfileError(f"{self.file(name)}: cannot be deleted ({error.strerror})") from None

    def file(self, name: str) -> Path:
        """The file of that name, whether it is there or not. Raises ProfileError for what cannot be a name."""
        if not name or len(name) > LONGEST_NAME or not all(c.isalnum() or c in "-_" for c in name):
            raise ProfileError(
                f"profile name {name!r}: use 1 to {LONGEST_NAME} letters, digits, hyphens and underscores"
            )
        return self.folder / f"{name}.json"


def _parse(stored: Any, name: str) -> Profile:
    if not isinstance(stored, Mapping):
        raise ValueError("it is no JSON object")
    if stored["schema"] != SCHEMA:
        raise ValueError(f"version {stored['schema']}, this Poise knows {SCHEMA}")
    values: dict[str, Any] = {key: value for key, value in stored.items() if key != "schema"}
    for key in _PROBABILITIES:
        values[key] = _by_class(values[key])
    values["look"] = Cone.of(values["look"]) if values.get("look") else None
    values["signs"] = {name: (float(m), float(spread)) for name, (m, spread) in values.get("signs", {}).items()}
    values["limited"] = tuple(Expression(c) for c in values["limited"])
    profile = Profile(**{**values, "name": name})
    bound = ShiftSettings().bound
    if any(not -bound <= shift <= bound for shift in profile.shifts.values()):
        raise ValueError(f"a shift is beyond {bound}")
    return profile


def _by_class(stored: Mapping[str, float]) -> Probabilities:
    return {Expression(c): float(value) for c, value in stored.items()}
