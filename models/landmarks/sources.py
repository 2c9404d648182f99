"""Where the networks come from: MediaPipe's wheel, fetched by pip when the lab runs; its files are known by hash."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from models.base.errors import LabError
from models.base.files import written_whole

WHEEL = "mediapipe==0.10.14"
LICENCE = "Apache-2.0"
LICENCE_FILE = "LICENSE-mediapipe.txt"
MAY = "use, change and pass on as Apache-2.0 says, with its text and NOTICE"
_LICENCE_MEMBER = "mediapipe-0.10.14.dist-info/LICENSE"
_PLATFORM = ("--platform", "manylinux2014_x86_64", "--python-version", "3.11", "--only-binary", ":all:")
"""One wheel for all machines: only its data are used."""


@dataclass(frozen=True)
class Source:
    """One network: its name here, its file in the wheel, its hash, the range of its input, and what it is."""

    name: str
    member: str
    sha256: str
    low: float
    what: str


SOURCES = (
    Source(
        "detector",
        "mediapipe/modules/face_detection/face_detection_short_range.tflite",
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
        -1.0,
        "BlazeFace, short range (arXiv:1907.05047): faces and six points in 128x128",
    ),
    Source(
        "mesh",
        "mediapipe/modules/face_landmark/face_landmark.tflite",
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
        0.0,
        "face mesh (arXiv:1907.06724): 468 points of the face in 192x192, and whether one is there",
    ),
    Source(
        "iris",
        "mediapipe/modules/iris_landmark/iris_landmark.tflite",
        "d1744d2a09c25f501d39eba4faff47e53ecca8852c5ce19bce8eeac39357521f",
        0.0,
        "iris (arXiv:2006.11341): 71 points of the lids and brow and 5 of the iris of one eye in 64x64",
    ),
)


def fetch_wheel(folder: Path) -> Path:
    """The wheel in `folder`, downloaded by pip where it is not there; raises LabError."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *_PLATFORM, "--dest", str(folder)]
    done = subprocess.run([*command, WHEEL], capture_output=True, text=True, check=False)
    found = sorted(folder.glob("mediapipe-0.10.14-*.whl"))
    if not found:
        reason = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise LabError(f"{WHEEL}: {reason}; fetch the wheel elsewhere and give it with --wheel")
    return found[0]


def unpack(wheel: Path, source: Source, folder: Path) -> Path:
    """The `.tflite` file of one network from the wheel; raises LabError where it is not the known one."""
    data = _member(wheel, source.member)
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise LabError(f"{wheel}: {source.member} is not the known file (sha256 differs); use {WHEEL}")
    path = folder / Path(source.member).name
    with written_whole(path) as stream:
        stream.write(data)
    return path


def unpack_licence(wheel: Path, folder: Path) -> None:
    """Put the wheel's licence beside the networks that are made from it."""
    with written_whole(folder / LICENCE_FILE) as stream:
        stream.write(_member(wheel, _LICENCE_MEMBER))


def _member(wheel: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise LabError(f"{wheel}: {name} cannot be read ({error}); use the wheel of {WHEEL}") from None
