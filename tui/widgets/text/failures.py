"""Errors of the packages, which are codes with parameters, in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from core.base.errors import PoiseError, message
from tui.i18n import N_, _
from tui.widgets.text.notices import by_code, said_words

SOUND: Mapping[str, str] = {
    "no_file": N_("{path}: there is no such file"),
    "silent_file": N_("{path}: there is nothing but silence in it"),
    "bad_audio": N_("{path}: not a wav, flac or ogg file that can be read"),
    "too_long": N_("{path}: {seconds} s long; a cue may last {longest} s"),
    "silent": N_("Nothing was heard: is the right microphone chosen, and not muted?"),
    "no_such_voice": N_("{name}: there is no such recording"),
    "bad_name": N_("{name}: a name has letters, digits, spaces, '-', '_' or '.', at most {longest}"),
    "bad_slot": N_("{slot}: there is no such kind of recording; choose one of {known}"),
    "disk_full": N_("{path}: the disk is full; what was there is kept"),
    "not_writable": N_("{path}: cannot be written ({reason})"),
    "no_recorder": N_("Nothing here can record; `poise doctor` says what is missing."),
    "recording_failed": N_("The recording broke off ({recorder}: {reason}); try again."),
    "no_recogniser_chosen": N_(
        "No recogniser is chosen: set recogniser to {names}, and recogniser_model to a model of it."
    ),
    "no_recogniser": N_("{recogniser} cannot be started ({reason}); `poise doctor` says what is missing."),
    "no_model": N_("{path}: there is no model; set recogniser_model to {kind}"),
    "bad_model": N_("{path}: not a model of this recogniser ({reason})"),
    "recogniser_failed": N_("{recogniser} failed: {reason}"),
    "recogniser_hangs": N_("{recogniser} did not come to an end and was stopped; try a smaller model."),
    "bad_transcript": N_("{recogniser} gave no transcript that can be read ({reason}); its version may not fit."),
    "cancelled": N_("{recogniser} was stopped."),
    "wrong_language": N_(
        "{model}: this model knows no '{asked}', it wrote '{language}'; choose a multilingual model."
    ),
    "no_speech": N_("Nothing here can speak ({engine}: {reason}); `poise doctor` says what is missing."),
    "no_player": N_("Nothing here can play a sound; `poise doctor` says what is missing."),
}
"""By the codes of `sounds.errors.SoundError`."""
INSIDE = frozenset(
    (
        N_("faster-whisper or whisper.cpp"),
        N_("the folder of a CTranslate2 model (model.bin, config.json, tokenizer.json, vocabulary.*)"),
        N_("a ggml model file, such as ggml-small.bin"),
        N_("it is a file, not a folder"),
        N_("it is a folder, not a file"),
        N_("it does not begin like a ggml model"),
    )
)
"""What their parameters say in words."""


def code_words(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a code of the sounds."""
    said = {name: _(str(value)) if str(value) in INSIDE else value for name, value in params.items()}
    return by_code(SOUND, code, said)


def failure_words(error: BaseException) -> str:
    """What went wrong, in one line."""
    if isinstance(error, PoiseError) and error.said is not None:
        return said_words(error.said)
    code, params = getattr(error, "code", None), getattr(error, "params", None)
    if isinstance(code, str) and code in SOUND and isinstance(params, Mapping):
        return code_words(code, params)
    finding = next(iter(getattr(error, "findings", ())), None)
    if finding is not None:
        from tui.widgets.text.findings import finding_words

        return f"{finding.file}: {finding_words(finding)}" if finding.file else finding_words(finding)
    return message(error)
