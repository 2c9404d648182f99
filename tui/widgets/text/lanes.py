"""The lanes of a timeline in words and marks: by their kind, and by the codes that they carry."""

from __future__ import annotations

from collections.abc import Mapping

from core.scoring.lanes import Lane, LaneKind
from core.scoring.presence import ASIDE, AT_CAMERA, DOWN
from tui.i18n import N_, _
from tui.widgets.text.marks import BARS, UNMEASURED

LABELS: Mapping[str, str] = {
    "look": N_("look"),
    "head": N_("head"),
    "blinks": N_("blinks"),
    "calls": N_("called back"),
    "speech": N_("speech"),
}
ABOUT: Mapping[str, str] = {
    "look": N_("the look: high at the camera, lower aside, lowest down"),
    "head": N_("the head: how far it is turned away, up to {high} degrees"),
    "blinks": N_("blinks"),
    "calls": N_("your eyes were called back"),
    "speech": N_("the voice: the share of the time in which you speak"),
}
"""What the lines of a drawn timeline are; a lane that is not in here is called by its code."""
STATE_MARKS: Mapping[str, str] = {AT_CAMERA: "─", ASIDE: "↔", DOWN: "↓"}
STATES: Mapping[str, str] = {AT_CAMERA: N_("at the camera"), ASIDE: N_("aside"), DOWN: N_("down")}
MOMENT = "▾"


def label(lane: Lane) -> str:
    """Its name, short enough to stand before it."""
    return _(LABELS[lane.label]) if lane.label in LABELS else lane.label


def about(lane: Lane) -> str:
    """What it shows."""
    return _(ABOUT[lane.label]).format(high=f"{lane.high:.0f}") if lane.label in ABOUT else lane.label


def state(code: str) -> str:
    """One of the states of a lane."""
    return _(STATES[code]) if code in STATES else code


def mark(lane: Lane, piece: int) -> str:
    """What stands for a piece of the timeline in one cell; of moments see `places`."""
    if lane.kind is LaneKind.STATES:
        code = lane.states[piece]
        if code is not None and code in STATE_MARKS:
            return STATE_MARKS[code]
    height = lane.height(piece)
    return UNMEASURED if height is None else BARS[round(height * (len(BARS) - 1))]


def places(lane: Lane, length_s: float, cells: int) -> set[int]:
    """The cells of a row of `cells` in which a moment lies, of an answer of `length_s`."""
    return {min(cells - 1, int(span.at / length_s * cells)) for span in lane.spans} if length_s > 0 else set()


def value(lane: Lane, piece: int) -> str:
    """What the lane says of a piece in words; "" where nothing was measured."""
    if lane.kind is LaneKind.STATES:
        code = lane.states[piece]
        return "" if code is None else state(code)
    number = lane.values[piece] if lane.kind is LaneKind.LEVEL else None
    if number is None:
        return ""
    if lane.unit == "share":
        return _("{number} %").format(number=round(number * 100))
    return f"{number:.0f}°" if lane.unit == "degrees" else f"{number:.1f} {lane.unit}"
