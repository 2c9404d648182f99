"""The words of an answer in words: figures, transcript, and what a recogniser's counts are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.i18n import _, ngettext

if TYPE_CHECKING:
    from core.report.report import Report
    from core.report.words import WordsReport
    from core.voice.fillers import Filler
    from core.voice.transcript import Transcript

MOST_WORDS = 6
"""How many of the question's words are listed."""


def facts(said: WordsReport) -> str:
    """The figures of one answer in a line."""
    measures = said.measures
    if not said.transcript.words:
        return _("words: none was heard")
    parts = [ngettext("{n} word", "{n} words", measures.count).format(n=measures.count)]
    if measures.minute is not None:
        parts.append(_("{n} a minute").format(n=f"{measures.minute:.0f}"))
    if measures.syllables is not None:
        parts.append(_("{n} written syllables a minute").format(n=f"{measures.syllables:.0f}"))
    sure = [each for each in measures.fillers if each.sure]
    parts.append(
        _("fillers written down: {fillers}").format(fillers=_listed(sure)) if sure else _("no filler written down")
    )
    if maybe := [each for each in measures.fillers if not each.sure]:
        parts.append(_("perhaps fillers: {fillers}").format(fillers=_listed(maybe)))
    if measures.uptake is not None:
        asked = ", ".join(measures.taken[:MOST_WORDS])
        share = _("of the question's words {n} of {count} taken up")
        taken_up = share.format(n=len(measures.taken), count=len(measures.asked))
        parts.append(f"{taken_up} ({asked})" if asked else taken_up)
    return _("words: {parts}").format(parts="; ".join(parts))


def _listed(fillers: list[Filler]) -> str:
    """`um 3, uh 1`."""
    return ", ".join(f"{filler.word} {filler.count}" for filler in fillers)


def text(said: WordsReport) -> str:
    """The transcript in quotation marks; "" without a word."""
    return _("“{text}”").format(text=said.transcript.text) if said.transcript.words else ""


def notes(report: Report) -> list[str]:
    """By which recogniser it is, and what its figures are worth; [] without words."""
    heard = [answer.words.transcript for answer in report.answers if answer.words is not None]
    names = dict.fromkeys(recogniser(each) for each in heard if each.words)
    if not names:
        return []
    return [
        _("Words by {recogniser}. It may mishear, and leaves fillers out: there were more, as a rule.").format(
            recogniser=", ".join(names)
        ),
        _(
            "Perhaps fillers are words that stood alone. The question's words are compared by simple rules; other "
            "words for the same thing are not seen."
        ),
    ]


def by(said: WordsReport) -> str:
    """Of one answer, by which recogniser it is."""
    return _("by {recogniser}").format(recogniser=recogniser(said.transcript))


def recogniser(heard: Transcript) -> str:
    """`faster-whisper 1.2.1 (small)`."""
    return f"{heard.recogniser} ({heard.model})" if heard.model else heard.recogniser
