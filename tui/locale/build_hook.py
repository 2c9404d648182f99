"""Compile the translations while the package is built, editable installs included."""

from __future__ import annotations

import os
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
