"""The session of a screen that uses the camera, from the moment it is wanted until everything is given back."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from textual.dom import DOMNode
from textual.message import Message

from tui.app.jobs import failure_of, in_thread
from tui.wiring.listeners import Listeners

if TYPE_CHECKING:
    from core.camera.preview import Preview
    from core.session.snapshot import Action, PauseReason, Snapshot
    from core.settings.model import Settings

JOIN_S = 3.0
"""How long a screen that goes waits for its session to be written and its camera to be given back."""


class Engine(Protocol):
    """A session as screens see it: `core.engine.runner.SessionRunner` with its sounds.

    None of it blocks except `join`.
    """

    def start(self) -> None:
        """Begin in a thread of its own."""
        ...

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for something; what is not allowed now is ignored."""
        ...

    def choose(self, number: int, step: int) -> None:
        """Answer rapid item `number` (from 0) by `step` (from 1); ignored once another one is on the table."""
        ...

    def rate(self, index: int, word: str) -> None:
        """Keep the user's own word on the answer to question `index`, which has just ended."""
        ...

    def change(self, settings: Settings) -> None:
        """Judge by the policy, moods and profile of these settings from now on. Reads a file: not for the event loop.

        Raises ProfileError.
        """
        ...

    def hush(self) -> None:
        """Stop reading aloud."""
        ...

    def preview(self) -> Preview | None:
        """The newest picture, small and grey, and the face in it."""
        ...

    def stop(self) -> None:
        """End the thread soon and give everything back then; the session stays stored and can be resumed."""
        ...

    def join(self, timeout: float | None = None) -> bool:
        """Wait for that end, at most `timeout` seconds; False where it has not come."""
        ...


class SessionHandle:
    """Opens a session in a thread, starts it, passes on what it says, and closes it, whichever comes first.

    `close` may be called at any time: a camera that is still opening then is closed as soon as it is open. Its
    messages go to `owner`, and none is sent after `close`.
    """

    @dataclass
    class NotOpened(Message):
        """There is no session; `text` is one line that says why."""

        session: SessionHandle
        text: str

    @dataclass
    class Moved(Message):
        """The session went on. Comes many times a second; only the newest counts."""

        session: SessionHandle
        snapshot: Snapshot

        def can_replace(self, message: Message) -> bool:
            """A newer snapshot makes every older one of its session worthless."""
            return isinstance(message, SessionHandle.Moved) and message.session is self.session

    @dataclass
    class Happened(Message):
        """Something that happened once and must not be missed (`core.session.events`)."""

        session: SessionHandle
        event: Any

    def __init__(self, owner: DOMNode) -> None:
        self._owner = owner
        self._engine: Engine | None = None
        self._lock, self._closed = threading.Lock(), threading.Event()
        self._opened = threading.Event()
        self._opened.set()

    def open(self, opener: Callable[[Listeners], Engine], after: SessionHandle | None = None) -> None:
        """Open and start, off the event loop; when `after` has given its camera back, where there is one."""
        self._opened.clear()
        work: Callable[[], Awaitable[None]] = partial(self._open, opener, after)
        self._owner.run_worker(work, name="session", description="session", group="session")

    async def _open(self, opener: Callable[[Listeners], Engine], after: SessionHandle | None) -> None:
        try:
            await in_thread(partial(self._begin, opener, after), "session")
        except Exception as error:
            self._post(self.NotOpened(self, failure_of(error)))

    def _begin(self, opener: Callable[[Listeners], Engine], after: SessionHandle | None) -> None:
        """In a thread: what has been opened belongs to this handle at once, so that it cannot be lost on the way."""
        try:
            if after is not None:
                after.join()
            if self._closed.is_set():
                return
            engine = opener(Listeners(on_snapshot=self._see, on_event=self._pass_on))
            with self._lock:
                if wanted := not self._closed.is_set():
                    self._engine = engine
                    engine.start()
            if not wanted:
                engine.stop()
                engine.join(JOIN_S)
        finally:
            self._opened.set()

    def _see(self, snapshot: Snapshot) -> None:
        self._post(self.Moved(self, snapshot))

    def _pass_on(self, event: object) -> None:
        self._post(self.Happened(self, event))

    def _post(self, message: Message) -> None:
        """From any thread."""
        if not self._closed.is_set():
            self._owner.post_message(message)

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        """Ask for something; what is not allowed now is ignored."""
        if self._engine is not None:
            self._engine.command(action, reason)

    def choose(self, number: int, step: int) -> None:
        """Answer rapid item `number` (from 0) by `step` (from 1); ignored once another one is on the table."""
        if self._engine is not None:
            self._engine.choose(number, step)

    def rate(self, index: int, word: str) -> None:
        """Keep the user's own word on the answer to question `index`, which has just ended."""
        if self._engine is not None:
            self._engine.rate(index, word)

    def change(self, settings: Settings) -> None:
        """Judge by the policy, moods and profile of these settings from now on. Reads a file. Raises ProfileError."""
        if self._engine is not None:
            self._engine.change(settings)

    def hush(self) -> None:
        """Stop reading aloud."""
        if self._engine is not None:
            self._engine.hush()

    def preview(self) -> Preview | None:
        """The newest picture, small and grey, and the face in it."""
        return self._engine.preview() if self._engine is not None else None

    def close(self) -> None:
        """End it soon and give everything back; an interview stays stored. Returns at once."""
        with self._lock:
            self._closed.set()
        if self._engine is not None:
            self._engine.stop()

    def join(self) -> None:
        """Wait until all is written and given back, a few seconds at most."""
        if self._opened.wait(JOIN_S) and self._engine is not None:
            self._engine.join(JOIN_S)

    async def end(self) -> None:
        """Close and wait for it without holding up the app, for a screen that goes."""
        self.close()
        if self._engine is not None:
            await in_thread(self.join, "end of the session")


@dataclass
class LevelArrived(Message):
    """The microphone's level, 0 to 1."""

    level: float

    def can_replace(self, message: Message) -> bool:
        """Only the newest level is worth drawing."""
        return isinstance(message, LevelArrived)
