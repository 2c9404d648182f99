"""What the session thread does with its store, or without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.base.errors import StoreError
from core.base.notice import Notice
from core.base.types import Reading
from core.session.base import Session
from core.session.events import Event, Finished
from core.store.recorder import Recorder
from core.store.store import SessionStore
from core.voice.readings import VoiceReading


class Recording:
    """Writes a session to `store`, going on in the stored session `continues` where there is one.

    Without a store it does nothing. Belongs to the session thread from `begin` on.
    """

    def __init__(self, store: SessionStore | None, about: Mapping[str, Any], continues: int | None) -> None:
        self.session_id = continues
        self._store, self._about = store, dict(about)
        self._recorder: Recorder | None = None

    def begin(self, session: Session) -> None:
        """Open the store. Raises StoreError."""
        if self._store is None:
            return
        if self.session_id is not None:
            self._recorder = self._store.go_on(self.session_id)
        else:
            self._recorder = self._store.begin(session.kind, session.plan, self._about)
        self.session_id = self._recorder.session

    def reading(self, reading: Reading) -> None:
        """Remember a reading that counted."""
        if self._recorder is not None:
            self._recorder.reading(reading)

    def voice(self, reading: VoiceReading) -> None:
        """Remember a voice reading that counted."""
        if self._recorder is not None:
            self._recorder.voice(reading)

    def event(self, event: Event, score: float | None) -> None:
        """Remember an event; `score` is kept with the last one."""
        if self._recorder is not None:
            if isinstance(event, Finished):
                self._recorder.score = score
            self._recorder.event(event)

    def tick(self) -> StoreError | None:
        """Write what is due; an error is returned, since a session goes on without its store."""
        try:
            if self._recorder is not None:
                self._recorder.tick()
        except StoreError as error:
            return error
        return None

    def close(self) -> Notice | None:
        """Write the rest, or keep it in a file of its own where the store refuses: the notice tells where.

        Raises StoreError where no place takes it.
        """
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return None
        try:
            recorder.close()
        except StoreError as error:
            try:
                kept = recorder.rescue()
            except OSError:
                raise error from None
            return Notice("store_rescued", {"error": str(error), "file": str(kept)})
        return None
