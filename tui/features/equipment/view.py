"""What the equipment check says: is anything heard, whose face is followed, whose camera is it."""

from __future__ import annotations

from collections.abc import Mapping

from core.base.types import Notice, Reading
from core.camera.ticket import LENT
from core.session.snapshot import Snapshot
from core.vision.finders import PLACES
from tui.i18n import N_, _
from tui.widgets.meter import MeterView
from tui.widgets.text.notices import by_code, notice_text

SILENT = 0.08
"""Level of the meter below which nothing but the room is heard."""
FACES: Mapping[str, str] = {
    "auto": N_("Followed: the largest face near the middle."),
    "left": N_("Followed: the face at the left."),
    "middle": N_("Followed: the face in the middle."),
    "right": N_("Followed: the face at the right."),
}
MICROPHONE: Mapping[str, tuple[str, str]] = {
    "no_microphone": (
        N_("none here"),
        N_("No microphone gives a sound: plug one in. d says what was tried."),
    ),
    "lost": (N_("gone"), N_("The microphone gives nothing any more: plug it in again.")),
    "muted": (
        N_("switched off"),
        N_("The microphone gives mere zeros: press its switch, or unmute it in the system's mixer."),
    ),
    "clipping": (
        N_("too loud"),
        N_("Your voice is cut off at full level: turn the input down, or sit further from the microphone."),
    ),
    "hum": (
        N_("a hum"),
        N_("The mains hum on the microphone: try another socket or cable, or a laptop on its battery."),
    ),
    "quiet": (N_("too quiet"), N_("Your voice comes softly: turn the input up, or come closer to the microphone.")),
    "noisy": (
        N_("a loud room"),
        N_("The room is as loud as a voice: close the window, or turn the microphone away from the fan."),
    ),
}
"""What may be wrong with the microphone, in a word and as advice."""
PLAYED: Mapping[str, str] = {
    "played": N_("Played by {player}. Did you hear it?"),
    "no_recording": N_("You have no recording yet: a tone is heard instead. Record one under Own voice."),
    "no_player": N_("No sound card here: the terminal's bell cues instead."),
    "no_speech": N_("Nothing here can speak: questions are only shown. d says what to install."),
    "cue_dropped": N_("It could not be played. d says why."),
}
PLAYING: Mapping[str, str] = {
    "tone": N_("Playing the tone …"),
    "voice": N_("Playing your voice …"),
    "speech": N_("Speaking …"),
}


def microphone(level: float | None, fault: str) -> MeterView:
    """The microphone's level, 0 to 1, None while nothing comes; `fault` is a code of MICROPHONE, "" without one."""
    if fault:
        return MeterView(_("Microphone"), level, _(MICROPHONE[fault][0]), False)
    if level is None:
        return MeterView(_("Microphone"), None, _("nothing yet"))
    return MeterView(_("Microphone"), level, _("quiet") if level < SILENT else _("heard"), level >= SILENT)


def microphone_hint(fault: str) -> str:
    """What to do about it; "" where nothing is wrong."""
    return _(MICROPHONE[fault][1]) if fault else ""


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
    return by_code(PLAYED, code, params)


def stand_in(snapshot: Snapshot | None) -> str:
    """Why a drawn face is seen, and what brings one's own; "" where it is."""
    if snapshot is None or not snapshot.camera.demo:
        return ""
    if any(notice.code == "demo_camera" and notice.params.get("why") == "no_camera" for notice in snapshot.notices):
        return _("No webcam gives a picture, so a drawn face stands in. Plug one in; ←→ looks again.")
    return notice_text(Notice("demo_camera", {"why": "asked"}))


def whose(remote: bool, host: str, camera: str) -> str:
    """Over SSH: whose camera and loudspeaker these are; "" where there is no doubt."""
    if not remote:
        return ""
    if camera == LENT:
        return _("Lent by your laptop: its camera, and its microphone and loudspeaker where it lends them too.")
    return _(
        "You are logged in by SSH: camera, microphone and loudspeaker are those of {host}, "
        "not of the machine before you."
    ).format(host=host)
