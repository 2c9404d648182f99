"""Background jobs: results reach handlers as typed messages, and what nobody takes is closed."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from textual import on
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from tests.tui.app_fakes import until
from tests.waiting import LONG_S
from tui.app.jobs import JobFailed, job


class Resource:
    """Something that has to be given back."""

    def __init__(self, name: str) -> None:
        self.name, self.closed = name, False

    def close(self) -> None:
        self.closed = True


class Long(str):
    """Stands for a whole interview that a job is given."""

    def __repr__(self) -> str:
        raise AssertionError("nobody reads what a job was given")


class Working(Screen[None]):
    """Opens resources in the background, as slowly as the test wants."""

    @dataclass
    class Opened(Message):
        resource: Resource

    @dataclass
    class NotOpened(Message):
        text: str

    def __init__(self) -> None:
        super().__init__()
        self.gates = {name: threading.Event() for name in ("first", "second")}
        self.begun: list[str] = []
        self.made: list[Resource] = []
        self.taken: list[Resource] = []
        self.failures: list[Message] = []

    @job(failed=NotOpened)
    def open(self, name: str) -> Opened:
        self.begun.append(name)
        self.gates[name].wait(LONG_S)
        self.made.append(Resource(name))
        return self.Opened(self.made[-1])

    @job()
    def fail(self) -> None:
        raise OSError(2, "No such file or directory", "/nowhere")

    @job(failed=NotOpened)
    def fail_in_its_own_way(self) -> None:
        raise OSError(2, "No such file or directory", "/nowhere")

    @on(Opened)
    def _take(self, event: Opened) -> None:
        self.taken.append(event.resource)

    @on(JobFailed)
    @on(NotOpened)
    def _note(self, event: JobFailed | NotOpened) -> None:
        self.failures.append(event)


async def test_result_reaches_its_handler_by_type() -> None:
    screen = Working()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(screen)
        screen.open(Long("first"))
        screen.gates["first"].set()
        await until(pilot, lambda: screen.taken)
        assert not screen.taken[0].closed


async def test_result_of_a_job_that_a_newer_one_replaced_is_closed() -> None:
    screen = Working()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(screen)
        screen.open("first")
        await until(pilot, lambda: screen.begun)
        screen.open("second")
        screen.gates["second"].set()
        await until(pilot, lambda: screen.taken)
        screen.gates["first"].set()
        await until(pilot, lambda: len(screen.made) == 2 and screen.made[1].closed)
        assert [resource.name for resource in screen.taken] == ["second"]
        assert not screen.taken[0].closed


async def test_result_that_comes_after_the_screen_has_gone_is_closed() -> None:
    screen = Working()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(screen)
        screen.open("first")
        await until(pilot, lambda: screen.begun)
        await pilot.app.pop_screen()
        screen.gates["first"].set()
        await until(pilot, lambda: screen.made and screen.made[0].closed)
        assert screen.taken == []


async def test_result_after_the_end_of_the_app_is_closed() -> None:
    screen = Working()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(screen)
        screen.open("first")
        await until(pilot, lambda: screen.begun)
    screen.gates["first"].set()
    for thread in threading.enumerate():
        if thread.name == "load open":
            thread.join()
    assert [resource.closed for resource in screen.made] == [True]


async def test_failure_is_worded_and_has_a_type_of_its_own_where_the_screen_wants_one() -> None:
    screen = Working()
    async with App[None]().run_test() as pilot:
        await pilot.app.push_screen(screen)
        screen.fail()
        await until(pilot, lambda: screen.failures)
        screen.fail_in_its_own_way()
        await until(pilot, lambda: len(screen.failures) == 2)
        assert [type(failure) for failure in screen.failures] == [JobFailed, Working.NotOpened]
        assert "/nowhere" in str(screen.failures[0])
