"""An answer's timeline as inline SVG.

Drawn by plain templates: a band of stacked shares and some marks need no plotting library, which would put 30 to
600 kB of its own markup into each page and styles that know nothing of light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape

from core.cueing.cues import CueLevel
from core.report.report import AnswerReport
from core.scoring.lanes import Lane, LaneKind
from core.scoring.timeline import Bucket
from tui.i18n import _
from tui.widgets.text import lanes, words
from tui.widgets.text.clock import clock_time

WIDTH, HEIGHT, FOOT = 720.0, 96.0, 26.0
"""In user units; the page scales the picture to its column."""
LEFT = 88.0
"""Before the plot, for the names of its lines: the longest in either language."""
LANE, GAP = 12.0, 5.0
"""The lines of the senses below the marks, and between them."""
STROKE = 2.0
"""How wide a moment is drawn."""
TOP = HEIGHT + 15.0
"""Where they begin: below the marks of the cues."""

PARTS = ("good", "acceptable", "bad")
NEAR = 0.05
"""What is nearer is the same place: coordinates are written with one decimal."""


@dataclass(frozen=True, slots=True)
class _Rect:
    """A rectangle of the plot; `name` is its class."""

    x: float
    y: float
    wide: float
    high: float
    name: str

    def __str__(self) -> str:
        place = f'x="{self.x:.1f}" y="{self.y:.1f}" width="{self.wide:.1f}" height="{self.high:.1f}"'
        return f'<rect class="{self.name}" {place}/>'


def _joined(rects: Iterable[_Rect]) -> Iterator[str]:
    """Neighbours of the same kind and height as one: a fifth of the markup, and no seams between them."""
    runs: dict[tuple[str, int, int], _Rect] = {}
    for rect in rects:
        key = (rect.name, round(rect.y * 10), round(rect.high * 10))
        last = runs.get(key)
        if last is not None and abs(last.x + last.wide - rect.x) < NEAR:
            runs[key] = replace(last, wide=rect.x + rect.wide - last.x)
            continue
        if last is not None:
            yield str(last)
        runs[key] = rect
    yield from map(str, runs.values())


def timeline_svg(answer: AnswerReport) -> str:
    """The whole `<svg>` with a text alternative; "" where nothing was answered."""
    length = sum(bucket.seconds for bucket in answer.timeline)
    if length <= 0:
        return ""
    drawn = [part for number, lane in enumerate(answer.lanes) for part in _lane(answer, lane, number, length)]
    foot = FOOT + len(answer.lanes) * (LANE + GAP)
    names = [_name(_("mood"), HEIGHT / 2 + 4)]
    marks = _marks(answer, length)
    names += [_name(_("cues"), HEIGHT + 10)] if marks else []
    parts = [*names, *_joined(_bands(answer.timeline, length)), *marks, *drawn, *_axis(length, HEIGHT + foot)]
    alternative = escape(_alternative(answer, length))
    return (
        f'<svg viewBox="{-LEFT:.0f} 0 {LEFT + WIDTH:.0f} {HEIGHT + foot:.0f}" shape-rendering="crispEdges" '
        f'role="img" aria-label="{alternative}">'
        f"<title>{alternative}</title>{''.join(parts)}</svg>"
    )


def _name(text: str, y: float) -> str:
    """What a line is, before it."""
    return f'<text x="{-LEFT:.0f}" y="{y:.0f}">{escape(text)}</text>'


def _bands(buckets: tuple[Bucket, ...], length: float) -> Iterator[_Rect]:
    """Each stretch as a column: bad at the bottom, good on top, what was not measured left pale."""
    for (x, wide), bucket in zip(_columns(buckets, length), buckets, strict=True):
        seconds, y = bucket.seconds, HEIGHT
        for name in reversed(PARTS):
            high = getattr(bucket, name) / seconds * HEIGHT if seconds > 0 else 0.0
            if high > 0:
                y -= high
                yield _Rect(x, y, wide, high, name)
        if y > NEAR:
            yield _Rect(x, 0.0, wide, y, "unmeasured")


def _marks(answer: AnswerReport, length: float) -> list[str]:
    """A line and a triangle where a sound was due, with its reason as a tooltip."""
    found = []
    for cue in answer.cues:
        if cue.level >= CueLevel.TONE:
            at = answer.time.at(cue.t)
            x = min(1.0, at / length) * WIDTH
            title = escape(f"{clock_time(at)} {words.how(cue)}: {words.why(cue.why)}")
            triangle = f"{x - 5:.1f},{HEIGHT + 9:.0f} {x + 5:.1f},{HEIGHT + 9:.0f} {x:.1f},{HEIGHT:.0f}"
            found.append(
                f'<g class="cue"><title>{title}</title>'
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT:.0f}"/><polygon points="{triangle}"/></g>'
            )
    return found


def lane_names(answer: AnswerReport) -> str:
    """What the lines below the moods show, from top to bottom; "" without any."""
    lines = [lanes.about(lane) for lane in answer.lanes]
    return _("The lines show: {lines}; pale where it is not known.").format(lines="; ".join(lines)) if lines else ""


def _lane(answer: AnswerReport, lane: Lane, number: int, length: float) -> list[str]:
    """Line `number` below the marks: columns as high as its values or states, or a stroke for each moment."""
    top = TOP + number * (LANE + GAP)
    if lane.kind is LaneKind.MOMENTS:
        strokes = (min(1.0, span.at / length) * WIDTH for span in lane.spans)
        rects = [_Rect(x, top, STROKE, LANE, "moment") for x in strokes]
    else:
        rects = []
        for piece, (x, wide) in enumerate(_columns(answer.timeline, length)):
            high = lane.height(piece)
            if high is None:
                rects.append(_Rect(x, top, wide, LANE, "unmeasured"))
            elif high > 0:
                rects.append(_Rect(x, top + LANE * (1 - high), wide, LANE * high, _class_of(lane, piece)))
    name = _name(lanes.label(lane), top + LANE - 2)
    return [f'<g class="lane"><title>{escape(lanes.about(lane))}</title>{name}', *_joined(rects), "</g>"]


def _class_of(lane: Lane, piece: int) -> str:
    """The best state stands out; every other is quiet."""
    if lane.kind is LaneKind.LEVEL:
        return "level"
    return "best" if lane.states[piece] == lane.scale[0] else "other"


def _columns(buckets: tuple[Bucket, ...], length: float) -> Iterator[tuple[float, float]]:
    """Where each stretch of the timeline begins, and how wide it is."""
    x = 0.0
    for bucket in buckets:
        wide = bucket.seconds / length * WIDTH
        yield x, wide
        x += wide


def _axis(length: float, bottom: float) -> list[str]:
    y = bottom - 4
    return [
        f'<text x="0" y="{y:.0f}">0:00</text>',
        f'<text x="{WIDTH:.0f}" y="{y:.0f}" text-anchor="end">{clock_time(length)}</text>',
    ]


def _alternative(answer: AnswerReport, length: float) -> str:
    score = answer.score
    return _("Mood over {time}: good {good}, acceptable {acceptable}, bad {bad}; cues: {cues}.").format(
        time=clock_time(length),
        good=words.percent(score.good),
        acceptable=words.percent(score.acceptable),
        bad=words.percent(score.bad),
        cues=answer.totals.cues.given,
    )
