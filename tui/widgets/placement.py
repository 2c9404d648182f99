"""How one sits before the camera, in words: is the light right, the distance, the place in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.base.types import Box, Head, Reading, ReadingState
from core.session.snapshot import Snapshot
from core.vision.placement import (
    PLACEMENT,
    Distance,
    Height,
    Light,
    Place,
    Side,
    distance_of,
    height_of,
    leans,
    light_of,
    place_of,
    side_of,
)
from tui.i18n import N_, _
from tui.widgets.meter import MeterView
from tui.widgets.text import words

LIGHT: Mapping[Light, str] = {
    Light.TOO_DARK: N_("too dark"),
    Light.DIM: N_("dim: a lamp would help"),
    Light.GOOD: N_("good"),
    Light.TOO_BRIGHT: N_("too bright"),
}
MEND_LIGHT: Mapping[Light, str] = {
    Light.TOO_DARK: N_("Too little light on your face: put a lamp before you."),
    Light.DIM: N_("The light is dim: put a lamp before you."),
    Light.TOO_BRIGHT: N_("Too much light on your face: turn away from it, or dim it."),
}
DISTANCE: Mapping[Distance, str] = {
    Distance.TOO_FAR: N_("come closer"),
    Distance.GOOD: N_("good"),
    Distance.TOO_NEAR: N_("sit back a little"),
}
PLACE: Mapping[Place, str] = {
    Place.ASIDE: N_("Sit in the middle of the picture."),
    Place.TOO_HIGH: N_("Your face is too high: raise the camera or sit lower."),
    Place.GOOD: N_("You are in the middle."),
    Place.TOO_LOW: N_("Your face is too low: lower the camera or sit up."),
}
SIDE: Mapping[Side, str] = {
    Side.LEFT: N_("The light falls from your left alone: turn to it, or put a lamp at your right."),
    Side.RIGHT: N_("The light falls from your right alone: turn to it, or put a lamp at your left."),
}
HEIGHT: Mapping[Height, str] = {
    Height.TOO_LOW: N_("The camera looks up to you: put it at the height of your eyes."),
    Height.TOO_HIGH: N_("The camera looks down on you: put it at the height of your eyes."),
}


NOT_MEASURED: Mapping[ReadingState, str] = {
    ReadingState.NO_FACE: N_("No face in the picture: sit before the camera, all of your face in sight."),
    ReadingState.TOO_DARK: N_("Too dark to see your face: put a lamp before you; nothing may cover the lens."),
    ReadingState.TOO_BLURRED: N_("Too blurred: wipe the lens, hold still, or add light."),
    ReadingState.HEAD_TURNED: N_("Your head is turned away or down: face the camera."),
}
"""What to do where no face can be measured; what is not here only waits for the camera."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What to change, or that all is well."""

    text: str
    good: bool


def light(reading: Reading | None) -> MeterView:
    """The light on the face."""
    value = reading.light if reading else None
    if value is None:
        return MeterView(_("Light"), None, "–")
    found = light_of(value)
    return MeterView(_("Light"), value / 255, _(LIGHT[found]), found is Light.GOOD)


def distance(face: Box | None, shape: tuple[int, int] | None) -> MeterView:
    """How large the face is in the picture (H, W)."""
    if face is None or shape is None:
        return MeterView(_("Distance"), None, "–")
    found = distance_of(face, shape)
    share = min(1.0, face.w / shape[1] / PLACEMENT.near)
    return MeterView(_("Distance"), share, _(DISTANCE[found]), found is Distance.GOOD)


def framing(face: Box, shape: tuple[int, int]) -> Hint:
    """Where the face is in the picture (H, W). The picture is shown mirrored, so left and right need no words."""
    found = place_of(face, shape)
    return Hint(_(PLACE[found]), found is Place.GOOD)


def one_sided(reading: Reading, *, mirrored: bool) -> Hint | None:
    """Whether the light falls from one side, and what to do."""
    if reading.sides is None or (side := side_of(reading.sides, reading.head, mirrored=mirrored)) is Side.EVEN:
        return None
    return Hint(_(SIDE[side]), False)


def standing(head: Head | None) -> Hint | None:
    """What is wrong with head and camera: it leans, or the camera stands too low or too high."""
    if head is None:
        return None
    if leans(head):
        text = _("You lean by {degrees} degrees: sit straight, or level the camera.")
        return Hint(text.format(degrees=round(abs(head.roll))), False)
    height = height_of(head)
    return Hint(_(HEIGHT[height]), False) if height is not Height.GOOD else None


def unmeasured(reading: Reading) -> Hint:
    """Why no face is measured, and what to do."""
    told = words.state(reading.state)
    return Hint(
        _(NOT_MEASURED[reading.state]) if reading.state in NOT_MEASURED else f"{told[:1].upper()}{told[1:]}.", False
    )


def hint(
    snapshot: Snapshot | None, face: Box | None, shape: tuple[int, int] | None, *, mirrored: bool = False
) -> Hint:
    """The one thing to change now, the most important first; `mirrored` says that the picture is by the settings."""
    reading = snapshot.reading if snapshot else None
    if reading is None:
        return Hint(_("Waiting for a picture …"), False)
    if reading.turned:
        text = _("The picture lies: press o to turn it by {degrees} degrees.")
        return Hint(text.format(degrees=360 - reading.turned), False)
    if not reading.measured or face is None or shape is None:
        return unmeasured(reading)
    if reading.faces > 1:
        return Hint(_("{n} faces: Poise stays with the framed one; w takes another.").format(n=reading.faces), False)
    far = distance(face, shape)
    if not far.good:
        return Hint(f"{far.label}: {far.word}.", False)
    lit = light_of(reading.light) if reading.light is not None else Light.GOOD
    bad_light = Hint(_(MEND_LIGHT[lit]), False) if lit in MEND_LIGHT else None
    wrong = one_sided(reading, mirrored=mirrored) or bad_light or standing(reading.head)
    return wrong or framing(face, shape)
