"""Find, read and validate banks and formats: the built-in ones and the user's own.

A user's file shadows the built-in one of the same name: that is how an edited copy takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from questions.cache import keep, kept
from questions.cache_folder import USED
from questions.chosen import GENERAL
from questions.disposition import Inventory
from questions.own import with_own
from questions.parsing import parse, read_text
from questions.problems import BankError, Finding
from questions.schema import LANGUAGES, Bank, Format, FormatKind, Language
from questions.validation import validate_bank, validate_format, validate_inventory

Origin = Literal["built-in", "user"]
Kind = Literal["bank", "format", "inventory"]
T = TypeVar("T", Bank, Format, Inventory)

BUILT_IN = Path(__file__).parent
FOLDERS: dict[Kind, str] = {"bank": "banks", "format": "formats", "inventory": "dispositions"}


@dataclass(frozen=True)
class Entry:
    """A bank or format that there is; `error` says why it cannot be used, if it cannot.

    `questions` counts the questions per language (banks only).
    """

    name: str
    path: Path
    origin: Origin
    title: dict[Language, str]
    description: dict[Language, str]
    questions: dict[Language, int]
    error: BankError | None = None
    kind: FormatKind = "interview"


def list_banks(user_dir: Path | None = None) -> tuple[Entry, ...]:
    """List all banks, the general one first and the others by name; one that cannot be used with its error."""
    return tuple(sorted(_entries("bank", user_dir, load_bank_file), key=lambda entry: entry.name != GENERAL))


def list_formats(user_dir: Path | None = None, kind: FormatKind | None = "interview") -> tuple[Entry, ...]:
    """List all formats of a kind (None: all) by name; an unusable one comes as an interview, with its error."""
    return tuple(entry for entry in _entries("format", user_dir, load_format_file) if kind in (None, entry.kind))


def load_bank(name_or_path: str | Path, user_dir: Path | None = None) -> Bank:
    """Load a bank by name (`general`) or by the path of a file; raise `BankError`.

    With it come the user's notes, bookmarks and so on from `user_dir` (`questions.own`).
    """
    return with_own(load_bank_file(find("bank", name_or_path, user_dir)), user_dir)


def load_format(
    name_or_path: str | Path, user_dir: Path | None = None, kind: FormatKind | None = "interview"
) -> Format:
    """Load a format by name (`midas`) or by the path of a file; raise `BankError`, also for another kind."""
    path = find("format", name_or_path, user_dir)
    format_ = load_format_file(path)
    if kind is not None and format_.kind != kind:
        raise BankError(
            Finding("not_allowed", str(path), field="kind", params={"found": f"'{format_.kind}'", "allowed": kind})
        )
    return format_


def load_inventory(name_or_path: str | Path = GENERAL, user_dir: Path | None = None) -> Inventory:
    """Load rapid items on disposition by name or by the path of a file; raise `BankError`."""
    path = find("inventory", name_or_path, user_dir)
    return _load_inventory(path, _stamp(path))


def find(kind: Kind, name_or_path: str | Path, user_dir: Path | None = None) -> Path:
    """Return the file of a bank or format; raise `BankError` with the names that there are."""
    if isinstance(name_or_path, Path) or name_or_path.endswith((".yaml", ".yml")):
        return Path(name_or_path).expanduser()
    known = files(kind, user_dir)
    if name_or_path not in known:
        params = {"kind": kind, "name": f"'{name_or_path}'", "known": ", ".join(known)}
        raise BankError(Finding("unknown_name", params=params))
    return known[name_or_path][0]


def files(kind: Kind, user_dir: Path | None = None) -> dict[str, tuple[Path, Origin]]:
    """Return path and origin of all files of a kind, by name; the user's shadow the built-in ones.

    `user_dir` is the user's folder; each kind has a folder of its own below it (`FOLDERS`). Of `x.yaml` and `x.yml`
    the first counts.
    """
    found: dict[str, tuple[Path, Origin]] = {}
    roots: tuple[tuple[Path | None, Origin], ...] = ((BUILT_IN, "built-in"), (user_dir, "user"))
    for root, origin in roots:
        for path in _yaml_files(root / FOLDERS[kind]) if root else ():
            found[path.stem] = (path, origin)
    return dict(sorted(found.items()))


def _yaml_files(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.name[0] != "."]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise BankError(Finding("unreadable", str(folder), params={"reason": error.strerror or error})) from None
    return sorted(found, reverse=True)


def load_bank_file(path: Path) -> Bank:
    """Load a bank from a file, from memory where the file has not changed; raise `BankError`."""
    return _load_bank(path, _stamp(path))


def load_format_file(path: Path) -> Format:
    """Load a format from a file, from memory where the file has not changed; raise `BankError`."""
    return _load_format(path, _stamp(path))


@lru_cache(maxsize=32)
def _load_bank(path: Path, _stamp: tuple[int, ...]) -> Bank:
    return _kept_or_parsed(Bank, path, _parsed_bank)


@lru_cache(maxsize=32)
def _load_format(path: Path, _stamp: tuple[int, ...]) -> Format:
    return _kept_or_parsed(Format, path, _parsed_format)


@lru_cache(maxsize=8)
def _load_inventory(path: Path, _stamp: tuple[int, ...]) -> Inventory:
    return _kept_or_parsed(Inventory, path, _parsed_inventory)


def _parsed_bank(path: Path) -> Bank:
    return _usable(*validate_bank(parse(read_text(path), str(path)), path.stem))


def _parsed_format(path: Path) -> Format:
    return _usable(*validate_format(parse(read_text(path), str(path)), path.stem))


def _parsed_inventory(path: Path) -> Inventory:
    return _usable(*validate_inventory(parse(read_text(path), str(path)), path.stem))


def _kept_or_parsed(kind: type[T], path: Path, parsed: Callable[[Path], T]) -> T:
    folder = USED.folder
    if folder is None:
        return parsed(path)
    found = kept(kind, path, folder)
    if found is None:
        found = parsed(path)
        keep(found, path, folder)
    return found


def _usable(result: T | None, findings: list[Finding]) -> T:
    if result is None:
        raise BankError(*(finding for finding in findings if finding.severity == "error"))
    return result


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes with the file, and with the folder of parsed ones."""
    try:
        status = path.stat()
    except OSError:
        return (USED.turn,)  # reading the file will say what is wrong
    return (USED.turn, status.st_mtime_ns, status.st_size)


def _entries(kind: Kind, user_dir: Path | None, load: Callable[[Path], Bank | Format]) -> Iterator[Entry]:
    for name, (path, origin) in files(kind, user_dir).items():
        try:
            loaded = load(path)
        except BankError as error:
            yield Entry(name, path, origin, {"en": name}, {}, {}, error)
            continue
        counts = {language: loaded.count(language) for language in LANGUAGES} if isinstance(loaded, Bank) else {}
        form: FormatKind = loaded.kind if isinstance(loaded, Format) else "interview"
        yield Entry(name, path, origin, dict(loaded.title), dict(loaded.description), counts, kind=form)
