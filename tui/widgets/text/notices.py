"""What the user should know, as sentences by code; and how any code with parameters is said."""

from __future__ import annotations

from collections.abc import Mapping

from core.base.errors import Said, noticed, one_line
from core.base.sentences import SENTENCES
from core.base.types import Notice
from tui.i18n import N_, _

NOTICES: Mapping[str, str] = {
    "demo_camera.no_camera": N_(
        "No webcam gives a picture: this is the demo camera, a drawn face. Choose a camera by --camera."
    ),
    "camera_black.used": N_("{camera} shows nothing but black: open its shutter or take the cap off."),
    "camera_black.passed": N_("{camera} shows nothing but black and was passed over."),
    "camera_refused": N_(
        "{camera} may not be opened by you: run 'sudo usermod -aG video $USER' and log in again to use it."
    ),
    "speak_up.silent": N_("Nothing is heard of you for a while: go on speaking."),
    "speak_up.quiet": N_("Your voice has become soft: speak up."),
    "look_back.down": N_("Look at the camera: your eyes have been down for 3 s."),
    "look_back.aside": N_("Look at the camera: your eyes have been aside for 3 s."),
    "one_picture": N_("This file is one picture, not a film: after 5 s it counts as frozen, which is not measured."),
    "folder_readable": N_(
        "{folder} lies on a file system without permissions: whoever can open it can read your sessions there."
    ),
    "folder_without_locks": N_(
        "{folder} lies on a file system without locks: a lock file takes their place; run one Poise at a time there."
    ),
    "demo_camera.asked": N_("This is the demo camera: a drawn face, not yours."),
    "camera_held": N_("The webcam is in use, so the demo camera plays: {who}."),
    "demo_camera.lent": N_("The laptop lends its demo camera: a drawn face, not yours."),
    "other_network": N_(
        "The calibration {profile} was measured with the network {network}: calibrate again for this one."
    ),
    "provider_failed": N_(
        "onnxruntime offers {failed}, which does not start here: {provider} computes the network; see `poise doctor`."
    ),
    "no_profile": N_(
        "The calibration {profile} of the settings is not in this data folder, so none is used; `poise calibrate` "
        "makes one."
    ),
    "picture_turned": N_(
        "The camera's picture lies: turn it by {degrees} degrees in the equipment check, or start with --rotate."
    ),
    "slowed": N_("This machine is too slow for more: {fps} frames a second are measured."),
    "session_failed": N_("The session could not go on: {error}"),
    "camera_failed": N_("The camera failed: {error}"),
    "store_rescued": N_(
        "The store refused the last part ({error}); it is kept in {file} and taken in at the next start."
    ),
    "store_failed": N_("The session cannot be stored now; it is kept and tried again: {error}"),
    "stills_failed": N_("A small picture of your face could not be kept: {error}. Everything else goes on."),
    "no_speech": N_("Questions are not read aloud here; `poise doctor` says what is missing."),
    "no_microphone": N_("No microphone can be heard, so the voice is not measured ({reason})."),
    "no_sound": N_("Nothing here can make a sound; cues are only seen. `poise doctor` says what is missing."),
}
"""By code, or by code and reason; fields in braces are the notice's parameters."""


class _Known(dict[str, object]):
    """Parameters of which a missing one stays visible instead of raising."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def by_code(table: Mapping[str, str], code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code with its parameters; an unknown code shows itself, so that nothing is lost."""
    unknown = " ".join((code, *(f"{key}={value}" for key, value in params.items())))
    return _(table[code]).format_map(_Known(params)) if code in table else unknown


def said_words(said: Said) -> str:
    """What the engine says by a code, and by codes among its parameters, on one line."""
    params = {name: said_words(of) if isinstance(of, Said) else of for name, of in said.params.items()}
    return one_line(by_code(SENTENCES, said.code, params))


def notice_text(value: Notice) -> str:
    """What the user should know, as a sentence."""
    exact = f"{value.code}.{value.params.get('why', '')}"
    error = noticed(value.params)
    params = {**value.params, "error": said_words(error)} if error else value.params
    return by_code(NOTICES, exact if exact in NOTICES else value.code, params)
