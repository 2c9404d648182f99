"""The wheel: what it holds, and that it works where only the wheel is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.system.wheels import ANSWERS_ONE_QUESTION, ROOT, Installed, poise
from tui.docs.metadata_hook import absolute, repository

Find = Callable[[str], str]
pytestmark = pytest.mark.xdist_group("wheel")  # built once, and not by two workers at the same time
LEFT_OUT = {"models/weights/paper.onnx", "models/weights/small-int8.onnx"}
LARGEST = 3_000_000
"""Of which 1.6 MB are networks in 7 or 8 bits, which hardly compress. The rest is code and questions."""
ROOMS = {"core", "questions", "models", "sounds", "tui"}


@pytest.fixture(scope="module")
def python(installed: Installed) -> Path:
    return installed.environment / "bin" / "python"


def test_wheel_holds_rooms_with_their_data_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    (manual,) = [name for name in names if ".data/" in name]
    assert manual.endswith(".data/data/share/man/man1/poise.1")
    names.remove(manual)
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"poise_interview"}
    assert {name.split("/")[1] for name in names} > ROOMS
    for folder, suffix in (
        ("questions/banks", ".yaml"),
        ("questions/formats", ".yaml"),
        ("models/weights", ".onnx"),
        ("tui/locale/ko/LC_MESSAGES", ".mo"),
    ):
        tracked = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob(f"*{suffix}")}
        assert tracked, f"the checkout has no {suffix} in {folder}"
        assert {f"poise_interview/{each}" for each in tracked - LEFT_OUT} <= set(names)
    assert {"poise_interview/models/weights/registry.toml", "poise_interview/py.typed"} <= set(names)
    assert not {f"poise_interview/{each}" for each in LEFT_OUT} & set(names)
    assert not [name for name in names if "test" in Path(name).name or name.endswith(".wav")]
    assert not [name for name in names if name.endswith(("build_hook.py", ".pyc"))]


def test_wheel_is_small_and_tells_its_licences(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST
    licences = {name.split("/licenses/")[1] for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE", *(f"models/weights/LICENSE-{of}.txt" for of in ("mediapipe", "silero"))}


def test_network_that_is_left_out_is_no_choice_and_says_where_it_is(python: Path, tmp_path: Path) -> None:
    asked = poise(python, tmp_path / "home", "watch", "--camera", "demo", "--fast", "--weights", "paper")
    assert asked.returncode == 2
    (line,) = asked.stderr.splitlines()
    assert "not in the installed package (10 MB); copy paper.onnx from models/weights of the repository" in line
    before = poise(python, tmp_path / "home", "watch", "--camera", "demo", "--fast", "--weights", "small-int8")
    assert "not in the installed package (0.4 MB); copy small-int8.onnx from models/weights" in before.stderr
    unknown = poise(python, tmp_path / "home", "watch", "--camera", "demo", "--fast", "--weights", "what")
    assert "it has panel-int8," in unknown.stderr


def test_package_page_shows_its_pictures_where_the_repository_is_known(tmp_path: Path) -> None:
    text = absolute((ROOT / "README.md").read_text(encoding="utf-8"), "https://example.org/poise")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert "https://example.org/poise/raw/HEAD/tui/docs/demo-en.svg" in links
    assert "https://example.org/poise/blob/HEAD/README.ko.md" in links
    assert all(link.startswith("https://") for link in links)


@pytest.mark.parametrize(
    ("remote", "page"),
    [
        ("git@example.org:poise/poise.git", "https://example.org/poise/poise"),
        ("https://example.org/poise.git", "https://example.org/poise"),
        ("/srv/poise", ""),
    ],
)
def test_repository_is_gits_remote(tmp_path: Path, system_part: Find, remote: str, page: str) -> None:
    for arguments in (("init", "-q"), ("remote", "add", "origin", remote)):
        subprocess.run([system_part("git"), "-C", str(tmp_path), *arguments], check=True)
    assert repository(tmp_path) == page


def test_installed_wheel_knows_its_version(python: Path, tmp_path: Path) -> None:
    result = poise(python, tmp_path / "home", "--version")
    assert result.returncode == 0, result.stderr
    from core import __version__

    assert __version__ in result.stdout


def test_installed_wheel_comes_from_the_wheel(python: Path, tmp_path: Path) -> None:
    command = [
        str(python),
        "-c",
        "import poise_interview; poise_interview.enter();"
        "import core, tui, models; print(core.__file__, tui.__file__, models.__path__)",
    ]
    found = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    assert str(ROOT) not in found


@pytest.fixture
def hostile(installed: Installed, tmp_path: Path) -> Iterator[Path]:
    """Other people's packages of our names: installed beside Poise, and on the PYTHONPATH as on a ROS machine."""
    folder = tmp_path / "ros"
    for name in ROOMS:
        for place in (installed.site, folder):
            (place / name).mkdir(parents=True)
            (place / name / "__init__.py").write_text("raise SystemExit('not the Poise that was meant')\n")
    yield folder
    for name in ROOMS:
        shutil.rmtree(installed.site / name)


def test_other_peoples_packages_of_our_names_change_nothing(python: Path, tmp_path: Path, hostile: Path) -> None:
    home, environment = tmp_path / "home", {"PYTHONPATH": str(hostile)}
    interview = poise(python, home, *ANSWERS_ONE_QUESTION, environment=environment)
    assert interview.returncode == 0, interview.stdout + interview.stderr
    report = poise(python, home, "report", "--json", environment=environment)
    assert report.returncode == 0, report.stderr
    assert '"answers"' in report.stdout


def test_nor_do_they_where_it_runs_as_a_module(python: Path, tmp_path: Path, hostile: Path) -> None:
    module, environment = ("python", "-m", "poise_interview"), {"PYTHONPATH": str(hostile)}
    doctor = poise(python, tmp_path / "home", "doctor", command=module, environment=environment)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "sha256" in doctor.stdout, "the doctor has to have checked the shipped weights"


def test_child_processes_find_the_same_rooms(python: Path, tmp_path: Path, hostile: Path) -> None:
    code = (
        "import poise_interview, subprocess, sys; poise_interview.enter();"
        "subprocess.run([sys.executable, '-c', 'import core; print(core.__file__)'], check=True)"
    )
    environment = {**os.environ, "PYTHONPATH": str(hostile)}
    result = subprocess.run(
        [str(python), "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert "poise_interview/core/__init__.py" in result.stdout
