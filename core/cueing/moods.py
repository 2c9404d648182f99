"""From expressions to moods: the paper's map, which the user may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from core.base.errors import SettingsError
from core.base.types import Expression, Mood, Probabilities, Reading

PAPER_MOODS: Mapping[Expression, Mood] = MappingProxyType(
    {
        Expression.ANGRY: Mood.BAD,
        Expression.DISGUST: Mood.BAD,
        Expression.FEAR: Mood.BAD,
        Expression.HAPPY: Mood.GOOD,
        Expression.NEUTRAL: Mood.ACCEPTABLE,
        Expression.SAD: Mood.BAD,
        Expression.SURPRISE: Mood.ACCEPTABLE,
    }
)
"""The paper's map for its five classes; anger and disgust, which only seven-class networks know, are bad too."""

BAD_SHARE = 0.40
"""From this share on a face is bad, for cue, score, screen, report and gate alike: a sound needs it at its moment,
and a second counts as bad with it. Chosen with the preset `normal`, see `core/README.md`."""
BAD_UNTIL = 0.20
"""Below this share a face that was bad is so no longer where something is shown or drained: a dead band."""


def mood_of(shares: Mapping[Mood, float]) -> Mood:
    """The mood that these shares make: bad from BAD_SHARE on, else the greater one of good and acceptable."""
    if shares[Mood.BAD] >= BAD_SHARE:
        return Mood.BAD
    return Mood.GOOD if shares[Mood.GOOD] > shares[Mood.ACCEPTABLE] else Mood.ACCEPTABLE


_NO_SHARES = dict.fromkeys(Mood, 0.0)


@dataclass(frozen=True)
class MoodMap:
    """Which mood each expression counts as; total over all seven expressions."""

    moods: Mapping[Expression, Mood] = field(default_factory=lambda: PAPER_MOODS)

    def __getitem__(self, expression: Expression) -> Mood:
        """The mood that `expression` counts as."""
        return self.moods[expression]

    def bad_share(self, probabilities: Probabilities) -> float:
        """The probability of bad alone, as `shares` has it."""
        share = 0.0
        for expression, probability in probabilities.items():
            if self.moods[expression] is Mood.BAD:
                share += probability
        return share

    def shares(self, probabilities: Probabilities) -> dict[Mood, float]:
        """The probability of each mood: the sum over the expressions that count as it."""
        shares = dict(_NO_SHARES)
        for expression, probability in probabilities.items():
            shares[self.moods[expression]] += probability
        return shares

    def mood(self, probabilities: Probabilities) -> Mood:
        """The mood that a face with these probabilities counts as, by the shares of the moods."""
        return mood_of(self.shares(probabilities))

    def strongest(self, probabilities: Probabilities, mood: Mood) -> Expression | None:
        """The strongest of the expressions that count as `mood`; None where the network knows none."""
        known = [expression for expression in probabilities if self.moods[expression] is mood]
        return max(known, key=probabilities.__getitem__, default=None)

    def judged(self, reading: Reading, probabilities: Probabilities) -> Reading:
        """The reading with these probabilities, its mood, and the expression that stands for the mood."""
        mood = self.mood(probabilities)
        lead = self.strongest(probabilities, mood)
        return replace(reading, probabilities=probabilities, mood=mood, expression=lead)

    def replaced(self, changes: Mapping[Expression, Mood]) -> MoodMap:
        """A map with some expressions changed."""
        return MoodMap(MappingProxyType({**self.moods, **changes}))

    @classmethod
    def parse(cls, pairs: Iterable[str], base: MoodMap | None = None) -> MoodMap:
        """Apply pairs such as `sad=acceptable` (also several, joined by commas) to `base`.

        Raises SettingsError naming the pair and the allowed words.
        """
        changes: dict[Expression, Mood] = {}
        for pair in (part.strip() for text in pairs for part in text.split(",") if part.strip()):
            name, _, mood = pair.partition("=")
            try:
                changes[Expression(name.strip().lower())] = Mood(mood.strip().lower())
            except ValueError:
                raise SettingsError(
                    "mood_map",
                    pair=pair,
                    expressions=", ".join(e.value for e in Expression),
                    moods=", ".join(m.value for m in Mood),
                ) from None
        return (base or cls()).replaced(changes)
