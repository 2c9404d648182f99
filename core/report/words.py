"""The words of an answer in a report: what was heard by which recogniser, its figures, and what to work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.report.advice import Advice
from core.report.voice import VoiceReport, advise_voice
from core.store.sessions import StoredSession
from core.voice.norms import Norms
from core.voice.transcript import Transcript
from core.voice.wording import LEAST_WORDS, MANY_FILLERS, WordMeasures, measure_words


@dataclass(frozen=True, slots=True)
class WordsReport:
    """One answer's words."""

    transcript: Transcript
    measures: WordMeasures

    def to_json_dict(self) -> dict[str, Any]:
        """In JSON's types."""
        measures = self.measures
        return {
            **asdict(self.transcript),
            "text": self.transcript.text,
            **{name: getattr(measures, name) for name in ("count", "minute", "syllables", "in_hundred", "uptake")},
            "fillers": [
                {**asdict(filler), "at": list(filler.at), "count": filler.count} for filler in measures.fillers
            ],
            "sure": measures.sure,
            "possible": measures.possible,
            "asked": list(measures.asked),
            "taken": list(measures.taken),
        }


def words_report(stored: StoredSession, index: int, attempt: int) -> WordsReport | None:
    """Of the answer to question `index` (from 0); None where no recogniser heard it."""
    transcript, plan = stored.transcripts.get((index, attempt)), stored.plan
    if transcript is None:
        return None
    if plan is None:
        return WordsReport(transcript, measure_words(transcript))
    asked = plan.questions[index].says(plan.language)
    return WordsReport(transcript, measure_words(transcript, asked, plan.language))


def advise_speech(voices: Sequence[VoiceReport], words: Sequence[WordsReport], norms: Norms | None) -> list[Advice]:
    """What to work on in what was said, and in how it sounded."""
    return [*advise_words(words), *(advise_voice(voices, norms) if norms else ())]


def advise_words(answers: Sequence[WordsReport]) -> list[Advice]:
    """What to work on over one or several answers: sure fillers alone, since the others may be words."""
    count, sure = sum(each.measures.count for each in answers), sum(each.measures.sure for each in answers)
    if count < LEAST_WORDS or 100.0 * sure / count < MANY_FILLERS:
        return []
    said: dict[str, int] = {}
    for filler in (each for answer in answers for each in answer.measures.fillers if each.sure):
        said[filler.word] = said.get(filler.word, 0) + filler.count
    commonest = max(said, key=said.__getitem__)
    return [Advice("many_fillers", {"n": sure, "in_hundred": 100.0 * sure / count, "word": commonest})]
