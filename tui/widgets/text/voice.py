"""The voice in words: states, figures of an answer, and what to work on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.scoring.voice import SENSES
from core.voice.readings import VoiceReading, VoiceState
from tui.i18n import N_, _, ngettext
from tui.widgets.text import words

if TYPE_CHECKING:
    from core.report.report import Report
    from core.report.voice import VoiceReport

STATES: Mapping[VoiceState, str] = {
    VoiceState.MEASURED: N_("measured"),
    VoiceState.MASKED: N_("Poise itself was to be heard"),
    VoiceState.MUTED: N_("the microphone is muted"),
    VoiceState.LOST: N_("the microphone gave nothing"),
    VoiceState.NO_MICROPHONE: N_("no microphone"),
}
ADVICE: Mapping[str, str] = {
    "silent": N_("In {n} of {of} answers hardly a word was heard: answer aloud, or check the microphone."),
    "late_start": N_("In {n} of {of} answers the first word came late (after up to {longest})."),
    "too_fast": N_("{pace} syllables a second: most listeners follow {low} to {high}. Pause after each sentence."),
    "too_slow": N_("{pace} syllables a second: {low} to {high} sounds more assured."),
    "long_pauses": N_("Long pauses: {n}, the longest {longest}. Bridge them with a word about what comes next."),
    "too_quiet": N_("Your voice was only {level} above the noise ({least} is the least): speak up or come closer."),
    "trailing_off": N_("Your sentences trailed off by up to {fall}, in {n} of {of} answers: carry the last word."),
    "monotone": N_("Your pitch moved by {range} only ({least} sounds lively): stress the word that matters."),
}


def state(value: VoiceState) -> str:
    """Why the voice was not measured."""
    return _(STATES[value])


def reading(value: VoiceReading) -> str:
    """Speech, silence, or why that is not known."""
    if not value.measured:
        return state(value.state)
    return _("speaking") if value.speech else _("silent")


def advice_parameter(name: str, value: float | str) -> object:
    """A figure of an advice with its unit."""
    if isinstance(value, str):
        return value
    if name == "longest":
        return words.seconds(value)
    if name in ("level", "least_db", "fall"):
        return _("{n} dB").format(n=f"{value:.0f}")
    return f"{value:.0f}" if name in ("n", "of") else f"{value:.1f}"


def advice(code: str, params: Mapping[str, float | str]) -> str:
    """What to work on in the voice, as a sentence."""
    shown = {name: advice_parameter(name, value) for name, value in params.items()}
    if code == "monotone":
        shown = {name: _("{n} semitones").format(n=text) for name, text in shown.items()}
    if code == "too_quiet":
        shown["least"] = advice_parameter("level", params["least"])
    return _(ADVICE[code]).format(**shown)


def score_lines(report: Report) -> list[str]:
    """The score of the voice and the sum of the senses; nothing where the voice was not measured."""
    lines = []
    if report.voice is not None:
        lines.append(_("voice {value} of 100").format(value=f"{report.voice:.0f}"))
    if report.together is not None:
        whole = _("together {value} of 100 ({face} expression, {voice} voice)")
        shares = {"face": words.percent(SENSES["expression"]), "voice": words.percent(SENSES["voice"])}
        lines.append(whole.format(value=f"{report.together:.0f}", **shares))
    return lines


def facts(voice: VoiceReport) -> str:
    """The figures of one answer in a line."""
    measures = voice.measures
    if not measures.measured:
        worst = max(measures.unmeasured, key=measures.unmeasured.__getitem__, default=VoiceState.LOST)
        return _("voice not measured: {why}").format(why=state(worst))
    if voice.silent:
        return _("voice: silent ({share} of the time spoken)").format(share=words.percent(measures.speaking))
    parts = [_("spoken {share}").format(share=words.percent(measures.speaking))]
    if measures.pace is not None:
        parts.append(_("{pace} syllables a second").format(pace=f"{measures.pace:.1f}"))
    if measures.first_word_s is not None:
        parts.append(_("first word after {time}").format(time=words.seconds(measures.first_word_s)))
    count = len(measures.pauses)
    pauses = ngettext("{n} pause", "{n} pauses", count).format(n=count)
    parts.append(
        _("{pauses}, the longest {time}").format(pauses=pauses, time=words.seconds(measures.longest_s))
        if count
        else pauses
    )
    if measures.lengthened:
        found = ngettext("{n} lengthened sound", "{n} lengthened sounds", measures.lengthened)
        parts.append(found.format(n=measures.lengthened))
    return _("voice: {parts}").format(parts="; ".join(parts))
