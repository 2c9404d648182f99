"""The constants of measuring a voice: units, and where each comes from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How speech, syllables and pitch are recognised; changed by engineers, not by users (those change `Norms`)."""

    speech_on: float = 0.5
    """Probability from which a frame is speech (Silero's own default)."""
    speech_off: float = 0.35
    """Probability below which speech ends (Silero: 0.15 below the other)."""
    over_floor_db: float = 5.0
    """Speech lies so far above the quietest 0.16 s of late: what others say in the background does not."""
    floor_s: float = 10.0
    """How long that is looked back for."""
    hang_s: float = 0.19
    """A gap shorter than this belongs to the speech around it: stop consonants are silent for 0.05 to 0.1 s."""
    least_speech_s: float = 0.096
    """Shorter bursts are clicks, not speech."""
    stretch_s: float = 0.5
    """Longest reading; what a power cut may lose, and how finely the tail of a sentence is seen."""
    low_hz: float = 300.0
    high_hz: float = 3400.0
    """The band in which syllables are counted: vowels dominate, a fan and hum do not."""
    median_hops: int = 5
    """A median over 50 ms takes the clicks of keys out;"""
    fast_median_hops: int = 3
    """over 30 ms where somebody speaks fast: it takes short vowels with them."""
    smooth_hops: int = 3
    """Hann smoothing over 30 ms."""
    dip_db: float = 3.0
    """Least dip between two nuclei (de Jong and Wempe: 2): within a vowel drawn out the level moves by 2,"""
    fast_dip_db: float = 1.5
    """and between two hurried ones it falls by no more."""
    fast_from: float = 5.0
    """Nuclei a second from which on it is fast, as the slow way counts them."""
    below_peak_db: float = 15.0
    """A nucleus lies at most so far below the loudest (de Jong and Wempe: 25; less keeps keys and babble out)."""
    forget_db_s: float = 2.0
    """How fast the loudest is forgotten."""
    muted_db: float = -85.0
    """Below this for `muted_s` nothing is recorded: a mute switch gives zeros, the quietest microphone -75 dB."""
    muted_s: float = 1.0
    steady_s: float = 0.30
    """Least length of a lengthened sound."""
    steady_share: float = 0.8
    """So much of it has a pitch at least: a voice that creaks misses a step now and then."""
    steady_db: float = 4.0
    """Its level stays within this of a line, and"""
    steady_semitones: float = 1.0
    """its pitch within this of a line"""
    steady_slope: float = 15.0
    """that falls or rises by no more semitones a second: fillers sink slowly (Goto, Itou, Hayamizu 1999)."""

    def to_json_dict(self) -> dict[str, Any]:
        """The constants in JSON's types, as a session stores them."""
        return asdict(self)
