"""What several rooms' tests share: where the real data lies, and what is said when a part is missing."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest import unraisableexception
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.core.sittings import Sittings

# whoever starts the tests in the background may have them ignored, and every child would inherit that
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

# Kept bytecode saves each worker and each child the compiling of all rooms: half of what collecting takes
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# OpenBLAS starts a thread for each core as soon as NumPy is loaded: a fourth of what that takes. As many tests run at
# a time as there are cores: one thread is enough for each of them, and for each of their children
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The same examples in every run, as long for each as a busy machine needs; forty find nearly all that a hundred do
settings.register_profile(
    "poise",
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("poise")

# Nor do examples take up numbers and words of whatever rooms happen to be loaded: each worker would read them all for
# that, and would then try others than a worker beside it. Where Hypothesis has changed inside, it goes on doing so.
with contextlib.suppress(ImportError, AttributeError):
    from hypothesis.internal.conjecture import providers

    nothing = providers._local_constants
    providers._get_local_constants = lambda: nothing


# nor does garbage have to be looked for while thousands of modules and tests are made that live to the end
gc.disable()


def pytest_configure(config: pytest.Config) -> None:
    """One look for garbage at the end shows what no destructor could raise; pytest's five take seconds a worker."""
    if (times := getattr(unraisableexception, "gc_collect_iterations_key", None)) is not None:
        config.stash[times] = 1


REAL = ("tests/system/", "tests/sounds/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers take what waits for real processes, module by module: meanwhile the cores are the others'."""
    modules = sorted({item.path for item in items if item.nodeid.startswith(REAL)})
    lane = {path: pytest.mark.xdist_group(f"real-{number % 2}") for number, path in enumerate(modules)}
    for item in items:
        if item.path in lane and item.get_closest_marker("xdist_group") is None:
            item.add_marker(lane[item.path])


def pytest_collection_finish() -> None:
    """What was made until now is never looked through; later garbage is looked for seldom.

    An app that a test opens makes and drops its objects at such a rate that a fifth of its time went there.
    """
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nobody sees a worker's own summary, and syrupy's looks for each picture through all tests: two seconds."""
    plugins = session.config.pluginmanager
    if hasattr(session.config, "workerinput") and (syrupy := plugins.get_plugin("syrupy")):
        plugins.unregister(syrupy)


SHARED = Path(__file__).resolve().parents[2] / "shared"


def missing(part: str) -> None:
    """Skip visibly on a user's machine; in CI everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is missing, and in CI nothing may be skipped for that")
    pytest.skip(f"{part} is missing")


def shared_folder(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        missing(f"../shared/{name}")
    return folder


@pytest.fixture(scope="session")
def clips() -> Path:
    """The folder with clips of real faces beside the repository."""
    return shared_folder("clips")


@pytest.fixture(scope="session")
def datasets() -> Path:
    """The folder with FER2013 and the FER+ votes beside the repository."""
    return shared_folder("datasets")


@pytest.fixture(scope="session")
def sat(tmp_path_factory: pytest.TempPathFactory) -> Sittings:
    """Interviews that were held before; tests that look at one are in the xdist group `sat`."""
    from tests.core.sittings import Sittings

    return Sittings(tmp_path_factory.mktemp("sat"))


@pytest.fixture(scope="session")
def system_part() -> Callable[[str], str]:
    """Look up a command of the system: `system_part("aplay")` gives its path."""

    def find(command: str) -> str:
        path = shutil.which(command)
        if path is None:
            missing(f"the command {command}")
        assert path is not None
        return path

    return find


PLACE = {"TZ": "UTC", "LANG": "C.UTF-8", "TERM": "xterm-256color"}
TASTE = (
    *("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_TIME", "COLORTERM", "COLORFGBG", "NO_COLOR", "FORCE_COLOR"),
    *("COLUMNS", "LINES", "GITHUB_ACTIONS", "SSH_CONNECTION", "SSH_TTY", "TMUX"),
)


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test depends on where the machine stands, or on the terminal that it is started from."""
    for name in TASTE:
        monkeypatch.delenv(name, raising=False)
    for name, value in PLACE.items():
        monkeypatch.setenv(name, value)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test has its home; `mktemp` itself would look through all of them for the next number."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_folders(homes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's own settings, store or cache."""
    home = Path(tempfile.mkdtemp(dir=homes))
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (("DATA", "data"), ("CONFIG", "config"), ("CACHE", "cache"), ("STATE", "state")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    (home / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    for name in [key for key in os.environ if key.startswith("POISE_")]:
        monkeypatch.delenv(name)
