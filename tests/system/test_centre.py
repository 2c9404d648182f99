"""Booths and their centre: a real PostgreSQL, which is killed in the middle of an answer and comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.base.clock import ManualClock
from core.base.errors import StoreError
from core.base.paths import store_file
from core.cueing.policy import CuePolicy
from core.report.booths import by_booth
from core.report.report import build_report
from core.session.events import AnswerBegan, AnswerEnded, CueGiven, Finished
from core.store.central import Central
from core.store.recorder import Recorder
from core.store.shipping import Shipper
from core.store.store import SessionStore
from tests.core.scripts import bad, face, stretch
from tests.system.postgres import Server
from tests.waiting import until
from tui.cli.main import app

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("postgres")]


@pytest.fixture(scope="module")
def machine() -> Iterator[Server]:
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def server(machine: Server) -> Iterator[Server]:
    machine.start()
    yield machine
    machine.ask("DROP TABLE IF EXISTS poise_event, poise_cue, poise_packed, poise_session")
    machine.kill()


class Sitting:
    """A watched session at a booth, written bit by bit as the session thread does."""

    def __init__(self, data: Path, device: str, visitor: str = "") -> None:
        self.store = SessionStore(store_file(data))
        self._clock = ManualClock()
        about = {"device": device, "visitor": visitor}
        self.recorder: Recorder = self.store.begin("watch", None, about, self._clock)
        self.recorder.event(AnswerBegan(0.0, 0, 1))
        self._policy = CuePolicy()
        self._readings = stretch([(1e4, face("sad", 0.9)), (1e4, bad(0.0))])
        self.t = 0.0

    def goes_on(self, seconds: float) -> None:
        end = self.t + seconds
        while self.t < end:
            reading = next(self._readings)
            self.t = reading.t
            self._clock.move_to(self.t)
            self.recorder.reading(reading)
            if (cue := self._policy.step(reading)) is not None:
                self.recorder.event(CueGiven(cue.t, cue))
            self.recorder.tick()

    def ends(self) -> int:
        self.recorder.event(AnswerEnded(self.t, 0, 1, "quit", self.t))
        self.recorder.score = 12.0
        self.recorder.event(Finished(self.t, True))
        self.recorder.close()
        return self.recorder.session


def told(store: SessionStore, number: int | None = None) -> Any:
    """The report without the numbers that a copy of the session has of its own."""
    report = build_report(store.load(number)).to_json_dict()
    for name in ("id", "about"):
        del report["session"][name]
    return report


def on_server(server: Server, tmp_path: Path, device: str, number: int) -> Any:
    """What the centre makes of a session."""
    file = tmp_path / f"copy-{device}-{number}-{len(list(tmp_path.iterdir()))}.db"
    with closing(Central(server.url)) as central:
        central.mirror(file, device, number)
    return told(SessionStore(file))


def test_a_server_that_is_killed_in_an_answer_and_comes_back_has_everything(server: Server, tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "booth-1", "v17")
    shipper = Shipper(sitting.store.path, server.url, every_s=0.05, retry_s=0.05)
    shipper.start()
    sitting.goes_on(45.0)
    assert until(lambda: rows(server, "poise_packed") >= 2)
    server.kill()
    sitting.goes_on(45.0)
    assert until(lambda: shipper.error is not None)
    assert "sessions stay here and follow" in str(shipper.error)
    assert "secret" not in str(shipper.error)
    server.start()
    assert until(lambda: shipper.error is None)
    sitting.goes_on(5.0)
    number = sitting.ends()
    assert shipper.stop(60.0)
    own = told(sitting.store, number)
    assert own["cues"] > 3
    assert on_server(server, tmp_path, "booth-1", number) == own


def test_what_a_booth_stored_without_its_server_follows_at_the_next_start(server: Server, tmp_path: Path) -> None:
    server.kill()
    sitting = Sitting(tmp_path, "booth-1")
    shipper = Shipper(sitting.store.path, server.url, every_s=0.05, retry_s=0.05)
    shipper.start()
    sitting.goes_on(30.0)
    number = sitting.ends()
    assert not shipper.stop(60.0)
    server.start()
    with closing(Central(server.url)) as central:
        assert central.ship(sitting.store.path) > 0
        assert central.ship(sitting.store.path) == 0
    with closing(Central(server.url)) as central:
        assert central.ship(sitting.store.path) == 0, "also over a new connection"
    assert on_server(server, tmp_path, "booth-1", number) == told(sitting.store)


def test_a_session_that_goes_on_later_is_added_to(server: Server, tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "booth-1")
    sitting.goes_on(10.0)
    sitting.recorder.close()
    with closing(Central(server.url)) as central:
        central.ship(sitting.store.path)
        sitting.store.compact()  # renumbers rows
        sitting.recorder = sitting.store.go_on(1, ManualClock())
        sitting.goes_on(10.0)
        number = sitting.ends()
        central.ship(sitting.store.path)
    assert on_server(server, tmp_path, "booth-1", number) == told(sitting.store)


def test_what_was_not_begun_for_the_centre_stays_at_home(server: Server, tmp_path: Path) -> None:
    sitting = Sitting(tmp_path, "")
    sitting.goes_on(5.0)
    sitting.ends()
    with closing(Central(server.url)) as central:
        assert central.ship(sitting.store.path) == 0
    assert rows(server, "poise_session") == 0


def test_history_and_report_of_a_centre_over_all_booths(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for device, visitor in (("booth-1", "v1"), ("booth-1", "v2"), ("booth-2", "v3")):
        sitting = Sitting(tmp_path / device, device, visitor)
        sitting.goes_on(5.0)
        sitting.ends()
        with closing(Central(server.url)) as central:
            central.ship(sitting.store.path)
    monkeypatch.setenv("POISE_STORE", server.url)

    def poise(*arguments: str) -> str:
        done = CliRunner().invoke(app, [*arguments, "--lang", "en", "--data-dir", str(tmp_path / "desk")])
        assert done.exit_code == 0, done.output
        return done.stdout

    every = json.loads(poise("history", "--device", "all", "--json"))
    whose = sorted((session["device"], session["visitor"], session["id"]) for session in every)
    assert whose == [("booth-1", "v1", 1), ("booth-1", "v2", 2), ("booth-2", "v3", 1)]
    assert len(json.loads(poise("history", "--device", "booth-2", "--json"))) == 1
    assert "booth-1  2" in " ".join(poise("history", "--device", "all").split(" ")).replace("   ", "  ")
    listed = [line.split()[:3] for line in poise("history", "--device", "all").splitlines()[1:4]]
    assert sorted(listed) == [["booth-1", "v1", "1"], ["booth-1", "v2", "2"], ["booth-2", "v3", "1"]]
    assert poise("history", "--device", "nobody").startswith("The centre has no session of nobody;")
    report = json.loads(poise("report", "2", "--device", "booth-1", "--json"))
    assert report["session"]["id"] == 2
    assert report["session"]["about"]["visitor"] == "v2"
    assert report["answers"][0]["seconds"]["bad"] == pytest.approx(5.0, abs=0.2)


def test_a_report_over_all_booths_counts_sessions_visitors_and_scores(server: Server, tmp_path: Path) -> None:
    for device, visitor in (("booth-1", "v1"), ("booth-1", "v1"), ("booth-2", "")):
        sitting = Sitting(tmp_path / device, device, visitor)
        sitting.goes_on(5.0)
        sitting.ends()
        with closing(Central(server.url)) as central:
            central.ship(sitting.store.path)
            central.mirror(tmp_path / f"{len(list(tmp_path.iterdir()))}.db")
    newest = max(tmp_path.glob("*.db"), key=lambda file: file.stat().st_mtime)
    one, two = by_booth(SessionStore(newest).sessions())
    assert (one.device, one.sessions, one.visitors, one.score) == ("booth-1", 2, 1, 12.0)
    assert (two.sessions, two.visitors, round(two.seconds)) == (1, 0, 5)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/name", "write postgresql://"),
        ("postgresql://poise:secret@127.0.0.1:1/poise", "127.0.0.1:1/poise"),
        ("postgresql://poise@host:port/poise", "cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_one_line_without_its_password(
    url: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        Central(url)
    assert "secret" not in str(caught.value)
    monkeypatch.setenv("POISE_STORE", url)
    done = CliRunner().invoke(app, ["history", "--device", "all", "--data-dir", str(tmp_path)])
    assert done.exit_code != 0


def rows(server: Server, table: str) -> int:
    ((count,),) = server.ask(f"SELECT COUNT(*) FROM {table}")
    return int(count)
