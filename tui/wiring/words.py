"""The words of recorded answers: by the recogniser of the settings, into the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.base.paths import answers_dir
from core.store.answers import AnswerFiles, RecordedAnswer
from core.voice.transcript import Transcript, Word
from tui.wiring.parts import open_store

if TYPE_CHECKING:
    from core.report.answer import AnswerReport
    from core.report.report import Report
    from core.settings.model import Settings
    from sounds.recognisers.base import Heard, Recogniser

INTERVIEW, AUTO = "interview", "auto"


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer of the report with its recording."""

    answer: AnswerReport
    file: RecordedAnswer


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far it is: answer `number` of `count` (from 1), and the share of all that is done."""

    number: int
    count: int
    share: float


def recorded(settings: Settings, report: Report) -> list[Recorded]:
    """Those answers of the report that were recorded, in its order."""
    files = AnswerFiles(answers_dir(settings.data)).answers(report.session.id)
    found = {(file.index, file.attempt): file for file in files if file.seconds > 0}
    keys = ((answer, (answer.index, answer.attempt)) for answer in report.answers)
    return [Recorded(answer, found[key]) for answer, key in keys if key in found]


def recogniser_of(settings: Settings) -> Recogniser:
    """The recogniser that the settings name. Raises SoundError."""
    from sounds.recognisers.opening import opened

    return opened(settings.recogniser, settings.recogniser_model, settings.recogniser_command)


def hear(
    settings: Settings,
    report: Report,
    among: Sequence[Recorded],
    recogniser: Recogniser,
    tell: Callable[[Hearing], object],
    cancelled: threading.Event,
) -> int:
    """Store the words of these recordings; returns of how many answers. Raises SoundError and StoreError.

    Each answer is stored as soon as it was heard, so that what was done stays when somebody stops it. In an answer
    that was silent no words are looked for: Whisper makes some up of noise.
    """
    store, language = open_store(settings), _language(settings, report)
    for number, each in enumerate(among, 1):

        def progressed(share: float, before: int = number - 1) -> None:
            tell(Hearing(before + 1, len(among), (before + share) / len(among)))

        progressed(0.0)
        if each.answer.silent:
            made = Transcript(recogniser.name, "", language or "", ())
        else:
            made = transcript_of(recogniser.hear(each.file.path, language, progressed, cancelled))
        store.keep_words(report.session.id, each.file.index, each.file.attempt, made)
    return len(among)


def _language(settings: Settings, report: Report) -> str | None:
    """The language to be heard; None for whichever it is."""
    if settings.recogniser_language == AUTO:
        return None
    if settings.recogniser_language != INTERVIEW:
        return settings.recogniser_language
    return report.plan.language if report.plan is not None else None


def transcript_of(heard: Heard) -> Transcript:
    """What was heard, as it is stored; times to the hundredth of a second, which is more than recognisers know."""
    words = (
        Word(word.text, round(word.start, 2), round(word.end, 2), _rounded(word.probability)) for word in heard.words
    )
    return Transcript(heard.recogniser, heard.model, heard.language, tuple(words))


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 3)
