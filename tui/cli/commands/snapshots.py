"""`poise snapshots`: the small pictures of the user's face, where he lets them be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.base import paths
from core.store.stills import Still, StillFiles, forget_everywhere
from tui.cli.asking import Yes, sure, tell_aside
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json, session_number
from tui.cli.output import Output, table
from tui.i18n import _, ngettext
from tui.widgets.text import words

if TYPE_CHECKING:
    from core.settings.model import Settings

Delete = Annotated[
    bool, typer.Option("--delete", help="Delete them, or those of --session, and the app's pages that show them.")
]


def snapshots(
    session: options.OnlySession = None,
    delete: Delete = False,
    yes: Yes = False,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List or delete the small pictures of your face that interviews kept.

    They are kept only with `poise interview --keep-snapshots` or the setting keep_snapshots, and stay here.

    Examples: `poise snapshots`, `poise snapshots --session last`, `poise snapshots --delete`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    files, output = StillFiles(paths.stills_dir(settings.data)), Output()
    forget_everywhere(settings.data, settings.keep_snapshots_days)
    number = session_number(settings, session)
    if delete:
        _delete(settings, number, output, yes=yes)
    elif as_json:
        print_json([_record(still) for still in files.stills(number)])
    else:
        for line in _lines(files.stills(number)):
            output.line(line)


def _delete(settings: Settings, number: int | None, output: Output, *, yes: bool) -> None:
    """Delete the snapshots of a session, or all, where the user is sure."""
    roots = paths.data_roots(settings.data) if number is None else [settings.data]
    files = [StillFiles(paths.stills_dir(root)) for root in roots]
    n = sum(len(each.stills(number)) for each in files)
    if n:
        sure(ngettext("Delete {n} snapshot for good?", "Delete {n} snapshots for good?", n).format(n=n), yes=yes)
    gone = sum(each.delete(number) for each in files)
    output.line(ngettext("{n} snapshot deleted.", "{n} snapshots deleted.", gone).format(n=gone))
    if number is not None:
        tell_aside(settings.data)


def _record(still: Still) -> dict[str, object]:
    key = still.key
    return {
        "session": key.session,
        "index": key.index,
        "attempt": key.attempt,
        "kind": key.kind.value,
        "t": key.t,
        "size": still.size,
        "path": str(still.path),
    }


def _lines(found: list[Still]) -> list[str]:
    if not found:
        return [_("No snapshot is kept; `poise interview --keep-snapshots` keeps some of yours.")]
    rows = [
        (
            _("session {id}").format(id=still.key.session),
            _("question {n}").format(n=still.key.index + 1),
            words.still(still.key.kind),
            f"{still.size / 1024:.0f} KiB",
            str(still.path),
        )
        for still in found
    ]
    total = sum(still.size for still in found) / 1024
    return [*table(rows), _("Together {size} KiB.").format(size=f"{total:.0f}")]
