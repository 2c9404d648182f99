"""`poise lend` on the loopback: who is let in, what is lent, and what happens when a line breaks."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SourceError
from core.base.types import Frame
from core.camera import ticket as tickets
from core.camera.capture import Capture
from core.camera.demo import DemoSource
from core.camera.lent import LentCapture, open_lent
from core.camera.opening import open_camera
from core.camera.ticket import Ticket, admitted, change, ticket_file
from core.vision.haar.finder import HaarFinder
from sounds.lent import LentSound
from sounds.microphone import Ear, Floats, Microphone
from sounds.players.base import Availability, State
from sounds.wav import Samples
from tests.core.films import eventually
from tests.waiting import LONG_S
from tui.lending.access import LEAVES_S, Access
from tui.lending.goods import LentCamera, LentMicrophone, LentSpeaker
from tui.lending.server import Counter, Goods

TONE = (
    "import sys, struct, time, math\n"
    "while True:\n"
    "    sys.stdout.buffer.write(b''.join(struct.pack('<h', int(9000 * math.sin(n / 4))) for n in range(800)))\n"
    "    sys.stdout.flush(); time.sleep(0.05)\n"
)


@dataclass
class Playing:
    """A sound that lasts until it is stopped, or is over at once."""

    long: bool
    stopped: bool = False
    reason: str = ""
    started_at: float = 0.0

    def position_s(self) -> float:
        return 0.0

    def poll(self) -> State:
        return State.PLAYING if self.long and not self.stopped else State.DONE

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Loudspeaker:
    """A player that keeps what it was given."""

    long: bool = False
    name: str = "loudspeaker"
    speaks: bool = True
    played: list[tuple[Samples, int]] = field(default_factory=list)
    sounds: list[Playing] = field(default_factory=list)

    def probe(self) -> Availability:
        return Availability("ok")

    def play(self, samples: Samples, rate: int) -> Playing:
        self.played.append((samples, rate))
        self.sounds.append(Playing(self.long))
        return self.sounds[-1]

    def close(self) -> None:
        """Nothing to free."""


@pytest.fixture
def speaker() -> Loudspeaker:
    return Loudspeaker()


@pytest.fixture
def counter(speaker: Loudspeaker) -> Iterator[Counter]:
    goods = Goods(
        LentCamera(DemoSource),
        LentMicrophone([Ear("tone", (sys.executable, "-c", TONE))]),
        LentSpeaker(lambda: [speaker]),
    )
    counter = Counter(goods)
    counter.start()
    yield counter
    counter.stop()


@pytest.fixture
def ticket(counter: Counter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ticket:
    """The counter's, changed for a key, in a folder of the test's own."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return change(f"{counter.server_port}:{counter.access.token}")


def asked(counter: Counter, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", counter.server_port, timeout=LONG_S)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    try:
        return response.status, response.read(100) if response.status != 200 else b"given"
    finally:
        connection.close()


GIVEN = [("GET", "/video"), ("GET", "/sound"), ("GET", "/status"), ("POST", "/play"), ("GET", "/"), ("GET", "/x")]


@pytest.mark.parametrize(("method", "path"), [*GIVEN, ("POST", "/claim")])
def test_nothing_is_lent_without_the_ticket(counter: Counter, method: str, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {counter.access.token}"}):
        assert asked(counter, method, path, headers) == (403, b"")


def test_token_itself_opens_nothing_and_is_good_once(counter: Counter, ticket: Ticket) -> None:
    shown = {"Authorization": f"Bearer {counter.access.token}"}
    for method, path in GIVEN:
        assert asked(counter, method, path, shown) == (403, b"")
    with pytest.raises(SourceError, match="used already"):
        change(f"{counter.server_port}:{counter.access.token}")
    assert asked(counter, "GET", "/status", ticket.headers())[0] == 200


def test_nothing_but_the_loopback_is_listened_to(counter: Counter) -> None:
    assert counter.server_address[0] == "127.0.0.1"
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", counter.server_port))


def test_ticket_is_kept_for_its_owner_alone_and_serves_the_next_command(counter: Counter, ticket: Ticket) -> None:
    assert ticket_file().stat().st_mode & 0o777 == 0o600
    assert counter.access.token not in ticket_file().read_text(encoding="utf-8")
    assert admitted() == ticket


def test_camera_and_microphone_may_ask_with_one_ticket_at_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The app opens both: the second was told that the ticket was used already."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv(tickets.VARIABLE, f"{counter.server_port}:{counter.access.token}")
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: admitted().key, range(8)))) == 1


def test_ticket_that_others_can_read_is_refused(ticket: Ticket) -> None:
    assert ticket.key
    ticket_file().chmod(0o644)
    with pytest.raises(SourceError, match="others may read it"):
        admitted()


def test_variable_is_changed_once_and_then_found_in_the_file(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv(tickets.VARIABLE, f"{counter.server_port}:{counter.access.token}")
    assert admitted() == admitted()


@pytest.mark.parametrize("given", ["", "8807", "8807:", "0:" + "a" * 24, "99999:" + "a" * 24, "x" * 5000])
def test_ticket_that_is_none_is_named(given: str) -> None:
    with pytest.raises(SourceError, match="that is no ticket"):
        change(given)


def test_port_where_nobody_lends_is_named(ticket: Ticket, counter: Counter) -> None:
    counter.stop()
    with pytest.raises(SourceError, match=f"nobody lends on port {ticket.port}"):
        open_camera("lent")


def test_one_client_at_a_time_and_the_next_when_it_has_gone() -> None:
    now = [0.0]
    access = Access(lambda: now[0])
    with access.inside("a") as first:
        with access.inside("a") as again, access.inside("b") as second:
            assert (first, again, second) == (True, True, False)
        assert access.idle_s == 0.0
    with access.inside("b") as soon:
        assert not soon, "between two sounds it has nothing open"
    now[0] += LEAVES_S
    with access.inside("b") as later:
        assert later
    now[0] += 60.0
    assert access.idle_s == 60.0


def test_second_client_is_told(counter: Counter, ticket: Ticket) -> None:
    first = LentCapture(ticket)
    assert first.grab()
    assert asked(counter, "GET", "/video", {**ticket.headers(), tickets.CLIENT_HEADER: "other"})[0] == 409
    first.release()


def test_who_comes_right_after_another_waits_until_that_one_is_let_go(
    counter: Counter, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.lending.access.LEAVES_S", 0.0)
    with monkeypatch.context() as other:
        other.setattr(tickets, "CLIENT", "other")
        first = LentCapture(ticket)
    assert first.grab()
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        first.release()
        eventually(lambda: not counter.access.used, "the first client is gone")

    open_lent(wait=wait).close()
    assert waited


def test_lent_camera_shows_the_face_and_says_that_it_is_the_demo(ticket: Ticket) -> None:
    assert ticket.key
    opened = open_camera("lent")
    assert [notice.params["why"] for notice in opened.notices] == ["lent"]
    capture = Capture(opened.source)
    capture.start()
    frame = capture.newest(LONG_S)
    capture.stop()
    assert isinstance(frame, Frame)
    assert frame.image.ndim == 2
    assert HaarFinder().find(frame.image).count == 1


def test_line_that_breaks_is_taken_up_again(ticket: Ticket) -> None:
    source = open_camera("lent").source
    capture = Capture(source)
    capture.start()
    assert isinstance(capture.newest(LONG_S), Frame)
    thief = LentCapture(ticket)  # the same client asks anew: the line before is ended
    assert thief.grab()
    eventually(lambda: not thief.grab(), "the source took its line back")
    eventually(lambda: isinstance(capture.newest(0.05), Frame), "pictures come again")
    capture.stop()
    thief.release()


def test_lent_camera_that_cannot_be_opened_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken() -> DemoSource:
        raise SourceError("/dev/video0: another program uses it")

    counter = Counter(Goods(LentCamera(broken), None, None))
    counter.start()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    change(f"{counter.server_port}:{counter.access.token}")
    try:
        with pytest.raises(SourceError, match="no camera to lend: /dev/video0: another program uses it"):
            open_camera("lent")
    finally:
        counter.stop()


def test_lent_microphone_is_heard(ticket: Ticket) -> None:
    heard: list[Floats] = []

    class Listening:
        def heard(self, samples: Floats, ended: float) -> None:
            del ended
            heard.append(samples)

        def missing(self, code: str, now: float) -> None:
            """Not in this test."""

    assert ticket.key
    microphone = Microphone(Listening(), time.monotonic, [LentSound(ticket_file(), tickets.CLIENT).ear()])
    microphone.start()
    eventually(lambda: sum(map(len, heard)) > 8000, "half a second was heard")
    assert microphone.stop()
    assert microphone.name == "lent"
    assert float(np.concatenate(heard).max()) == pytest.approx(9000 / 32768, abs=0.01)


def test_sound_is_played_at_the_lenders_side_to_the_sample(ticket: Ticket, speaker: Loudspeaker) -> None:
    assert ticket.key
    player = LentSound(ticket_file(), tickets.CLIENT).player()
    samples: Samples = np.arange(4800, dtype=np.int16)
    playback = player.play(samples, 48_000)
    eventually(lambda: playback.poll() is not State.PLAYING, "it ended")
    assert playback.poll() is State.DONE, playback.reason
    ((played, rate),) = speaker.played
    assert rate == 48_000
    assert np.array_equal(played, samples)


def test_sound_that_is_stopped_falls_silent_there_too(ticket: Ticket, speaker: Loudspeaker) -> None:
    assert ticket.key
    speaker.long = True
    playback = LentSound(ticket_file(), tickets.CLIENT).player().play(np.zeros(480_000, np.int16), 48_000)
    eventually(lambda: bool(speaker.sounds), "it began")
    playback.stop()
    eventually(lambda: speaker.sounds[0].stopped, "it fell silent")


def test_sound_without_a_ticket_fails_in_one_line(tmp_path: Path) -> None:
    found = LentSound(tmp_path / "none.json", "me").player().probe()
    assert not found.works
    assert "nobody lends here" in found.params["reason"]


@pytest.mark.parametrize("length", ["-1", "x", "99999999999", ""])
def test_sound_of_an_impossible_length_is_refused(counter: Counter, ticket: Ticket, length: str) -> None:
    assert asked(counter, "POST", "/play", {**ticket.headers(), "Content-Length": length})[0] == 413


def test_what_is_no_sound_is_refused(counter: Counter, ticket: Ticket, speaker: Loudspeaker) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", counter.server_port, timeout=LONG_S)
    connection.request("POST", "/play", b"no wav" * 99, ticket.headers())
    assert connection.getresponse().status == 503
    connection.close()
    assert not speaker.played


def test_line_over_the_most_is_cut_and_the_next_is_served(counter: Counter, ticket: Ticket) -> None:
    idle = [socket.create_connection(("127.0.0.1", counter.server_port)) for _ in range(20)]
    cut: list[Callable[[], bytes]] = [lambda line=line: line.recv(1) for line in idle[16:]]  # type: ignore[misc]
    for recv in cut:
        assert recv() == b""
    for line in idle:
        line.close()
    eventually(lambda: _served(counter, ticket), "a line is free again")


def _served(counter: Counter, ticket: Ticket) -> bool:
    try:
        return asked(counter, "GET", "/status", ticket.headers())[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def test_file_of_the_ticket_that_is_damaged_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    ticket_file().parent.mkdir()
    for content in ("", "{", "[]", json.dumps({"port": "x"})):
        ticket_file().write_text(content)
        ticket_file().chmod(0o600)
        with pytest.raises(SourceError, match="cannot be read"):
            admitted()
