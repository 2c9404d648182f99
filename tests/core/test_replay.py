"""Replays: the same to the byte with the same settings, and different where the settings differ."""

from __future__ import annotations

import random
from pathlib import Path

from core.base.types import Expression, Mood
from core.calibration.correction import Correction
from core.cueing.policy import PRESETS
from core.report.replay import (
    AS_RECORDED,
    Judging,
    judged_anew,
    moments,
    replay,
    tape_of_clip,
    tape_of_readings,
    tape_of_session,
)
from core.report.report import build_report
from core.store.sessions import StoredSession
from tests.core.scripts import MOODS, Piece, ScriptedReader, ScriptedSource, bad, face, stretch
from tests.core.test_correction import profile_against
from tests.core.test_report import run, two_answers


def lively(tmp_path: Path) -> StoredSession:
    random.seed(5)
    first: list[Piece] = [(1.0, bad(random.random())) for _ in range(20)]
    return run(tmp_path, two_answers(first, [(10, face("sad")), (10, face("happy"))]))


def test_identical_settings_give_identical_results_to_the_byte(tmp_path: Path) -> None:
    tape = tape_of_session(lively(tmp_path))
    assert replay(tape).to_json() == replay(tape).to_json()


def test_a_replay_with_its_own_settings_repeats_what_happened(tmp_path: Path) -> None:
    stored = lively(tmp_path)
    again = replay(tape_of_session(stored))
    assert again.cues == stored.cues
    assert again.score.value == stored.info.score
    assert again.sounds > 0


def test_another_policy_would_have_cued_less(tmp_path: Path) -> None:
    tape = tape_of_session(lively(tmp_path))
    assert replay(tape, policy=PRESETS["gentle"]).sounds < replay(tape).sounds
    assert replay(tape, policy=PRESETS["exam"]).cues == ()


def test_another_map_changes_moods_score_and_cues(tmp_path: Path) -> None:
    tape = tape_of_session(lively(tmp_path))
    forgiving = replay(tape, moods=MOODS.replaced({Expression.SAD: Mood.ACCEPTABLE}))
    assert forgiving.cues == ()
    assert forgiving.totals.moods[Mood.BAD] == 0.0
    assert (forgiving.score.value or 0) > (replay(tape).score.value or 0)


def test_a_profile_is_applied_to_the_raw_probabilities(tmp_path: Path) -> None:
    stored = run(tmp_path, two_answers([(20, bad(0.65))], [(20, bad(0.65))]))
    tape = tape_of_session(stored)
    profile = profile_against(bad(0.65))
    assert replay(tape).sounds > 0
    assert replay(tape, correction=Correction(profile)).sounds == 0


def anew(stored: StoredSession, judging: Judging) -> StoredSession:
    return judged_anew(stored, judging, moments(tape_of_session(stored), judging))


def test_session_judged_anew_by_its_own_settings_is_the_same_session(tmp_path: Path) -> None:
    stored = lively(tmp_path)
    tape = tape_of_session(stored)
    assert anew(stored, AS_RECORDED) == stored
    again = anew(stored, Judging(moods=tape.moods, policy=tape.policy))
    assert again == stored
    assert build_report(again).to_json_dict() == build_report(stored).to_json_dict()


def test_report_of_another_policy_has_the_cues_of_its_replay(tmp_path: Path) -> None:
    stored = lively(tmp_path)
    for name in ("gentle", "strict", "exam"):
        report = build_report(anew(stored, Judging(policy=PRESETS[name])))
        again = replay(tape_of_session(stored), policy=PRESETS[name])
        assert tuple(cue for answer in report.answers for cue in answer.cues) == again.cues
        assert report.score == again.score, "a policy changes cues and nothing of the score"


def test_moments_are_the_readings_of_the_answers_with_budget_and_cues(tmp_path: Path) -> None:
    stored = lively(tmp_path)
    seen = list(moments(tape_of_session(stored)))
    assert [moment.reading for moment in seen] == list(stored.readings)
    assert tuple(moment.cue for moment in seen if moment.cue) == stored.cues
    assert all(0.0 <= moment.state.budget <= 1.0 for moment in seen)
    assert all(moment.state.budget >= 0.5 for moment in seen if moment.cue), "a mark comes at half a budget"
    for index in (0, 1):
        times = [moment.at for moment in seen if moment.index == index]
        assert times == sorted(times)
        assert times[0] < 0.1
    forgiving = moments(tape_of_session(stored), Judging(moods=MOODS.replaced({Expression.SAD: Mood.ACCEPTABLE})))
    assert max(moment.state.budget for moment in forgiving) == 0.0


def test_a_clip_and_bare_readings_are_judged_alike() -> None:
    readings = list(stretch([(5, face("neutral")), (6, face("sad"))]))
    clip = tape_of_clip(ScriptedSource(readings), ScriptedReader(readings))
    bare = tape_of_readings("script", readings)
    assert replay(clip).to_json() == replay(bare).to_json()
    assert replay(clip).sounds == 1


def test_a_clip_can_be_read_in_part() -> None:
    readings = list(stretch([(5, face("neutral")), (6, face("sad"))]))
    tape = tape_of_clip(ScriptedSource(readings), ScriptedReader(readings), seconds=5.0)
    assert len(tape.readings) == 75
