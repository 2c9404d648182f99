"""What the session thread does with its store, or without one, and with stills where they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from core.base.errors import StoreError, told
from core.base.types import Notice, Reading
from core.camera.preview import Preview
from core.cueing.cues import Cue
from core.cueing.moods import MoodMap
from core.engine.stills import Stills
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

    def __init__(
        self,
        store: SessionStore | None,
        about: Mapping[str, Any],
        continues: int | None,
        stills: Stills | None = None,
    ) -> None:
        self.session_id = continues
        self._store, self._about, self._stills = store, dict(about), stills
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

    def picture(self, reading: Reading, cue: Cue | None, picture: Preview | None, moods: MoodMap) -> None:
        """The picture of a reading that counted: a still where it is worth one."""
        if self._stills is not None:
            self._stills.see(reading, cue, picture, moods)

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
        if self._stills is not None:
            self._stills.event(event, self.session_id)

    def tick(self) -> Sequence[Notice]:
        """Write what is due; what went wrong is returned, since a session goes on without its store."""
        failed, self._refused = self._refused, None
        try:
            if self._recorder is not None:
                self._recorder.tick()
        except StoreError as error:
            failed = error
        notices = [] if failed is None else [Notice("store_failed", told(failed))]
        return [*notices, *self._unkept()]

    def _unkept(self) -> Sequence[Notice]:
        failed = self._stills.failed if self._stills is not None else None
        if failed is None:
            return []
        said = failed.strerror if isinstance(failed, OSError) else None
        return [Notice("stills_failed", {"error": said or " ".join(str(failed).split()) or type(failed).__name__})]

    def close(self) -> Sequence[Notice]:
        """Write the rest, or keep it in a file of its own where the store refuses: a notice says where.

        Raises StoreError where no place takes it.
        """
        if self._stills is not None:
            self._stills.close()
        kept = self._close_store()
        return [*self._unkept(), *([] if kept is None else [kept])]

    def _close_store(self) -> Notice | None:
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
            return Notice("store_rescued", {**told(error), "file": str(kept)})
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
