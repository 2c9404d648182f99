"""What the equipment check says: is the light right, the distance, the place; is anything heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.base.notice import Notice
from core.base.types import Box, Reading
from core.session.snapshot import Snapshot
from core.vision.finders import PLACES
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

SILENT = 0.08
"""Level of the meter below which nothing but the room is heard."""

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
FACES: Mapping[str, str] = {
    "auto": N_("Followed: the largest face near the middle."),
    "left": N_("Followed: the face at the left."),
    "middle": N_("Followed: the face in the middle."),
    "right": N_("Followed: the face at the right."),
}
PLAYED: Mapping[str, str] = {
    "played": N_("Played by {player}. Did you hear it?"),
    "no_recording": N_("You have no recording yet: a tone is heard instead. Record one under Own voice."),
    "no_player": N_("No sound card here: the terminal's bell cues instead."),
    "no_speech": N_("Nothing here can speak: questions are only shown. `poise doctor` says what to install."),
    "cue_dropped": N_("It could not be played. `poise doctor` says why."),
}
PLAYING: Mapping[str, str] = {
    "tone": N_("Playing the tone …"),
    "voice": N_("Playing your voice …"),
    "speech": N_("Speaking …"),
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


def microphone(level: float | None, deaf: bool) -> MeterView:
    """The microphone's level, 0 to 1; `deaf` where nothing here can record."""
    if level is None:
        return MeterView(_("Microphone"), None, _("none here") if deaf else _("nothing yet"), not deaf)
    return MeterView(_("Microphone"), level, _("quiet") if level < SILENT else _("heard"), level >= SILENT)


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


def turned_by(reading: Reading | None, rotate: str) -> str:
    """The next setting of `rotate`: what makes a face that lies stand, or else a quarter more."""
    further = 360 - reading.turned if reading is not None and reading.turned else 90
    return str((int(rotate) + further) % 360)


def next_face(face: str) -> str:
    """The next choice of whose face is followed."""
    places = list(PLACES)
    return places[(places.index(face) + 1) % len(places)] if face in places else places[0]


def face_chosen(face: str) -> str:
    """Whose face is followed from now on."""
    return _(FACES[face])


def played(code: str, params: Mapping[str, object]) -> str:
    """How a sound test went."""
    return words.by_code(PLAYED, code, params)


def stand_in(snapshot: Snapshot | None) -> str:
    """Why a drawn face is seen, and what brings one's own; "" where it is."""
    if snapshot is None or not snapshot.camera.demo:
        return ""
    if any(notice.code == "demo_camera" and notice.params.get("why") == "no_camera" for notice in snapshot.notices):
        return _("No webcam gives a picture, so a drawn face stands in. Plug one in; ←→ looks again.")
    return words.notice(Notice("demo_camera", {"why": "asked"}))


def whose(remote: bool, host: str) -> str:
    """Over SSH: whose camera and loudspeaker these are; "" where there is no doubt."""
    if not remote:
        return ""
    return _(
        "You are logged in by SSH: camera, microphone and loudspeaker are those of {host}, "
        "not of the machine before you."
    ).format(host=host)
