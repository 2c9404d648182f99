"""Background work of screens: a method that runs in a thread and gives the message that its screen is posted.

Textual's workers do the cancelling: with the screen, and, since a job is exclusive in its group, by the next job of
that group. What such a job gives then is taken by nobody, and is closed here where it can be.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker

from tui.widgets.text.failures import failure_words
from tui.widgets.text.keys import by_keys
from tui.wiring.errors import is_for_user, record

Owner = TypeVar("Owner", bound=DOMNode)
Given = ParamSpec("Given")
Result = TypeVar("Result")


@runtime_checkable
class Closable(Protocol):
    """Something open: a session, a camera, a microphone."""

    def close(self) -> object:
        """Give it back, without blocking."""
        ...


@dataclass
class JobFailed(Message):
    """A job went wrong; `text` is one line for the user, which the screen shows (`PoiseScreen`)."""

    text: str


def discard(result: object) -> None:
    """Close a result that nobody takes, and what a message carries."""
    carried = vars(result).values() if isinstance(result, Message) else (result,)
    for each in carried:
        if isinstance(each, Closable):
            each.close()


def _discard_outcome(outcome: Future[Any]) -> None:
    if outcome.exception() is None:
        discard(outcome.result())


async def in_thread(work: Callable[[], Result], name: str = "") -> Result:
    """What `work` gives, from a thread of its own; whoever stops waiting leaves a result behind that is closed.

    A daemon, unlike asyncio's own threads: work that hangs (a camera, a sound card) must not hold up the exit.
    """
    outcome: Future[Result] = Future()
    outcome.set_running_or_notify_cancel()  # so that who stops waiting cannot cancel what goes on

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=copy_context().run, args=(run,), name=f"load {name}", daemon=True).start()
    try:
        return await asyncio.wrap_future(outcome)
    except asyncio.CancelledError:
        outcome.add_done_callback(_discard_outcome)
        raise


def failure_of(error: Exception) -> str:
    """One line for the user; a traceback in a thread would tear the screen, so it goes to the log."""
    return by_keys(failure_words(error)) if isinstance(error, OSError) or is_for_user(error) else record(error)


async def _deliver(
    owner: DOMNode, work: Callable[[], Message | None], failed: Callable[[str], Message], name: str
) -> None:
    """Post to `owner`, from the event loop, what the work gives: a queue that takes it hands it to a handler."""
    try:
        message = await in_thread(work, name)
    except Exception as error:
        message = failed(failure_of(error))
    if message is not None and not owner.post_message(message):
        discard(message)


def job(
    group: str = "", *, exclusive: bool = True, failed: Callable[[str], Message] = JobFailed
) -> Callable[
    [Callable[Concatenate[Owner, Given], Message | None]], Callable[Concatenate[Owner, Given], Worker[None]]
]:
    """Make a method a background job: it runs in a thread, and the message that it gives is posted to its owner.

    It must touch no widget. A new job of the same `group` (by default the method's name) cancels the one under way,
    which may not even have begun: what changes something is not to be `exclusive`.
    What it raises becomes `failed(text)`.
    """

    def decorate(
        method: Callable[Concatenate[Owner, Given], Message | None],
    ) -> Callable[Concatenate[Owner, Given], Worker[None]]:
        @wraps(method)
        def start(owner: Owner, /, *args: Given.args, **kwargs: Given.kwargs) -> Worker[None]:
            name = method.__name__
            work = partial(_deliver, owner, partial(method, owner, *args, **kwargs), failed, name)
            # described, for Textual would write down all that the job was given: a whole interview, on the event loop
            return owner.run_worker(work, name=name, description=name, group=group or name, exclusive=exclusive)

        return start

    return decorate
