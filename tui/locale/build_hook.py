"""Compile the translations while the package is built, editable installs included, and pack it tightly."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Write a `.mo` beside every `.po` below `tui/locale`; git ignores them, the wheel holds them."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Compile before hatchling collects its files."""
        for source in sorted(Path(self.root, "tui", "locale").glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as file:
                catalogue = read_po(file)
            target = source.with_suffix(".mo")
            part = target.with_suffix(f".{os.getpid()}")
            with part.open("wb") as file:
                write_mo(file, catalogue)
            part.replace(target)  # at once: whoever reads it meanwhile reads all of it

    def finalize(self, _version: str, _build_data: dict[str, Any], artifact_path: str) -> None:
        """Deflate the wheel's files once more, as far as that goes: hatchling stops half way, 8 kB above."""
        made, part = Path(artifact_path), Path(f"{artifact_path}.{os.getpid()}")
        with zipfile.ZipFile(made) as loose, zipfile.ZipFile(part, "w") as tight:
            for entry in loose.infolist():
                tight.writestr(entry, loose.read(entry), zipfile.ZIP_DEFLATED, compresslevel=9)
        part.replace(made)
