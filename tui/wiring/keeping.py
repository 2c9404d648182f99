"""What is kept of the user where the settings say so: answers, from the session's events to files, and stills."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from core.base import paths
from core.session.events import AnswerBegan, AnswerEnded, Event, Finished, Paused, Resumed
from core.store.answers import AnswerFiles
from core.store.stills import StillFiles, forget_everywhere

if TYPE_CHECKING:
    from core.engine.stills import Stills
    from core.settings.model import Settings
    from sounds.answers import AnswerWriter
    from tui.wiring.hearing import Hearing

log = logging.getLogger(__name__)


def stills_of(settings: Settings, *, stored: bool) -> Stills | None:
    """What keeps stills of a session, or drops those of answers that are given anew; None where there can be neither.

    What is too old goes first, also where no more are kept.
    """
    files = StillFiles(paths.stills_dir(settings.data))
    forget_everywhere(settings.data, settings.keep_snapshots_days)
    if not stored or not (settings.keep_snapshots or files.stills()):
        return None
    from core.engine.stills import Stills

    return Stills(files, kept=settings.keep_snapshots)


def answer_files(settings: Settings) -> list[AnswerFiles]:
    """The recorded answers, and those that imports put aside."""
    return [AnswerFiles(paths.answers_dir(root)) for root in paths.data_roots(settings.data)]


def forget_answers(settings: Settings) -> None:
    """Delete the recorded answers that are older than the settings let them become."""
    for files in answer_files(settings):
        files.forget(settings.keep_voice_days)


def forget_old(settings: Settings) -> None:
    """Delete recordings and stills that are older than the settings let them become; what cannot be deleted waits."""
    roots = paths.data_roots(settings.data)
    with suppress(OSError):
        if any(paths.stills_dir(root).is_dir() for root in roots):
            forget_everywhere(settings.data, settings.keep_snapshots_days)
        if any(paths.answers_dir(root).is_dir() for root in roots):
            forget_answers(settings)


def delete_answers(settings: Settings, session: int | None) -> int:
    """Delete the recorded answers of a session, or all, there too where an import put them aside; gives how many.

    Raises StoreError.
    """
    files = answer_files(settings)
    return sum(each.delete(session) for each in (files if session is None else files[:1]))


class Keeping:
    """Begins and ends the file of each answer. Its events come from the session's thread."""

    def __init__(self, files: AnswerFiles, writer: AnswerWriter) -> None:
        self._files, self._writer = files, writer

    @classmethod
    def of(cls, settings: Settings, hearing: Hearing | None) -> Keeping | None:
        """None where nothing is to be recorded; what is too old is deleted first, also where no more is recorded."""
        folder = paths.answers_dir(settings.data)
        if folder.is_dir() or paths.aside_dirs(settings.data):
            forget_answers(settings)
        if hearing is None or not settings.keep_voice:
            return None
        from sounds.answers import AnswerWriter

        files, writer = AnswerFiles(folder), AnswerWriter()
        hearing.keep(writer)
        return cls(files, writer)

    def event(self, event: Event, session: int | None) -> None:
        """Take an event; without a stored session nothing is recorded."""
        if isinstance(event, AnswerBegan) and session is not None:
            self._writer.begin(self._files.path(session, event.index, event.attempt), event.t)
        elif isinstance(event, (AnswerEnded, Finished)):
            self._writer.end(event.t)
        elif isinstance(event, Paused):
            self._writer.pause(event.t)
        elif isinstance(event, Resumed):
            self._writer.resume(event.t)

    def close(self) -> None:
        """End what still runs."""
        self._writer.end()
        if self._writer.failed is not None:
            log.warning("answer not recorded: %s", self._writer.failed)
