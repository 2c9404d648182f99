"""What the session thread does with its store, or without one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from core.base.errors import StoreError
from core.base.types import Notice, Reading
from core.session.base import Session
from core.session.events import AnswerBegan, Event, Finished
from core.store.recorder import Recorder, utc_now
from core.store.store import SessionStore
from core.voice.readings import VoiceReading

PACK_S = 0.3
"""For how long the end of a session packs what older versions left: some minutes of readings each time."""


class Recording:
    """Writes a session to `store`, going on in the stored session `continues` where there is one.

    A new session is stored from its first answer on, with what happened before; one that was left earlier leaves
    nothing. `session_id` is None until then. Without a store nothing is done. Belongs to the session thread from
    `begin` on.
    """

    def __init__(self, store: SessionStore | None, about: Mapping[str, Any], continues: int | None) -> None:
        self.session_id = continues
        self._store, self._about = store, dict(about)
        self._recorder: Recorder | None = None
        self._session: Session | None = None
        self._began = ""
        self._waiting: list[Event | Reading | VoiceReading] = []
        self._wanted = False
        self._score: float | None = None
        self._refused: StoreError | None = None

    def begin(self, session: Session) -> None:
        """See that the store can be written, before anything is measured. Raises StoreError."""
        if self._store is None:
            return
        if self.session_id is not None:
            self._recorder = self._store.go_on(self.session_id)
        else:
            self._store.refuse_damaged()
            self._session, self._began = session, utc_now()

    def reading(self, reading: Reading) -> None:
        """Remember a reading that counted."""
        self._keep(reading)

    def voice(self, reading: VoiceReading) -> None:
        """Remember a voice reading that counted."""
        self._keep(reading)

    def event(self, event: Event, score: float | None) -> None:
        """Remember an event; `score` is kept with the last one."""
        if isinstance(event, Finished):
            self._score = score
        if isinstance(event, AnswerBegan) or (isinstance(event, Finished) and event.complete):
            self._wanted = True
            try:
                self._open()
            except StoreError as error:  # returned by `tick`, and tried again by the next answer and at the end
                self._refused = error
        self._keep(event)

    def tick(self) -> StoreError | None:
        """Write what is due; an error is returned, since a session goes on without its store."""
        refused, self._refused = self._refused, None
        try:
            if self._recorder is not None:
                self._recorder.tick()
        except StoreError as error:
            return error
        return refused

    def close(self) -> Notice | None:
        """Write the rest, or keep it in a file of its own where the store refuses: the notice says where.

        Raises StoreError where no place takes it.
        """
        if self._wanted:
            self._open()
        recorder, self._recorder, self._session = self._recorder, None, None
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
        if self._store is not None:
            with suppress(StoreError):  # the session is stored; the next one will try again
                self._store.pack(PACK_S)
        return None

    def _open(self) -> None:
        """Begin the stored session, with all that waited for it. Raises StoreError."""
        if self._store is None or self._session is None or self._recorder is not None:
            return
        self._recorder = self._store.begin(self._session.kind, self._session.plan, self._about, began=self._began)
        self.session_id = self._recorder.session
        waiting, self._waiting = self._waiting, []
        for found in waiting:
            self._keep(found)

    def _keep(self, found: Event | Reading | VoiceReading) -> None:
        recorder = self._recorder
        if recorder is None:
            if self._session is not None:
                self._waiting.append(found)
        elif isinstance(found, Reading):
            recorder.reading(found)
        elif isinstance(found, VoiceReading):
            recorder.voice(found)
        else:
            if isinstance(found, Finished):
                recorder.score = self._score
            recorder.event(found)
