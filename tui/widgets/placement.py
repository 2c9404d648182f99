"""How one sits before the camera, in words: is the light right, the distance, the place in the picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.base.types import Box, Reading
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


def standing(reading: Reading, *, mirrored: bool) -> Hint | None:
    """What is wrong with lamp and camera: light from one side, a head that leans, a camera too low or too high."""
    head = reading.head
    if reading.sides is not None and (side := side_of(reading.sides, head, mirrored=mirrored)) is not Side.EVEN:
        return Hint(_(SIDE[side]), False)
    if head is None:
        return None
    if leans(head):
        text = _("You lean by {degrees} degrees: sit straight, or level the camera.")
        return Hint(text.format(degrees=round(abs(head.roll))), False)
    height = height_of(head)
    return Hint(_(HEIGHT[height]), False) if height is not Height.GOOD else None


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
        return Hint(words.state(reading.state)[:1].upper() + words.state(reading.state)[1:] + ".", False)
    if reading.faces > 1:
        return Hint(_("{n} faces: Poise stays with the framed one; w takes another.").format(n=reading.faces), False)
    for meter in (distance(face, shape), light(reading)):
        if not meter.good:
            return Hint(f"{meter.label}: {meter.word}.", False)
    wrong = standing(reading, mirrored=mirrored)
    if wrong is not None:
        return wrong
    return framing(face, shape)
