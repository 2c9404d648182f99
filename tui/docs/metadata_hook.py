"""What the package's page shows: the README with addresses that lead somewhere from there, and the project's own.

A package index shows no file of the checkout, so pictures and pages need the repository's address. It is that of the
variable `POISE_REPOSITORY`, else of git's remote `origin`; where neither is one, links stay as they are.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(!?\[[^\]]*\]\()(?!\w+://|#)([^)\s]+)\)")


def repository(root: Path) -> str:
    """The address of the repository's page, or ""."""
    named = os.environ.get("POISE_REPOSITORY", "")
    if not named:
        try:
            command = ["git", "-C", str(root), "remote", "get-url", "origin"]
            named = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            return ""
    named = re.sub(r"^git@([^:]+):", r"https://\1/", named).removesuffix(".git").rstrip("/")
    return named if named.startswith("https://") else ""


def absolute(text: str, page: str, reference: str = "HEAD") -> str:
    """A README whose links to files lead to the repository: pictures raw, pages as they are shown there."""

    def replaced(found: re.Match[str]) -> str:
        kind = "raw" if found[1].startswith("!") else "blob"
        return f"{found[1]}{page}/{kind}/{reference}/{found[2]})"

    return LINK.sub(replaced, text)


class PackagePage(MetadataHookInterface):
    """Sets `readme` and `urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """See hatchling."""
        root = Path(self.root)
        text, page = (root / "README.md").read_text(encoding="utf-8"), repository(root)
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, page) if page else text}
        if page:
            metadata["urls"] = {
                "Repository": page,
                "Changelog": f"{page}/blob/HEAD/CHANGELOG.md",
                "Issues": f"{page}/issues",
                "Security": f"{page}/blob/HEAD/SECURITY.md",
            }
