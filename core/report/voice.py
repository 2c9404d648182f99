"""The voice in a report: each answer's figures, its score and what to work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.report.advice import Advice
from core.scoring.voice import VoiceScore, silent, voice_score
from core.store.sessions import StoredSession
from core.voice.measures import VoiceMeasures
from core.voice.norms import Norms, norms_of


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """One answer's voice."""

    measures: VoiceMeasures
    score: VoiceScore
    silent: bool

    def to_json_dict(self) -> dict[str, Any]:
        """In JSON's types."""
        measures = asdict(self.measures)
        measures["unmeasured"] = {state.value: seconds for state, seconds in self.measures.unmeasured.items()}
        return {**measures, "silent": self.silent, "score": asdict(self.score)}


def norms_in(stored: StoredSession) -> Norms | None:
    """The norms of a session in which the voice was to be measured, else None."""
    about = stored.info.about.get("voice")
    if not isinstance(about, Mapping):
        return None
    changes = about.get("norms", {})
    return norms_of(str(about.get("language", "en")), changes if isinstance(changes, Mapping) else {})


def by_norms(stored: StoredSession, changes: Mapping[str, float]) -> StoredSession | None:
    """The session as if its voice had been judged with these norms changed; None where it was not to be measured."""
    about = stored.info.about
    voice = about.get("voice")
    if not isinstance(voice, Mapping):
        return None
    before = voice.get("norms", {})
    norms = {**(before if isinstance(before, Mapping) else {}), **changes}
    return replace(stored, info=replace(stored.info, about={**about, "voice": {**voice, "norms": norms}}))


def voice_report(measures: VoiceMeasures | None, norms: Norms | None) -> VoiceReport | None:
    """None where the voice was not to be measured."""
    if measures is None or norms is None:
        return None
    return VoiceReport(measures, voice_score(measures, norms), silent(measures, norms))


def advise_voice(answers: Sequence[VoiceReport], norms: Norms) -> list[Advice]:
    """What to work on over one or several answers, the most useful first; each with the figures that make it true."""
    heard = [answer for answer in answers if answer.measures.measured]
    quiet = [answer for answer in heard if answer.silent]
    spoken = [answer.measures for answer in heard if not answer.silent]
    found: list[Advice] = []
    if quiet:
        found.append(Advice("silent", {"n": len(quiet), "of": len(answers)}))
    found += _late(spoken, norms)
    found += _pace(spoken, norms)
    pauses = [pause.seconds for voice in spoken for pause in voice.pauses if pause.seconds >= norms.long_pause_s]
    if pauses:
        found.append(Advice("long_pauses", {"n": len(pauses), "longest": max(pauses)}))
    found += _sound(spoken, norms)
    return found


def _late(spoken: Sequence[VoiceMeasures], norms: Norms) -> list[Advice]:
    late = [v.first_word_s for v in spoken if v.first_word_s is not None and v.first_word_s >= norms.first_word_s]
    if not late:
        return []
    return [Advice("late_start", {"n": len(late), "of": len(spoken), "longest": max(late)})]


def _pace(spoken: Sequence[VoiceMeasures], norms: Norms) -> list[Advice]:
    seconds = sum(voice.speaking_s for voice in spoken)
    if seconds < 3.0:
        return []
    pace = sum(voice.syllables for voice in spoken) / seconds
    limits: dict[str, float | str] = {"pace": pace, "low": norms.pace_low, "high": norms.pace_high}
    if pace > norms.pace_high:
        return [Advice("too_fast", limits)]
    return [Advice("too_slow", limits)] if pace < norms.pace_low else []


def _sound(spoken: Sequence[VoiceMeasures], norms: Norms) -> list[Advice]:
    found: list[Advice] = []
    trails = [voice.trail_db for voice in spoken if voice.trail_db is not None and voice.trail_db >= norms.trail_db]
    levels = [voice.level_db for voice in spoken if voice.level_db is not None]
    ranges = [voice.range_st for voice in spoken if voice.range_st is not None]
    if levels and max(levels) < norms.level_low_db:
        found.append(Advice("too_quiet", {"level": max(levels), "least": norms.level_low_db}))
    if trails:
        found.append(Advice("trailing_off", {"n": len(trails), "of": len(spoken), "fall": max(trails)}))
    if ranges and max(ranges) < norms.range_low_st:
        found.append(Advice("monotone", {"range": max(ranges), "least": norms.range_low_st}))
    return found


def advise_all(expression: Sequence[Advice], voice: Sequence[Advice], most: int) -> tuple[Advice, ...]:
    """At most `most` over all senses, the senses in turn; silence first, and no praise beside anything."""
    faces = [advice for advice in expression if advice.code != "well_done"]
    first = [advice for advice in voice if advice.code == "silent"]
    rest = [advice for advice in voice if advice.code != "silent"]
    mixed = list(first)
    for number in range(max(len(faces), len(rest))):
        mixed += faces[number : number + 1] + rest[number : number + 1]
    return tuple(mixed[:most]) or tuple(expression)
