"""Calibration profiles as files of the user's own: one JSON file each, readable by nobody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.base.errors import ProfileError, Said
from core.base.files import write_whole
from core.base.paths import private_folder
from core.base.records import RecordError, from_record, to_record
from core.calibration.correction import Profile, ShiftSettings

SCHEMA = 1
LONGEST_NAME = 40


class Profiles:
    """The profiles in `folder`, each in NAME.json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """The names that there are, sorted."""
        return sorted(file.stem for file in self.folder.glob("*.json")) if self.folder.is_dir() else []

    def has(self, name: str) -> bool:
        """Whether there is a profile of that name, readable or not."""
        return name in self.names()

    def load(self, name: str) -> Profile:
        """A profile. Raises ProfileError naming the file and what is wrong with it."""
        file = self.file(name)
        try:
            return _parse(json.loads(file.read_text(encoding="utf-8")), name)
        except FileNotFoundError:
            known = ", ".join(self.names()) or Said("no_profile_yet")
            raise ProfileError("no_profile", name=name, known=known) from None
        except OSError as error:
            raise ProfileError("not_readable", path=file, reason=error.strerror) from None
        except (ValueError, RecursionError) as error:
            raise ProfileError("bad_profile", path=file, reason=error) from None

    def save(self, profile: Profile) -> Path:
        """Write a profile, in place of one with the same name. Raises ProfileError."""
        file = self.file(profile.name)
        text = json.dumps({"schema": SCHEMA, **to_record(profile)}, ensure_ascii=False, indent=2)
        try:
            private_folder(self.folder)
            write_whole(file, text + "\n")
        except OSError as error:
            raise ProfileError("not_writable", path=file, reason=error.strerror) from None
        return file

    def delete(self, name: str) -> None:
        """Delete a profile. Raises ProfileError where there is none."""
        try:
            self.file(name).unlink()
        except FileNotFoundError:
            raise ProfileError("no_such_profile", name=name) from None
        except OSError as error:
            raise ProfileError("not_deletable", path=self.file(name), reason=error.strerror) from None

    def file(self, name: str) -> Path:
        """The file of that name, whether it is there or not. Raises ProfileError for what cannot be a name."""
        if not name or len(name) > LONGEST_NAME or not all(c.isalnum() or c in "-_" for c in name):
            raise ProfileError("profile_name", name=name, longest=LONGEST_NAME)
        return self.folder / f"{name}.json"


def _parse(stored: Any, name: str) -> Profile:
    if not isinstance(stored, Mapping):
        raise RecordError("it is no JSON object")
    if stored.get("schema") != SCHEMA:
        raise RecordError(f"version {stored.get('schema')}, this Poise knows {SCHEMA}")
    profile = from_record(Profile, {**stored, "name": name})
    bound = ShiftSettings().bound
    if any(not -bound <= shift <= bound for shift in profile.shifts.values()):
        raise RecordError(f"a shift is beyond {bound}")
    return profile
