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

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def extracted() -> Catalog:
    """Every text of the package `tui`, with the places where it stands."""
    catalogue = Catalog(project="poise", charset="utf-8")
    found = extract_from_dir(str(ROOT / "tui"), method_map=[("**.py", "python")], keywords=KEYWORDS)
    for file, _line, text, comments, context in found:
        # without line numbers: they would change the catalogue with every edit of the code
        catalogue.add(text, locations=[(f"tui/{file}", 0)], auto_comments=comments, context=context)
    for text in help_texts():
        catalogue.add(text, locations=[("tui/cli/main.py", 0)])
    return catalogue


def help_texts() -> Iterator[str]:
    """What the help of the commands says, paragraph by paragraph; of the lab only what it is for."""
    from typer import main as typer_main

    from tui.cli.help import paragraphs, texts
    from tui.cli.main import app

    root: Any = typer_main.get_command(app)
    yield from (text for _command, text in texts(root))
    lab = root.get_command(None, "lab")
    yield from (*paragraphs(lab.help), lab.rich_help_panel)


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
