"""The engine beside the paper's loop: what a frame costs, what is seen, and what `poise watch` takes.

The paper's loop searches every whole picture (`detectMultiScale` 1.1, 5) and classifies with torch in 32 bits. Both
are measured frame by frame in the same run on one thread, in CPU time, so that a busy machine slows both alike.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

from core.base.opencv import cv2
from core.base.types import Box, Image
from core.camera.demo import picture_at
from core.camera.opening import open_source
from core.camera.pictures import picture
from core.vision.haar.finder import HaarFinder
from core.vision.haar.search import FRONTAL_FACE, FinderSettings, HaarSearch
from core.vision.haar.template import Template
from core.vision.network.classifier import Classifier
from core.vision.network.weights import load_network
from core.vision.quality import PictureSettings, light_enough, lightened, sharp_enough
from core.vision.regions import Region, crop, grey
from tests.conftest import SHARED

Row = dict[str, object]
P = ParamSpec("P")
T = TypeVar("T")
PICTURE = PictureSettings()
CLIPS = SHARED / "clips"
FRAMES = 240
"""Of each camera; enough for a look around every three seconds to weigh what it weighs."""
COMPARE_EVERY = 5
WATCH_S = 20
LONG_S = int(os.environ.get("POISE_BENCH_SECONDS", "600"))
"""Seconds of the demo for the memory's growth; an hour takes about four minutes."""
SMALL = ("sad_to_happy.mp4", "neutral_smile_neutral.mp4")
"""The clips of 640x360."""


@dataclass
class Costs:
    """CPU milliseconds by what they were spent on."""

    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def of(self, name: str, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Do the work and note what it took."""
        start = time.thread_time()
        result = work(*args, **options)
        self.spent[name].append(1000 * (time.thread_time() - start))
        return result

    def mean(self, name: str) -> float:
        """Milliseconds a frame."""
        return float(np.mean(self.spent[name]))


def run() -> list[Row]:
    """All rows."""
    return [*frame_rows(), *fidelity_rows(), *watch_rows(), *memory_rows()]


def frame_rows() -> Iterator[Row]:
    """What a frame costs, ours and the paper's, at 640x360."""
    costs = Costs()
    for frames in cameras():
        measure(frames, costs)
    stages(costs)
    paper = costs.mean("full search") + costs.mean("paper's network")
    ours = costs.mean("find") + costs.mean("classify")
    yield row("paper: search the whole picture (1.1, 5)", costs.mean("full search"), "ms CPU")
    yield row(f"paper: classify ({paper_runtime()})", costs.mean("paper's network"), "ms CPU")
    yield row("find the face", costs.mean("find"), "ms CPU", costs.mean("full search") / costs.mean("find"))
    yield row("cut out, judge, classify", costs.mean("classify"), "ms CPU")
    target = "<= 2.5 ms, >= 15x less"
    yield row("find and classify, a frame at 640x360", ours, "ms CPU", paper / ours, target)
    for name in ("search at 320 px", "search around the face", "follow by template", "cut out 48x48"):
        yield row(f"  {name}", costs.mean(name), "ms CPU", costs.mean("full search") / costs.mean(name))
    for name in ("decode a JPEG in grey", "decode a JPEG in colour", "draw the demo"):
        yield row(f"  {name}", costs.mean(name), "ms CPU")


def cameras() -> Iterator[list[Image]]:
    """Pictures of 640x360: the demo's, and those of the clips where they are."""
    yield [picture_at(number / 15) for number in range(FRAMES)]
    for name in SMALL:
        if (CLIPS / name).is_file():
            yield [frame.image for frame in islice(open_source(str(CLIPS / name), fast=True).frames(), FRAMES)]


def measure(frames: list[Image], costs: Costs) -> None:
    """Ours in every frame, the paper's in some of them, in turns."""
    finder, classifier, paper = HaarFinder(), Classifier(load_network()), paper_network()
    cascade = cv2.CascadeClassifier(str(FRONTAL_FACE))
    for number, image in enumerate(frames):
        box = costs.of("find", finder.find, image).box
        if box is not None:
            costs.of("classify", classified, classifier, image, box)
        if number % COMPARE_EVERY == 0:
            costs.of("full search", full_search, cascade, image)
            costs.of("paper's network", paper)


def classified(classifier: Classifier, image: Image, box: Box) -> object:
    """Everything between a box and its probabilities, as the reader does it."""
    face = crop(image, box)
    if light_enough(face, PICTURE) and sharp_enough(face, PICTURE):
        return classifier.classify(lightened(face, PICTURE))
    return None


def full_search(cascade: cv2.CascadeClassifier, image: Image) -> list[Box]:
    """The paper's search."""
    return [Box(*(int(value) for value in found)) for found in cascade.detectMultiScale(grey(image), 1.1, 5)]


def paper_runtime() -> str:
    """What runs the paper's network here."""
    return "torch fp32" if find_spec("torch") else "onnxruntime fp32, since torch is missing"


def paper_network() -> Callable[[], object]:
    """The paper's network on one face, by torch on one thread where it is installed."""
    face = picture_at(3.0)[95:143, 240:288]
    if not find_spec("torch"):
        classifier = Classifier(load_network("paper"))
        return lambda: classifier.classify(face)
    import torch

    from models.networks.paper import PaperNet

    torch.set_num_threads(1)
    network = PaperNet().eval()

    def classify() -> object:
        with torch.no_grad():
            planes = torch.from_numpy(np.repeat(face[None, None].astype(np.float32) / 255, 3, axis=1))
            return torch.softmax(network(planes), 1)

    classify()
    return classify


def stages(costs: Costs) -> None:
    """The parts on their own, on the demo."""
    search = HaarSearch(FinderSettings())
    for number in range(60):
        image = picture_at(number / 15)
        region = search.everywhere(image, 320)[0]
        before = Template(image, region)
        jpeg = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))[1].reshape(1, -1)
        costs.of("search at 320 px", search.everywhere, image, 320)
        costs.of("search around the face", search.near, image, region)
        costs.of("follow by template", before.follow, image, Region(region.x + 3, region.y, region.side))
        costs.of("cut out 48x48", crop, image, region.box())
        costs.of("decode a JPEG in grey", picture, jpeg)
        costs.of("decode a JPEG in colour", cv2.imdecode, jpeg, cv2.IMREAD_COLOR)
        costs.of("draw the demo", picture_at, number / 15)


def fidelity_rows() -> Iterator[Row]:
    """How often a face is found where the full search finds one, and how far the boxes agree."""
    found, overlaps = [], []
    for path in sorted(path for path in CLIPS.glob("*.mo*")) + sorted(CLIPS.glob("*.mp4")):
        for ours_, full in compared(path):
            found.append(ours_ is not None)
            if ours_ is not None:
                overlaps.append(max(ours_.iou(box) for box in full))
    if found:
        share = 100 * float(np.mean(found))
        yield row(
            f"a face where the full search finds one ({len(found)} frames of the clips)", share, "%", None, ">= 98 %"
        )
        yield row("overlap with the full search's box, median", float(np.median(overlaps)), "IoU", None, ">= 0.7")
        yield row("overlap with the full search's box, worst 5 %", float(np.percentile(overlaps, 5)), "IoU")


def compared(path: Path) -> Iterator[tuple[Box | None, list[Box]]]:
    """Our box and all boxes of the full search, in some frames; our finder sees every frame."""
    finder, cascade = HaarFinder(), cv2.CascadeClassifier(str(FRONTAL_FACE))
    for frame in open_source(str(path), fast=True).frames():
        image = grey(frame.image)
        scale = min(1.0, 640 / max(image.shape))
        image = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        box = finder.find(image).box
        if frame.number % COMPARE_EVERY == 0:
            full = full_search(cascade, image)
            if full:
                yield box, full


@dataclass
class Watched:
    """What a run of `poise watch` took."""

    first_reading_s: float
    cpu_share: float
    peak_mb: float
    early_mb: float
    late_mb: float
    readings: int


def watched(seconds: int, *options: str) -> Watched:
    """Run `poise watch` on the demo and look at its process from outside."""
    command = [sys.executable, "-c", "from tui.cli.main import main; main()", "watch", "--camera", "demo", "--json"]
    start = time.monotonic()
    with subprocess.Popen(
        [*command, "--cue", "none", "--seconds", str(seconds), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        marks: list[tuple[float, float, float, float, float]] = []
        first, readings = 0.0, 0
        for line in process.stdout:
            reading = json.loads(line)
            if reading["type"] != "reading":
                continue
            readings += 1
            first = first or time.monotonic() - start
            t = reading["t"]
            if not marks or t - marks[-1][0] >= seconds / 20:
                marks.append((t, time.monotonic(), *process_state(process.pid)))
    (_, began, cpu_then, early, _), (_, ended, cpu_now, late, peak) = marks[4], marks[-1]
    return Watched(first, (cpu_now - cpu_then) / (ended - began), peak, early, late, readings)


def process_state(pid: int) -> tuple[float, float, float]:
    """CPU seconds, resident and most resident megabytes of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return cpu, int(status["VmRSS"].split()[0]) / 1024, int(status["VmHWM"].split()[0]) / 1024


def watch_rows() -> Iterator[Row]:
    """`poise watch` on the demo at 15 frames a second."""
    if not Path("/proc/self/stat").exists():
        return
    watched(2)  # so that the files are in memory, as they are for a user's second start
    seen = watched(WATCH_S)
    drawing = drawing_ms() * 15 / 10
    yield row("poise watch: first reading after the start", seen.first_reading_s, "s", None, "<= 1 s")
    yield row("poise watch at 15 fps: of one core", 100 * seen.cpu_share, "%")
    yield row("  of that the demo camera draws (in place of decoding)", drawing, "%")
    yield row("  without it", 100 * seen.cpu_share - drawing, "%", None, "<= 6 %")
    yield row("poise watch: resident at most", seen.peak_mb, "MB", None, "<= 130 MB")
    yield row("poise watch: readings a second", seen.readings / WATCH_S, "fps", None, "15")


def drawing_ms() -> float:
    """What drawing one picture of the demo costs, in CPU milliseconds."""
    costs = Costs()
    for number in range(60):
        costs.of("draw", picture_at, number / 15)
    return costs.mean("draw")


def memory_rows() -> Iterator[Row]:
    """Whether memory grows over a long run (as fast as it goes)."""
    if Path("/proc/self/stat").exists():
        long = watched(LONG_S, "--fast")
        name = f"poise watch: growth over {LONG_S // 60} min of video"
        yield row(name, long.late_mb - long.early_mb, "MB", None, "<= 2 MB an hour")


def row(name: str, value: float, unit: str, ratio: float | None = None, target: str | None = None) -> Row:
    """One line of the table."""
    return {"name": name, "value": value, "unit": unit, "ratio": ratio, "target": target}
