"""`make gstreamer`: the wheel as models/JETSON.md installs it, on the system's OpenCV, with cameras by GStreamer.

Pip's OpenCV knows no GStreamer, so no test of the suite can show it. The system's is older, lies beside a numpy below
2 and brings no Haar cascade; the packages of `NEEDED` have to be installed. JetPack's camera itself is NVIDIA's.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.system.wheels import ANSWERS_ONE_QUESTION, ROOT, build_wheel, install, poise

SYSTEM = Path("/usr/bin/python3")
NEEDED = "python3-opencv gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
NO_NUMPY_1 = (3, 13)
"""From this Python on there is no numpy below 2; JetPack 6 has 3.10."""
MADE = """
import cv2, poise_interview
poise_interview.enter()
from core.camera.demo import HEIGHT, WIDTH, picture_at
film = cv2.VideoWriter("face.avi", cv2.VideoWriter_fourcc(*"MJPG"), 15.0, (WIDTH, HEIGHT))
for number in range(180):
    film.write(cv2.cvtColor(picture_at(number / 15), cv2.COLOR_GRAY2BGR))
film.release()
"""
ABOUT = """
import json, sys, cv2, numpy
from pathlib import Path
gstreamer = any("GStreamer" in line and "YES" in line for line in cv2.getBuildInformation().splitlines())
print(json.dumps([sys.version.split()[0], numpy.__version__, cv2.__version__, cv2.__file__, gstreamer,
    hasattr(cv2, "data"), sorted(map(str, Path("/usr/share").glob("opencv*/haarcascades/*.xml")))]))
"""


class Failed(Exception):
    """What was expected and is not so."""


def main() -> int:
    """Install and try everything; 1, and what was expected, where something is not so."""
    if subprocess.run([SYSTEM, "-c", "import cv2"], capture_output=True, check=False).returncode:
        print(f"gstreamer: {SYSTEM} has no OpenCV; sudo apt install {NEEDED}", file=sys.stderr)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="poise-gstreamer-") as name:
        try:
            tried(installed(Path(name)), Path(name))
        except Failed as why:
            print(f"gstreamer: FAILED: {why}", file=sys.stderr)
            return 1
    print(f"gstreamer: works ({time.monotonic() - began:.0f} s)")
    return 0


def installed(folder: Path) -> Path:
    """An environment that sees the system's packages, made as the page says; its Python."""
    page = (ROOT / "models" / "JETSON.md").read_text(encoding="utf-8").replace("\\\n", " ")
    (listed,) = re.findall(r"^~/poise/bin/pip install ('textual.*)$", page, re.M)
    python = folder / "environment" / "bin" / "python"
    subprocess.run([SYSTEM, "-m", "venv", "--system-site-packages", "--without-pip", python.parents[1]], check=True)
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    packages = [word.strip("'") for word in listed.split()]
    if tuple(map(int, version.split(".")[:2])) >= NO_NUMPY_1:
        packages.remove("numpy>=1.26,<2")
    install(python, build_wheel(folder), "--no-deps")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    done = subprocess.run([*pip, *packages], capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"the packages of models/JETSON.md to be installed, but {done.stderr}")
    return python


def tried(python: Path, folder: Path) -> None:
    """Everything that has to run there; raises Failed."""
    about = subprocess.run([python, "-c", ABOUT], capture_output=True, text=True, check=True, cwd=folder)
    version, numpy, opencv, file, gstreamer, has_data, cascades = json.loads(about.stdout)
    print(f"gstreamer: Python {version}, numpy {numpy}, OpenCV {opencv} ({file})", flush=True)
    expect(file.startswith("/usr/lib/") and gstreamer, "the system's OpenCV, with GStreamer")
    expect(not has_data and not cascades, f"no Haar cascade beside it, but {cascades}")
    expect(numpy.startswith("1.") or version >= "3.13", "a numpy below 2")
    subprocess.run([python, "-c", MADE], check=True, cwd=folder)
    film = f"gst:filesrc location={folder}/face.avi ! avidemux ! jpegdec ! identity sync=true ! videoconvert"
    for finder in ("landmarks", "haar"):
        states = watched(python, folder, film, "--finder", finder)
        expect(states.count("measured") > 8, f"a face measured by {finder}, but {states}")
    states = watched(python, folder, "gst:videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240")
    expect(len(states) > 8 and not set(states) - {"no_face", "too_dark"}, f"pictures without a face, but {states}")
    for camera, word in (("gst:nosuchsource", "no picture comes"), ("csi:0", "no picture comes")):
        said = poise(python, folder / "home", "watch", "--camera", camera, "--seconds", "3", "--lang", "en")
        expect(said.returncode == 2 and word in said.stderr, f"{camera} told in one line, but {said.stderr}")
    for arguments in (("doctor", "--no-sound"), ANSWERS_ONE_QUESTION, ("report",), ("questions", "list")):
        said = poise(python, folder / "home", *arguments)
        expect(said.returncode == 0, f"poise {' '.join(arguments)} works, but {said.stdout}{said.stderr}")


def watched(python: Path, folder: Path, camera: str, *more: str) -> list[str]:
    """The states of five seconds' readings; raises Failed."""
    asked = ("watch", "--camera", camera, "--seconds", "5", "--json", "--cue", "none", "--lang", "en", *more)
    done = poise(python, folder / "home", *asked)
    print(f"$ poise {' '.join(asked)}\n{done.stdout[-270:]}{done.stderr}", flush=True)
    expect(done.returncode == 0, f"poise watch --camera {camera} works")
    lines = map(json.loads, done.stdout.splitlines())
    return [line["state"] for line in lines if line["type"] == "reading"]


def expect(so: bool, what: str) -> None:
    """Raise Failed where it is not so."""
    if not so:
        raise Failed(f"expected {what}")


if __name__ == "__main__":
    sys.exit(main())
