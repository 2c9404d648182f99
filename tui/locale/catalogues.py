"""Keep the translations in step with the code: `python -m tui.locale.catalogues` extracts, updates and compiles.

Texts are found by Babel in `_()`, `N_()`, `ngettext()` and `pgettext()`, and in the help of the commands, whose
docstrings and options need no such mark. New ones are added to each `.po` without
a translation and reported; the tests refuse them until somebody translates them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer import Context
from typer.main import get_command

from core.base.sentences import SENTENCES
from tui.cli.help import EXAMPLES, paragraphs
from tui.cli.main import app
from tui.cli.outline import spoken

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def extracted() -> Catalog:
    """Every text of the package `tui`, with the places where it stands, and the sentences of the engine's errors."""
    catalogue = Catalog(project="poise", charset="utf-8")
    found = extract_from_dir(str(ROOT / "tui"), method_map=[("**.py", "python")], keywords=KEYWORDS)
    for file, _line, text, comments, context in found:
        # without line numbers: they would change the catalogue with every edit of the code
        catalogue.add(text, locations=[(f"tui/{file}", 0)], auto_comments=comments, context=context)
    for text in SENTENCES.values():
        catalogue.add(text, locations=[("core/base/sentences.py", 0)])
    for _command, text in help_texts():
        catalogue.add(text, locations=[("tui/cli/main.py", 0)])
    return catalogue


def help_texts() -> Iterator[tuple[str, str]]:
    """What the help of the commands says, by paragraphs, with the command's name; of the lab its one line."""
    root: Any = get_command(app)
    yield from _texts(root)
    for name in root.list_commands(Context(root)):
        line = root.outline(Context(root), name)
        yield from ((name, text) for text in (line.help, line.rich_help_panel))


def _texts(command: Any) -> Iterator[tuple[str, str]]:
    """What is to be translated of the help of a command and of those in it."""
    for holder in (command, *command.params):
        for text in (holder.help, holder.rich_help_panel):
            for part in paragraphs(text or ""):
                if not part.startswith(EXAMPLES):
                    yield command.name or "poise", part
    for child in spoken(command):
        yield from _texts(child)


def translations() -> Iterator[Path]:
    """The `.po` files."""
    yield from sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))


def read(file: Path) -> Catalog:
    """One `.po` file."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name)


def untranslated(catalogue: Catalog) -> list[Message]:
    """What still needs a translation, or a look because it was only guessed."""
    return [m for m in catalogue if m.id and (m.fuzzy or not (all(m.string) if m.pluralizable else m.string))]


def update(file: Path, template: Catalog) -> Catalog:
    """Bring one `.po` file in step with the code and compile it."""
    catalogue = read(file)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    with file.open("wb") as stream:
        write_po(stream, catalogue, sort_output=True, width=100, no_location=True)
    compile_to(file, catalogue)
    return catalogue


def compile_to(file: Path, catalogue: Catalog) -> None:
    """Write the `.mo` beside a `.po`."""
    with file.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)


def main() -> int:
    """Update all catalogues; 1 where a translation is missing."""
    template = extracted()
    missing = 0
    for file in translations():
        for message in untranslated(update(file, template)):
            missing += 1
            print(f"{file.parent.parent.name}: no translation: {message.id!r}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
