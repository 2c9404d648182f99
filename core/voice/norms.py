"""What is usual in a voice, by language: where advice and score begin. Every value may be changed in the settings.

Sources, by language where they differ (`core/README.md` has them beside the limits):
    [P] Pellegrino, Coupé, Marsico 2011, Language 87:539: English is read at 6.2 syllables a second without pauses.
    [C] Coupé, Oh, Dediu, Pellegrino 2019, Science Advances 5:eaaw2594: the same for 17 languages, Korean among them.
    [B] De Jong and Bosker 2013, DiSS: silences of 0.25 s and more are pauses, shorter ones belong to articulation
        (after Goldman-Eisler 1968).
    [S] Sacks, Schegloff, Jefferson 1974; Stivers et al. 2009, PNAS 106:10587: answers begin after 0.2 s on average.
    [K] Lee, Shin, Yoo, Kim 2017, Phonetics and Speech Sciences 9(1):27: Korean, 412 speakers, pauses in and out;
        the young speak faster. Kim 2018, ibid. 10(4):19: 40 speakers of Seoul in free talk differ much.
    [A] Jacewicz, Fox, O'Neill, Salmons 2009, Language Variation and Change 21:233; Jacewicz, Fox, Wei 2010, JASA
        128:839: American English, 192 speakers, who talk faster than they read, long phrases faster than short ones.
    [J] Judgement of ours: no study of interviews is known to us that gives this number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Norms:
    """Limits; times in seconds, pace in syllables a second of speaking."""

    pace_low: float = 3.0
    """Slower sounds hesitant [J]."""
    pace_high: float = 5.5
    """Faster is hard to follow where the words are new to the listener: below the speed of reading aloud [P] [J]."""
    pause_s: float = 0.5
    """From here on a silence is counted as a pause; twice the limit of [B], so that breath is none."""
    long_pause_s: float = 2.5
    """From here on a pause is named one by one [J]."""
    first_word_s: float = 3.0
    """A later first word is reported; ten times what is usual in talk [S], since a question is to be taken in."""
    speaking_low: float = 0.5
    """Least share of an answer that is spoken before it counts as quiet [J]."""
    silent_share: float = 0.05
    """Below this an answer is called silent [J]."""
    level_low_db: float = 10.0
    """Least distance of speech from the noise floor in dB: below it words are lost in noise [J]."""
    trail_db: float = 6.0
    """Sentence ends softer than their sentence by more than this trail off: half the amplitude [J]."""
    range_low_st: float = 2.0
    """Pitch that stays within so many semitones (10th to 90th percentile) sounds monotone [J]."""

    def to_json_dict(self) -> dict[str, Any]:
        """The limits in JSON's types, as a session stores them."""
        return asdict(self)


NORMS = MappingProxyType({"ko": Norms(pace_low=3.5, pace_high=6.0), "en": Norms()})
"""By language. Korean syllables are simpler and come faster [C] [K]; for English see [A]."""


def norms_of(language: str, changes: Mapping[str, float] = MappingProxyType({})) -> Norms:
    """The norms of a language (English ones for one that has none), some of them changed."""
    return replace(NORMS.get(language, NORMS["en"]), **changes)


def parse_norms(text: str) -> dict[str, float]:
    """Changes such as "pace_high=5, pause_s=0.7"; raises ValueError for an unknown name or no positive number."""
    known = {field.name for field in fields(Norms)}
    changes: dict[str, float] = {}
    for pair in (part.strip() for part in text.split(",") if part.strip()):
        name, _, value = (word.strip() for word in pair.partition("="))
        if name not in known or not 0.0 < float(value) < 1000.0:
            raise ValueError(pair)
        changes[name] = float(value)
    return changes
