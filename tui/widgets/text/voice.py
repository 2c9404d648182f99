"""The voice in words: states, figures of an answer, and what to work on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.scoring.senses import EXPRESSION, PRESENCE, VOICE
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

SENSES: Mapping[str, str] = {
    EXPRESSION: N_("expression"),
    PRESENCE: N_("presence"),
    VOICE: N_("voice"),
}


def state(value: VoiceState) -> str:
    """Why the voice was not measured."""
    return _(STATES[value])


def reading(value: VoiceReading) -> str:
    """Speech, silence, or why that is not known."""
    if not value.measured:
        return state(value.state)
    return _("speaking") if value.speech else _("silent")


def score_lines(report: Report) -> list[str]:
    """The score of the voice and the sum of the senses, each only where it was measured."""
    lines = []
    if report.voice is not None:
        lines.append(_("Voice {value} of 100.").format(value=f"{report.voice:.0f}"))
    if report.together is not None:
        shares = report.together.shares.items()
        parts = ", ".join(f"{words.percent(share)} {_(SENSES[sense])}" for sense, share in shares)
        whole = _("Together {value} of 100 ({parts}).")
        lines.append(whole.format(value=f"{report.together.value:.0f}", parts=parts))
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
