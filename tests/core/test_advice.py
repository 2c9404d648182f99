"""No advice contradicts its own figures, praises beside a cue, or says the same figure twice."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.types import Mood, Probabilities, Reading, ReadingState
from core.cueing.cues import CueCount
from core.cueing.policy import CuePolicy
from core.report.advice import FEW_SMILES, MANY_BAD, Advice, Observed, advise
from core.report.report import thirds_of
from core.scoring.episodes import episodes_of, recoveries_of
from core.scoring.scoring import Tally, score
from core.scoring.timeline import timeline
from tests.core.scripts import MOODS, Piece, bad, cues_of, face, stretch


def observed(readings: list[Reading], end: float, used: float | None = None) -> Observed:
    """What a report would hand to the rules, from one answer's readings."""
    cues = cues_of(CuePolicy(), readings)
    tally = Tally()
    tally.open(0.0)
    for reading in readings:
        tally.add(reading)
    tally.close(end)
    totals, episodes = replace(tally.totals(), cues=CueCount.of(cues)), episodes_of(readings, MOODS)
    seconds = [r.seconds for r in recoveries_of(cues, episodes, end) if r.seconds is not None]
    return Observed(
        score(totals),
        totals,
        max((episode.sustained_s for episode in episodes), default=0.0),
        sum(seconds) / len(seconds) if seconds else None,
        used,
        thirds_of(timeline(readings, cues, 0.0, end)),
        calibrated=False,
    )


def of(*pieces: Piece) -> tuple[Observed, list[Advice]]:
    seen = observed(list(stretch(pieces)), sum(seconds for seconds, _ in pieces))
    return seen, list(advise(seen))


def test_an_answer_that_is_bad_only_in_the_middle_is_told_nothing_of_its_beginning() -> None:
    _, told = of((20, face("happy")), (20, face("sad")), (20, face("happy")))
    assert {advice.code for advice in told} == {"slow_recovery", "long_episode", "often_bad"}


def test_an_answer_with_cues_is_not_praised() -> None:
    pieces = [(8.0, face("happy")), (2.0, face("sad"))] * 4
    seen, told = of(*pieces)
    assert seen.totals.cues.given == 4
    assert told == [Advice("few_cues", {"n": 4})]


def test_a_bad_share_is_said_once() -> None:
    _, told = of(
        (60, face("sad")),
    )
    assert [advice.code for advice in told if advice.params.get("share") == 1.0] == ["calibrate"]


what = st.one_of(
    st.sampled_from([face("happy"), face("neutral"), ReadingState.NO_FACE]), st.floats(0.0, 1.0).map(bad)
)
scripts: st.SearchStrategy[list[tuple[float, Probabilities | ReadingState]]] = st.lists(
    st.tuples(st.floats(0.5, 12.0), what), min_size=1, max_size=10
)


@settings(max_examples=50, deadline=None)
@given(scripts, st.one_of(st.none(), st.floats(0.0, 1.0)))
def test_every_advice_is_true_by_its_own_figures(script: list[Piece], used: float | None) -> None:
    seen = observed(list(stretch(script, fps=8.0)), sum(seconds for seconds, _ in script), used)
    told = advise(seen)
    figures = [
        (key, round(float(advice.params[key]), 2 if key == "share" else 1))
        for advice in told
        for key in ("share", "seconds")
        if key in advice.params
    ]
    assert len(set(figures)) == len(figures)
    for advice in told:
        assert is_true(advice, seen), advice


def is_true(advice: Advice, seen: Observed) -> bool:
    """Whether what the words of this advice claim was observed."""
    share, seconds = (float(advice.params.get(name, 0.0)) for name in ("share", "seconds"))
    bad_s, thirds = seen.totals.moods[Mood.BAD], seen.thirds or (0.0, 0.0, 0.0)
    claims = {
        "well_done": not seen.totals.cues.given and not seen.longest_s and seen.score.bad <= 0.05,
        "few_cues": seen.totals.cues.given == advice.params.get("n"),
        "short_slips": 0 < seconds <= bad_s + 1e-6,
        "sometimes_bad": share == seen.score.bad > 0,
        "calibrate": share == seen.score.bad >= 0.6,
        "often_bad": share == seen.score.bad >= MANY_BAD,
        "long_episode": 5.0 <= seconds <= bad_s + 1e-6,
        "slow_recovery": seconds >= 5.0 and seen.totals.cues.given > 0,
        "bad_at_the_end": share == thirds[2] == max(thirds) >= MANY_BAD and thirds[2] >= 2 * thirds[0],
        "bad_at_the_start": share == thirds[0] == max(thirds) >= MANY_BAD and thirds[0] >= 2 * thirds[2],
        "short_answer": share == seen.used and share < 0.4,
        "few_smiles": share == seen.score.good < FEW_SMILES,
        "measured_too_little": seen.score.measured < 0.8 and seconds > 0,
    }
    return claims[advice.code]
