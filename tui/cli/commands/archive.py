"""`poise export` and `poise import`: all of a user's data in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.base import paths
from core.store.archive import write_archive
from core.store.restoring import restore_archive
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.output import Output
from tui.i18n import _, ngettext

Archive = Annotated[Path, typer.Argument(help="The file, for example poise.zip.", metavar="ARCHIVE")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Pictures = Annotated[
    bool, typer.Option("--snapshots/--no-snapshots", help="With the small pictures of your face that were kept.")
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Put it in the place of what is there, which is kept aside.")
]


def export(
    archive: Archive,
    force: Force = False,
    snapshots: Pictures = True,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Write all your data to one file: sessions, profiles, recordings, answers, snapshots, banks, notes, settings.

    It holds how you looked and spoke: only you may read it, and it is not encrypted.

    Example: `poise export poise.zip`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    file = settings.file or paths.config_file()
    manifest = write_archive(archive, settings.data, file, force=force, stills=snapshots)
    n = len(manifest["members"])
    text = ngettext("{n} file written to {archive} ({size} MB).", "{n} files written to {archive} ({size} MB).", n)
    output = Output()
    output.line(text.format(n=n, archive=archive, size=f"{archive.stat().st_size / 1e6:.2f}"))
    faces = sum(name.startswith("data/snapshots/") for name in manifest["members"])
    if faces:
        text = ngettext(
            "{n} small picture of your face is in it; --no-snapshots leaves it out.",
            "{n} small pictures of your face are in it; --no-snapshots leaves them out.",
            faces,
        )
        output.line(text.format(n=faces))


def import_(
    archive: Archive, replace: Replace = False, lang: options.Lang = None, data_dir: options.DataDir = None
) -> None:
    """Take the data of an archive that `poise export` wrote; nothing is overwritten unless you say so.

    Examples: `poise import poise.zip`, `poise import poise.zip --replace`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    here = next(
        (str(value) for key, value, origin in settings.entries() if (key, origin) == ("data_dir", "file")), None
    )
    restored = restore_archive(
        archive, settings.data, settings.file or paths.config_file(), replace=replace, keep_data_dir=here
    )
    n, output = restored.files, Output()
    text = ngettext("{n} file restored to {folder}.", "{n} files restored to {folder}.", n)
    output.line(text.format(n=n, folder=settings.data))
    if restored.aside is not None:
        output.line(_("What was there before is kept in {folder}.").format(folder=restored.aside))
