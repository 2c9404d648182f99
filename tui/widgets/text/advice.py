"""What to work on, as a sentence: every advice has a code with figures."""

from __future__ import annotations

from collections.abc import Mapping

from core.base.types import ReadingState
from tui.i18n import N_, _
from tui.widgets.text import words
from tui.widgets.text.notices import by_code

FACE: Mapping[str, str] = {
    "well_done": N_("Well done: nothing stands out. Keep that face."),
    "few_cues": N_("Cues: {n}. None of it lasted or came often; the timeline shows where."),
    "short_slips": N_("No cue, but a slip of {seconds}; the timeline shows where."),
    "sometimes_bad": N_("Your expression was bad in {share} of the time, never for long."),
    "measured_too_little": N_(
        "Too little could be measured ({state}, {seconds}): mend light, place or camera first."
    ),
    "turned_away": N_("Your head was turned away or down for {seconds}: face the camera, so that you can be read."),
    "calibrate": N_(
        "{share} of your time counted as bad. If that was your resting face, calibrate: `poise calibrate`."
    ),
    "slow_recovery": N_("After a cue it took you {seconds} to recover: practise letting go of a frown at once."),
    "long_episode": N_("Your longest slip lasted {seconds}: breathe out and lift the corners of your mouth."),
    "often_bad": N_("Your expression was bad in {share} of the measured time."),
    "bad_at_the_end": N_("Your expression sank towards the end ({share} of the last third): end with a smile."),
    "bad_at_the_start": N_("Your expression began low ({share} of the first third): smile before you speak."),
    "looked_down": N_(
        "You looked at the camera in {share} of the time, away mostly down, at longest for {seconds}: put notes "
        "beside the lens, not below it."
    ),
    "looked_aside": N_(
        "You looked at the camera in {share} of the time, away mostly aside, at longest for {seconds}: put a mark "
        "beside the lens and talk to it."
    ),
    "short_answer": N_("You used only {share} of the time: add an example."),
    "few_smiles": N_("You smiled in {share} of the time; {aim} is plenty, at the beginning and at the end."),
}
"""By code; see `core/README.md` for the rules."""
VOICE: Mapping[str, str] = {
    "silent": N_("In {n} of {of} answers hardly a word was heard: answer aloud, or check the microphone."),
    "late_start": N_("In {n} of {of} answers the first word came late (after up to {longest})."),
    "too_fast": N_("{pace} syllables a second: most listeners follow {low} to {high}. Pause after each sentence."),
    "too_slow": N_("{pace} syllables a second: {low} to {high} sounds more assured."),
    "long_pauses": N_("Long pauses: {n}, the longest {longest}. Bridge them with a word about what comes next."),
    "too_quiet": N_("Your voice was only {level} above the noise ({least} is the least): speak up or come closer."),
    "many_fillers": N_(
        "Fillers such as “{word}”: {n}, that is {in_hundred} in 100 words. Be silent for a moment instead."
    ),
    "trailing_off": N_("Your sentences trailed off by up to {fall}, in {n} of {of} answers: carry the last word."),
    "monotone": N_("Your pitch moved by {range} only ({least} sounds lively): stress the word that matters."),
}
"""Of the voice; see `core/report/advice.py`."""
OF_ONE: Mapping[str, str] = {
    "silent": N_("Hardly a word was heard: answer aloud, or check the microphone."),
    "late_start": N_("The first word came late, after {longest}."),
    "trailing_off": N_("Your sentences trailed off by {fall}: carry the last word."),
}
"""The same of a single answer."""


def advice_words(code: str, params: Mapping[str, float | str]) -> str:
    """What to work on, as a sentence; shares become per cent."""
    if code in VOICE:
        return _of_voice(code, params)
    return by_code(FACE, code, {name: _parameter(name, value) for name, value in params.items()})


def _parameter(name: str, value: float | str) -> object:
    if name == "state":
        return words.state(ReadingState(value))
    if isinstance(value, str):
        return value
    if name == "n":
        return round(value)
    return words.seconds(value) if name == "seconds" else words.percent(value)


def _voice_parameter(name: str, value: float | str) -> object:
    """A figure of an advice with its unit."""
    if isinstance(value, str):
        return value
    if name == "longest":
        return words.seconds(value)
    if name in ("level", "least_db", "fall"):
        return _("{n} dB").format(n=f"{value:.0f}")
    return f"{value:.0f}" if name in ("n", "of") else f"{value:.1f}"


def _of_voice(code: str, params: Mapping[str, float | str]) -> str:
    """What to work on in the voice, as a sentence."""
    shown = {name: _voice_parameter(name, value) for name, value in params.items()}
    if code == "monotone":
        shown = {name: _("{n} semitones").format(n=text) for name, text in shown.items()}
    if code == "too_quiet":
        shown["least"] = _voice_parameter("level", params["least"])
    alone = code in OF_ONE and params["of"] == 1
    return _((OF_ONE if alone else VOICE)[code]).format(**shown)
