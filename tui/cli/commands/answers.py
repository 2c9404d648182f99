"""`poise voice answers`: the recorded answers, where the user lets them be recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.base.errors import SettingsError
from tui.cli.asking import Yes, sure, tell_aside
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json, session_number
from tui.cli.output import Output, table
from tui.i18n import _, ngettext
from tui.widgets.text.words import seconds
from tui.wiring.keeping import answer_files, delete_answers, forget_answers
from tui.wiring.sound import play_samples
from tui.wiring.terminal import noise_to_log

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.store.answers import RecordedAnswer

Question = Annotated[int, typer.Option("--question", help="Which question's answer.", min=1, metavar="N")]
Play = Annotated[bool, typer.Option("--play", help="Play the answer to --question.")]
Export = Annotated[
    Path | None, typer.Option("--export", help="Write the answer to --question as a wav.", metavar="FILE")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
Delete = Annotated[
    bool,
    typer.Option("--delete", help="Delete them, or those of --session, and the wavs that the app saved of them."),
]


def answers(
    session: options.OnlySession = None,
    question: Question = 1,
    play: Play = False,
    export: Export = None,
    force: Force = False,
    delete: Delete = False,
    yes: Yes = False,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """List, play, export or delete your recorded answers.

    They are recorded only with `poise interview --keep-voice` or the setting keep_voice, and stay on this machine.

    Examples: `poise voice answers`, `poise voice answers --session last --play`,
    `poise voice answers --session last --question 2 --export answer.wav`, `poise voice answers --delete`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    forget_answers(settings)
    output, number = Output(), session_number(settings, session)
    if delete:
        _delete(settings, number, output, yes=yes)
        return
    files = answer_files(settings)[0]
    found = files.answers(number)
    if play or export is not None:
        chosen = _chosen(found, question)
        if export is not None:
            _export(chosen, export, force=force)
            output.line(_("Written: {file}").format(file=export))
        if play:
            _play(settings, chosen)
    elif as_json:
        print_json([{**vars(answer), "path": str(answer.path)} for answer in found])
    else:
        for line in (*_lines(found), *_damaged_lines(files.damaged(number))):
            output.line(line)


def _delete(settings: Settings, number: int | None, output: Output, *, yes: bool) -> None:
    """Delete the recordings of a session, or all, where the user is sure."""
    files = answer_files(settings)
    n = sum(len(each.answers(number) + each.damaged(number)) for each in (files if number is None else files[:1]))
    if n:
        sure(ngettext("Delete {n} recording for good?", "Delete {n} recordings for good?", n).format(n=n), yes=yes)
    gone = delete_answers(settings, number)
    output.line(ngettext("{n} recording deleted.", "{n} recordings deleted.", gone).format(n=gone))
    if number is not None:
        tell_aside(settings.data)


def _chosen(found: list[RecordedAnswer], question: int) -> RecordedAnswer:
    """The last attempt at the question in the newest session that is listed. Raises SettingsError."""
    newest = [a for a in found if a.session == found[0].session and a.index == question - 1] if found else []
    if not newest:
        raise SettingsError(
            _("no recorded answer to question {n}; `poise voice answers` lists them").format(n=question)
        )
    return newest[-1]


def _export(chosen: RecordedAnswer, target: Path, *, force: bool) -> None:
    """Write it; a file that is there is kept unless `force`. Raises SettingsError and SoundError."""
    from sounds.answers import export

    if target.exists() and not force:
        raise SettingsError(_("{file}: is there already; name another, or say --force").format(file=target))
    export(chosen.path, target)


def _play(settings: Settings, chosen: RecordedAnswer) -> None:
    from sounds.answers import read

    with noise_to_log():
        play_samples(settings, *read(chosen.path))


def _damaged_lines(damaged: list[Path]) -> list[str]:
    return [
        _("{file}: cannot be read; it is kept until you delete it or it is too old").format(file=f) for f in damaged
    ]


def _lines(found: list[RecordedAnswer]) -> list[str]:
    if not found:
        return [_("No answer is recorded; `poise interview --keep-voice` records yours.")]
    rows = [
        (
            _("session {id}").format(id=answer.session),
            _("question {n}").format(n=answer.index + 1),
            _("attempt {n}").format(n=answer.attempt),
            seconds(answer.seconds),
            f"{answer.size / 1024:.0f} KiB",
            str(answer.path),
        )
        for answer in found
    ]
    total = sum(answer.size for answer in found) / 1024**2
    return [*table(rows), _("Together {size} MiB.").format(size=f"{total:.1f}")]
