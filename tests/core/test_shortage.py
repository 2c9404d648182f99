"""What the machine refused is told by its own cause; no error of ours is put on a file that was looked at."""

from __future__ import annotations

import errno
import os

import pytest

from core.base.shortage import shortage

GONE = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/nowhere/x")


def raised(kind: type[Exception], *, caused: bool) -> Exception:
    """An error that comes up while a file is missed, or because of it."""
    error = kind("ours")
    error.__context__ = GONE
    error.__cause__ = GONE if caused else None
    return error


def test_an_error_of_ours_beside_a_missing_file_is_ours() -> None:
    assert shortage(raised(KeyError, caused=False)) is None


@pytest.mark.parametrize("error", [GONE, raised(ValueError, caused=True)])
def test_a_place_is_named_where_it_is_the_cause(error: Exception) -> None:
    assert str(shortage(error)).startswith("/nowhere/x: ")


def test_memory_is_named_also_where_something_else_came_of_it() -> None:
    error = ValueError("not a network")
    error.__context__ = MemoryError()
    assert "too little memory" in str(shortage(error))
