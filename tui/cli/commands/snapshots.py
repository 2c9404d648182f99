"""`poise snapshots`: the small pictures of the user's face, where he lets them be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.base import paths
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json, session_number
from tui.cli.output import Output, table
from tui.i18n import _, ngettext
from tui.widgets.text import words

if TYPE_CHECKING:
    from core.store.stills import Still

Delete = Annotated[
    bool, typer.Option("--delete", help="Delete them, or those of --session, and the app's pages that show them.")
]


def snapshots(
    session: options.OnlySession = None,
    delete: Delete = False,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List or delete the small pictures of your face that interviews kept.

    They are kept only with `poise interview --keep-snapshots` or the setting keep_snapshots, and stay here.

    Examples: `poise snapshots`, `poise snapshots --session last`, `poise snapshots --delete`.
    """
    from core.store.stills import StillFiles, delete_everywhere

    settings = load_settings({"language": lang, "data_dir": data_dir})
    files, output = StillFiles(paths.stills_dir(settings.data)), Output()
    files.forget(settings.keep_snapshots_days)
    number = session_number(settings, session)
    if delete:
        gone = files.delete(number) if number is not None else delete_everywhere(settings.data)
        output.line(ngettext("{n} snapshot deleted.", "{n} snapshots deleted.", gone).format(n=gone))
    elif as_json:
        print_json([_record(still) for still in files.stills(number)])
    else:
        for line in _lines(files.stills(number)):
            output.line(line)


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
