"""What of this machine works for Poise, what is missing, and the command that mends it: for `poise doctor`."""

from __future__ import annotations

import contextlib
import functools
import locale
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from core.base import paths
from core.base.errors import PoiseError
from core.base.paths import profiles_dir, stills_dir
from core.calibration.profiles import Profiles
from tui.i18n import N_, _, ngettext
from tui.widgets.text.failures import code_words, failure_words
from tui.widgets.text.notices import by_code, notice_text, said_words
from tui.wiring.parts import folder_notices, open_store
from tui.wiring.sound import silent
from tui.wiring.terminal import over_ssh

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.doctor import Finding
    from sounds.players.base import Availability

LEAST_FREE_MB = 50
GLANCE_S = 60.0
"""How long home believes what it found of players and speech."""
BELL = "bell"
LEAST_SIZE = (80, 24)

TOPICS: Mapping[str, str] = {
    "settings": N_("Settings"),
    "weights": N_("Network"),
    "faces": N_("Face finder"),
    "camera": N_("Camera"),
    "player": N_("Sound"),
    "recorder": N_("Microphone"),
    "speech": N_("Speech"),
    "words": N_("Words"),
    "terminal": N_("Terminal"),
    "store": N_("Store"),
    "disk": N_("Disk"),
    "lab": N_("Lab"),
}
AVAILABILITY: Mapping[str, str] = {
    "ok": N_("works"),
    "not_probed": N_("not tried"),
    "no_library": N_("a library is missing"),
    "no_command": N_("the command {command} is missing"),
    "no_option": N_("{command} knows no {option}: too old, or another program"),
    "no_device": N_("there is no device"),
    "no_callback": N_("there is no terminal to ring"),
    "hangs": N_("does not answer"),
    "failed": N_("does not work: {reason}"),
}


LACKS: Mapping[str, str] = {
    "no_camera": N_("No webcam: the demo camera plays"),
    "only_bell": N_("No sound card: the bell cues"),
    "no_sound": N_("No sound: cues are only seen"),
    "no_speech": N_("No speech: questions are shown only"),
    "no_microphone": N_("No microphone: the voice is not measured"),
    "not_calibrated": N_("Not calibrated: calm may look sad"),
}
"""What an interview will go without, for the doctor's verdict and for the home screen."""


@dataclass(frozen=True)
class Found:
    """One part: `needed` ones have to work for the main job; `mend` is a command or a hint."""

    topic: str
    name: str
    works: bool
    text: str
    mend: str = ""
    needed: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)


def examine(settings: Settings, *, sounds: bool = True) -> Iterator[Found]:
    """Everything, one part after the other; a part that breaks is reported, never raised."""
    parts: list[tuple[str, bool, Callable[[], Iterator[Found]]]] = [
        ("settings", True, lambda: _settings(settings)),
        ("weights", True, lambda: _weights(settings)),
        ("faces", True, lambda: _faces(settings)),
        ("camera", False, lambda: _camera(settings)),
        ("terminal", False, _terminal),
        ("store", True, lambda: _store(settings)),
        ("disk", False, lambda: _disk(settings)),
        ("lab", False, _lab),
    ]
    if sounds:
        parts.insert(4, ("player", False, _sounds))
        parts.insert(5, ("words", False, lambda: recogniser_found(settings)))
    for topic, needed, part in parts:
        try:
            yield from part()
        except PoiseError as error:
            yield Found(topic, "", False, failure_words(error), needed=needed)
        except Exception as error:  # a doctor who faints helps nobody
            yield Found(topic, "", False, f"{type(error).__name__}: {error}", needed=needed)


def healthy(found: list[Found]) -> bool:
    """Whether the main job can run: an interview that is watched, scored and stored."""
    return all(part.works for part in found if part.needed)


def lacks(settings: Settings, found: Iterable[Found]) -> list[str]:
    """What an interview by these settings will go without here, as codes of `LACKS`.

    Only topics that were examined are judged, and only what the settings want.
    """
    parts = list(found)
    works = {topic: [part.name for part in parts if part.topic == topic and part.works] for topic in TOPICS}
    examined = {part.topic for part in parts}
    aloud = [name for name in works["player"] if name != BELL]
    codes = []
    if settings.camera == "demo" or (settings.camera == "auto" and "camera" in examined and not works["camera"]):
        codes.append("no_camera")
    if not _calibrated(settings):
        codes.append("not_calibrated")
    if "player" in examined and not silent(settings) and not aloud:
        codes.append("only_bell" if works["player"] else "no_sound")
    if {"player", "speech"} <= examined and settings.speech and not (works["speech"] and aloud):
        codes.append("no_speech")
    if "recorder" in examined and settings.microphone and not works["recorder"]:
        codes.append("no_microphone")
    return codes


def verdict(codes: Iterable[str], well: bool) -> list[str]:
    """Whether an interview can run, and what it will go without."""
    if not well:
        return [_("An interview cannot run: mend what is marked !!.")]
    without = ["  " + _(LACKS[code]) for code in codes]
    if not without:
        return [_("An interview can run.")]
    return [_("An interview can run, but not with everything:"), *without]


def glance() -> Iterator[Found]:
    """What home is told at once: webcams as listed, players and speech as they were lately, no microphone."""
    from core.camera.webcam import webcams

    yield from [Found("camera", device, True, "") for device in webcams()] or [Found("camera", "", False, "")]
    yield from _sounding(time.monotonic() // GLANCE_S)


@functools.lru_cache(maxsize=1)
def _sounding(_while: float) -> tuple[Found, ...]:
    """Players and speech; trying them takes a moment, so they are tried once in a while."""
    from sounds.doctor import examine as examined

    return *worded(examined(takers=())), _bell()


def _calibrated(settings: Settings) -> bool:
    return bool(settings.profile) and Profiles(profiles_dir(settings.data)).has(settings.profile)


def _settings(settings: Settings) -> Iterator[Found]:
    known = _("unknown settings: {keys}").format(keys=", ".join(settings.unknown)) if settings.unknown else ""
    yield Found("settings", str(settings.file), True, known or words_ok(), needed=True)


def words_ok() -> str:
    """ "works", in the language of the screen."""
    return by_code(AVAILABILITY, "ok", {})


def _weights(settings: Settings) -> Iterator[Found]:
    import numpy as np
    import onnxruntime

    from core.vision.network.classifier import Classifier
    from core.vision.network.providers import offered
    from core.vision.network.weights import load_network

    network = load_network(settings.weights)
    classifier = Classifier(network, asked=settings.provider)
    classifier.classify(np.zeros((48, 48), np.uint8))
    text = _("{n} expressions, sha256 {hash}").format(n=len(network.classes), hash=network.sha256[:12])
    yield Found("weights", network.name, True, text, needed=True, facts={"file": str(network.path)})
    provider = classifier.provider
    text = _("computes; onnxruntime {version} offers {offered}").format(
        version=onnxruntime.__version__, offered=", ".join(offered(onnxruntime))
    )
    yield Found("weights", provider.name, True, text, needed=True)
    for name in provider.failed:
        yield Found("weights", name, False, _("is offered, but does not start here"), mend="models/JETSON.md")


def _faces(settings: Settings) -> Iterator[Found]:
    from core.base.opencv import cv2
    from core.vision.finders import open_finder

    open_finder(settings.finder)
    yield Found("faces", f"{settings.finder}, OpenCV {cv2.__version__}", True, words_ok(), needed=True)


def _camera(settings: Settings) -> Iterator[Found]:
    from core.camera.webcam import connect_webcam, problem, webcams

    devices = webcams()
    for device in devices:
        capture = connect_webcam(device)
        if capture is None:
            yield Found("camera", device, False, said_words(problem(device)))
        else:
            capture.release()
            yield Found("camera", device, True, _("gives a picture"))
    if not devices:
        yield Found("camera", "", False, _("no webcam is plugged in; the demo camera serves meanwhile"))
    if settings.camera not in ("auto", "demo", *devices):
        yield Found("camera", settings.camera, True, _("is what the settings name"))


def _sounds() -> Iterator[Found]:
    from sounds.doctor import PLAYER
    from sounds.doctor import examine as examined

    found = worded(examined())
    yield from (part for part in found if part.topic == PLAYER)
    yield _bell()
    yield from (part for part in found if part.topic != PLAYER)


def recogniser_found(settings: Settings) -> Iterator[Found]:
    """The recogniser and its model; where none is chosen, what to choose."""
    from sounds.recognisers.opening import NONE
    from tui.wiring.words import recogniser_of

    if settings.recogniser == NONE:
        text = _("no recogniser is chosen; only writing down what you said needs one")
        yield Found("words", "", False, text, "poise settings set recogniser faster-whisper")
        return
    found = recogniser_of(settings).probe()
    yield Found("words", settings.recogniser, found.works, _availability(found), found.install_hint)


def worded(findings: Iterable[Finding]) -> list[Found]:
    """The sounds' findings; speech that nothing here can play does not work, whatever its engine does."""
    found = [_sound(finding) for finding in findings]
    if any(part.topic == "player" and part.works for part in found):
        return found
    mute = _("works, but nothing here can play it")
    return [
        replace(part, works=False, text=mute) if part.topic == "speech" and part.works else part for part in found
    ]


def _sound(finding: Finding) -> Found:
    found = finding.availability
    return Found(finding.topic, finding.name, found.works, _availability(found), found.install_hint)


def _availability(found: Availability) -> str:
    if found.code in AVAILABILITY:
        return by_code(AVAILABILITY, found.code, found.params)
    return code_words(found.code, found.params)


def _bell() -> Found:
    if not sys.stdout.isatty():
        return Found("player", BELL, False, by_code(AVAILABILITY, "no_callback", {}))
    return Found("player", BELL, True, _("rings at your side of the connection") if over_ssh() else words_ok())


def _terminal() -> Iterator[Found]:
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        yield Found("terminal", term, False, _("standard output is no terminal: the app cannot open, the rest works"))
        return
    columns, rows = shutil.get_terminal_size()
    large = columns >= LEAST_SIZE[0] and rows >= LEAST_SIZE[1]
    size = _("{columns}x{rows}, {colours} colours").format(columns=columns, rows=rows, colours=colours(os.environ))
    mend = "" if large else _("make it at least {columns}x{rows}").format(columns=LEAST_SIZE[0], rows=LEAST_SIZE[1])
    yield Found("terminal", term, large and term != "dumb", size, mend)
    encoding = locale.getpreferredencoding(False)
    unicode = encoding.lower().replace("-", "") == "utf8"
    yield Found(
        "terminal",
        encoding,
        unicode,
        words_ok() if unicode else _("no Korean, no bars"),
        "" if unicode else "export LANG=C.UTF-8",
    )
    if over_ssh():
        yield Found(
            "terminal", "SSH", True, _("camera and sound are those of the machine you are logged in to"), "--cue bell"
        )


def colours(env: Mapping[str, str]) -> str:
    """How many colours the terminal says it has; NO_COLOR asks for none."""
    if env.get("NO_COLOR"):
        return _("no")
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16777216"
    return "256" if "256" in env.get("TERM", "") else "16"


def _store(settings: Settings) -> Iterator[Found]:
    store = open_store(settings)
    if not store.path.exists():
        folder = next(parent for parent in store.path.parents if parent.is_dir())
        writable = os.access(folder, os.W_OK)
        text = _("no session yet") if writable else _("cannot be written")
        yield Found("store", str(store.path), writable, text, "" if writable else f"chmod u+w {folder}", needed=True)
        return
    count = len(store.sessions(None))
    text = _("{n} sessions, {size} kB").format(n=count, size=round(store.size / 1000))
    yield Found("store", str(store.path), True, text, needed=True)
    yield from _stills(settings)
    for notice in folder_notices(store):
        yield Found("store", "", False, notice_text(notice), "--data-dir")


def _stills(settings: Settings) -> Iterator[Found]:
    """Pictures of the user's face, where some are kept."""
    from core.store.stills import StillFiles

    found = StillFiles(stills_dir(settings.data)).stills()
    if found:
        text = ngettext(
            "{n} small picture of your face, {size} kB", "{n} small pictures of your face, {size} kB", len(found)
        )
        size = round(sum(still.size for still in found) / 1000)
        yield Found("store", str(stills_dir(settings.data)), True, text.format(n=len(found), size=size))


def _disk(settings: Settings) -> Iterator[Found]:
    folder = next(parent for parent in (settings.data, *settings.data.parents) if parent.is_dir())
    free = shutil.disk_usage(folder).free // 1_000_000
    yield Found("disk", str(folder), free >= LEAST_FREE_MB, _("{n} MB free").format(n=free))


def _lab() -> Iterator[Found]:
    there = find_spec("torch") is not None
    text = words_ok() if there else _("not installed; only training needs it")
    yield Found("lab", "torch", there, text, "" if there else "pip install 'poise-interview[lab]'")


def log_line() -> str:
    """Where the log is, for reports of faults."""
    size = 0
    with contextlib.suppress(OSError):
        size = Path(paths.log_file()).stat().st_size
    return _("Log: {file} ({size} bytes)").format(file=paths.log_file(), size=size)
