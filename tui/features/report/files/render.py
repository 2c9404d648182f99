"""Report files: HTML by Jinja2 with autoescape, Markdown, CSV of the readings, PDF by an installed Chromium."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from core.base.errors import PoiseError
from core.base.types import Expression, Reading
from core.cueing.cues import Cue
from core.store.sessions import StoredSession
from core.voice.readings import VoiceReading
from tui.features.report.files.content import Page, Section, Share
from tui.i18n import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PRINT_S = 60.0
"""A page of a session is printed in about two seconds; a browser that takes a minute hangs."""

HEAD = ("yaw", "pitch", "roll")
SIGNS = (*HEAD, "gaze", "gaze_down", "lids", "mouth", "corners", "brows_apart", "brows_up")
"""Columns of the table of readings."""


VOICE = ("voice", "speech", "level_db", "pitch_hz")
"""Columns of what the microphone heard."""


class ReportFileError(PoiseError):
    """A report file could not be made; the text says why and what to do."""


def html(page: Page) -> str:
    """The report as one self-contained page: no script, no request, everything of outside escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    labels = {
        "report": _("Poise report"),
        "of_100": _("of 100"),
        "advice": _("What to work on"),
        "answers": _("Answers"),
        "time": _("time"),
        "cue": _("cue"),
        "why": _("why"),
        "skipped": _("Skipped"),
        "transcript": _("What was said"),
        "formula": _("Score"),
    }
    return environment.get_template("page.html.j2").render(page=page, labels=labels, shares=_bar, coded=coded)


def coded(text: str) -> Markup:
    """A line of the page, escaped, with `commands` set as such in place of their marks; an odd mark stays."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    marked = (
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )
    return Markup("").join(marked)


def _bar(shares: Iterable[Share]) -> Markup:
    """The shares as a bar and as words; "" where nothing was measured."""
    known = tuple(shares)
    if not any(share.part for share in known):
        return Markup("")
    parts = Markup("").join(
        Markup('<span class="c-{}" style="width:{:.2f}%"></span>').format(share.mood, 100 * share.part)
        for share in known
    )
    names = Markup("").join(
        Markup('<li class="c-{}">{} {}</li>').format(share.mood, share.name, share.percent) for share in known
    )
    return Markup('<div class="bar" aria-hidden="true">{}</div><ul class="shares">{}</ul>').format(parts, names)


def markdown(page: Page) -> str:
    """The report as Markdown; text of outside cannot become markup."""
    return "\n".join(_markdown_lines(page)).rstrip() + "\n"


def _markdown_lines(page: Page) -> Iterator[str]:
    yield f"# {plain(page.title)}"
    yield ""
    score, scale = f"**{plain(page.score)}**", _("of 100")
    score += f" {scale} · {page.word}" if page.word else ""
    yield score + (f" ({page.change})" if page.change else "")
    yield ""
    for line in (page.finding, page.drill, *page.facts):
        if line:
            yield plain(line)
            yield ""
    yield from _bullets(_("What to work on"), page.advice)
    for part in page.sections:
        yield from _markdown_section(part)
    yield "---"
    yield ""
    for line in (page.circumstances, page.formula, *page.notices, page.promise):
        if line:
            yield plain(line)
            yield ""


def _markdown_section(part: Section) -> Iterator[str]:
    yield f"## {plain(part.heading)} · {plain(part.score)}"
    yield ""
    spoken = (part.voice, part.words, part.transcript)
    for line in (part.question, part.facts, part.slips, part.presence, part.calls, *spoken, part.unmeasured):
        if line:
            yield plain(line)
            yield ""
    if part.cues:
        yield "| " + " | ".join((_("time"), _("cue"), _("why"))) + " |"
        yield "|---|---|---|"
        yield from ("| " + " | ".join(plain(cell) for cell in row) + " |" for row in part.cues)
        yield ""
    yield from _bullets("", part.advice)


def _bullets(heading: str, lines: Iterable[str]) -> Iterator[str]:
    found = [f"- {plain(line)}" for line in lines]
    if found:
        if heading:
            yield f"## {heading}"
            yield ""
        yield from found
        yield ""


def plain(text: str) -> str:
    """A text of outside as Markdown that shows just this text, in one line."""
    one_line = " ".join(text.split())
    return str(escape(re.sub(r"([\\`*_{}\[\]#|~!])", r"\\\1", one_line)).replace("&#39;", "'").replace("&#34;", '"'))


def readings_csv(stored: StoredSession) -> str:
    """The readings, one a row: t (s), state, faces, mood, the probability of each expression, light (0 to 255).

    Where a cue was given: its level, and what became of it, as in the report's JSON. Then what the landmarks say, in
    the units of `Head` and `Signs`; empty where that is not known. Then what the microphone heard at that moment:
    state, whether somebody spoke (1 or 0), level (dB of full scale) and pitch (Hz).
    """
    cues, heard = {cue.t: cue for cue in stored.cues}, _Heard(stored.voice)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ("t", "state", "faces", "mood", *(e.value for e in Expression), "light", "cue", "sound", *SIGNS, *VOICE)
    )
    rows = ([*_row(reading, cues.get(reading.t)), *heard.at(reading.t)] for reading in stored.readings)
    writer.writerows(rows)
    return stream.getvalue()


class _Heard:
    """Voice readings, asked for by moments in the order of time."""

    def __init__(self, readings: Sequence[VoiceReading]) -> None:
        self._left = deque(readings)

    def at(self, t: float) -> list[str]:
        """The columns of VOICE at that moment; empty where nothing was to be heard."""
        while self._left and self._left[0].until < t:
            self._left.popleft()
        if not self._left or self._left[0].t > t:
            return [""] * len(VOICE)
        found = self._left[0]
        speech = str(int(found.speech)) if found.measured else ""
        known = ("" if value is None else f"{value:.1f}" for value in (found.level_db, found.pitch_hz))
        return [found.state.value, speech, *known]


def _row(reading: Reading, cue: Cue | None) -> list[object]:
    known = reading.probabilities
    shares = [f"{known[e]:.4f}" if known is not None and e in known else "" for e in Expression]
    mood = reading.mood.value if reading.mood else ""
    light = "" if reading.light is None else f"{reading.light:.1f}"
    level = int(cue.level) if cue else ""
    sound = cue.sound.value if cue and cue.sound else ""
    cells = [f"{reading.t:.3f}", reading.state.value, reading.faces, mood]
    return [*cells, *shares, light, level, sound, *_signs(reading)]


def _signs(reading: Reading) -> list[str]:
    """Head, eyes, mouth and brows, in the order of SIGNS."""
    signs = reading.signs
    if signs is None:
        return [""] * len(SIGNS)
    values = [getattr(signs.head if name in HEAD else signs, name) for name in SIGNS]
    return ["" if value is None else f"{value:.4g}" for value in values]


def pdf(text: str) -> bytes:
    """An HTML page printed on A4 by an installed Chromium. Raises ReportFileError without one, or where it fails."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise ReportFileError(
            _("No Chromium is installed, which makes the PDF: install it, or write --html and print that page.")
        )
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(text, encoding="utf-8")
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", "--no-first-run", "--no-pdf-header-footer"),
            *(f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=PRINT_S, check=False)
        except subprocess.TimeoutExpired:
            raise ReportFileError(
                _("{browser} took too long to print; write --html and print that page.").format(browser=browser)
            ) from None
        if not target.exists():
            raise ReportFileError(
                _("{browser} could not print; write --html and print that page.").format(browser=browser)
            )
        return target.read_bytes()
