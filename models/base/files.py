"""What the lab writes: whole or not there, and for everybody to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.base.files import whole_file


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """A stream that becomes `path` when the block ends well, and leaves nothing when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as stream:
        yield stream
    path.chmod(0o644)
