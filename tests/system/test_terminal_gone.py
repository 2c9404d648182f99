"""The terminal goes away, or takes no more output: Poise ends soon all the same, and what was answered is stored."""

from __future__ import annotations

import shlex
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.base import paths
from core.store.store import SessionStore
from tests.system.pty import Held, held
from tests.system.ssh import POISE
from tests.system.terminal import terminal
from tests.system.test_ssh import stored
from tests.waiting import LONG_S, wait_until

Find = Callable[[str], str]
pytestmark = pytest.mark.system
SOON_S = 3.0
SLACK = 5.0
"""A busy machine is slower than the promise of 3 s by so much at most."""
ENVIRONMENT = {"TERM": "xterm-256color"}
APP = ("interview", "--camera", "demo", "--lang", "en", "--cue", "none", "--no-speech", "--no-voice")


@contextmanager
def answering(folder: Path, *, deaf: bool, plain: bool = False) -> Iterator[Held]:
    """An interview in the middle of its first answer."""
    (folder / "formats").mkdir()
    (folder / "formats" / "long.yaml").write_text("questions: 3\nprep_s: 0\nanswer_s: 600\n", encoding="utf-8")
    command = [*APP, "--format", "long", *(["--plain"] if plain else []), "--data-dir", str(folder)]
    store = SessionStore(paths.store_file(folder))
    with held(command, ENVIRONMENT, folder, deaf_to_hangup=deaf) as pane:
        pane.wait_for("Begin|Enter: go on")
        # it is stored from its first answer on; a key too many would only go on to the second question
        pane.type_until("\r", lambda: store.path.exists() and bool(store.sessions()), every_s=0.2)
        yield pane


def ends(pane: Held, code: int) -> None:
    """It ends by itself, soon, with this exit code."""
    began = time.monotonic()
    assert pane.process.wait(LONG_S) == code
    assert time.monotonic() - began < SOON_S * SLACK


def one_unfinished(folder: Path) -> bool:
    (session,) = stored(folder)
    return session["complete"] is False


@pytest.mark.parametrize(
    ("deaf", "plain"),
    [(False, True), (True, False), (True, True)],
    ids=["hangup-plain", "hangup ignored-app", "hangup ignored-plain"],
)
def test_terminal_that_vanished_ends_the_interview_and_stores_it(tmp_path: Path, deaf: bool, plain: bool) -> None:
    with answering(tmp_path, deaf=deaf, plain=plain) as pane:
        pane.vanish()
        ends(pane, 129)
    assert one_unfinished(tmp_path)


def ended_though_it_takes_no_output(pane: Held, number: signal.Signals) -> None:
    """It ends by the signal, sent twice as by somebody impatient, and gives the terminal back."""
    pane.stuff()
    pane.process.send_signal(number)
    pane.process.send_signal(number)
    ends(pane, 128 + number)
    assert pane.echoes()


@pytest.mark.parametrize("plain", [False, True], ids=["app", "plain"])
def test_terminal_that_takes_no_output_does_not_hold_up_a_signal(tmp_path: Path, plain: bool) -> None:
    with answering(tmp_path, deaf=False, plain=plain) as pane:
        ended_though_it_takes_no_output(pane, signal.SIGTERM)
    assert one_unfinished(tmp_path)


def test_watching_on_a_terminal_that_takes_no_output_is_ended_by_a_signal(tmp_path: Path) -> None:
    command = ["watch", "--camera", "demo", "--cue", "none", "--json", "--record", "--data-dir", str(tmp_path)]
    with held(command, ENVIRONMENT, tmp_path) as pane:
        pane.wait_for('"reading"')
        pane.stuff()
        pane.process.send_signal(signal.SIGTERM)
        ends(pane, 143)
    (session,) = stored(tmp_path)
    assert session["complete"] is True


def test_interview_that_was_broken_off_goes_on_by_one_word(tmp_path: Path) -> None:
    with answering(tmp_path, deaf=False) as pane:
        pane.vanish()
        ends(pane, 129)
    assert one_unfinished(tmp_path)
    command = ["--resume", "--camera", "demo", "--lang", "en", "--data-dir", str(tmp_path)]
    with held(command, ENVIRONMENT, tmp_path) as again:
        again.wait_for("Begin|Go on|[Cc]ontinue")
        again.process.send_signal(signal.SIGTERM)
        assert again.process.wait(LONG_S) == 143
    assert one_unfinished(tmp_path)


def test_tmux_that_is_killed_ends_what_ignores_the_hangup(system_part: Find, tmp_path: Path) -> None:
    line = f"trap '' HUP; exec {shlex.join([POISE, *APP, '--data-dir', str(tmp_path)])}"
    with terminal(system_part("tmux"), tmp_path, ["sh", "-c", line], ENVIRONMENT) as screen:
        screen.wait_for("Begin")
        pid = int(screen.pane("pane_pid"))
        screen.close()
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), LONG_S, lambda: "Poise still runs without its terminal")


def test_control_key_in_hangul_mode_is_that_of_the_latin_key(tmp_path: Path) -> None:
    """Kitty's keyboard protocol sends the letter of the layout: ㅔ lies on p, ㅊ on c."""
    command = ["--camera", "demo", "--lang", "en", "--data-dir", str(tmp_path)]
    with held(command, ENVIRONMENT, tmp_path) as pane:
        pane.wait_for("Skip the tour")
        pane.type("\x1b")
        pane.wait_for("Mock interview")
        pane.type_until(f"\x1b[{ord('ㅔ')};5u", "What do you want to do")
        pane.type_until("\x1b", "Mock interview|Practise|Keys")
        # right behind an escape, its own escape may be taken for the second half of one key
        pane.type_until(f"\x1b[{ord('ㅊ')};5u", lambda: pane.process.poll() is not None)
        assert pane.process.wait(LONG_S) == 0


def test_ctrl_z_pauses_the_interview_and_gives_the_terminal_back(tmp_path: Path) -> None:
    with answering(tmp_path, deaf=False) as pane:
        pane.type("\x1a")
        wait_until(lambda: state(pane.process.pid) == "T", LONG_S, lambda: "not suspended")
        assert pane.echoes()
        pane.wait_for("(?i)paused")
        pane.process.send_signal(signal.SIGCONT)
        assert pane.read_until(lambda: not pane.echoes())
        pane.wait_for("(?i)paused")
        ended_though_it_takes_no_output(pane, signal.SIGINT)
    assert one_unfinished(tmp_path)


def state(pid: int) -> str:
    """What the kernel calls a process: R runs, S sleeps, T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
