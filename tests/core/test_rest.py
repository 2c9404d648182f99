"""A cue names what moved against the person's own rest, beyond what trembles there anyway."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.base.types import Expression, Head, Reading, Signs
from core.calibration.correction import resting_signs
from core.cueing.cues import Cue, CueLevel
from core.cueing.policy import CuePolicy
from core.cueing.rest import Rest
from core.session.events import cue_from_json_dict, why_to_json_dict
from tests.core.scripts import face, measured

REST = Signs(Head(0, 0, 0), None, None, None, mouth=0.0, corners=-0.02, brows_apart=0.25, brows_up=0.15)
SAD = replace(REST, corners=-0.06, brows_apart=0.245)
DT = 1 / 15


def rested(seconds: float, noise: float = 0.001) -> Rest:
    random, rest = np.random.default_rng(4), Rest()
    for _ in range(round(seconds / DT)):
        rest.see(replace(REST, corners=REST.corners + float(random.normal(0, noise))), DT, bad=False)
    return rest


def test_lowered_corners_are_named() -> None:
    rest = rested(8)
    assert rest.moved() == ()
    for _ in range(20):
        rest.see(SAD, DT, bad=True)
    assert rest.moved() == ("corners_down",)


def test_restless_mouth_has_to_move_further() -> None:
    rest = rested(8, noise=0.03)
    for _ in range(20):
        rest.see(SAD, DT, bad=True)
    assert rest.moved() == ()


def test_nothing_is_said_before_the_rest_is_known() -> None:
    rest = rested(2)
    for _ in range(20):
        rest.see(SAD, DT, bad=True)
    assert rest.moved() == ()


def test_calibrated_rest_is_known_from_the_first_second_on() -> None:
    frames = [replace(measured(number * DT, face("neutral")), signs=REST) for number in range(60)]
    policy = CuePolicy(resting=resting_signs(frames))
    given = [policy.step(replace(measured(number * DT, face("sad")), signs=SAD)) for number in range(45)]
    moved = [cue.why.moved for cue in given if cue is not None and cue.level >= CueLevel.TONE]
    assert moved == [("corners_down",)]


def test_profile_that_lacks_a_sign_is_no_rest() -> None:
    rest = Rest({"corners": (0.0, 0.01)})
    rest.see(SAD, DT, bad=True)
    assert rest.moved() == ()


def test_cue_carries_what_moved_into_the_store_and_back() -> None:
    policy = CuePolicy()
    cues: list[Cue] = []
    for number in range(15 * 12):
        calm = number < 15 * 8
        raw = face("neutral") if calm else face("sad")
        reading: Reading = replace(measured(number * DT, raw), signs=REST if calm else SAD)
        given = policy.step(reading)
        cues += [given] if given else []
    cue = cues[-1]
    assert cue.why.expression is Expression.SAD
    assert cue.why.moved == ("corners_down",)
    told = why_to_json_dict(cue.why)
    assert cue_from_json_dict(cue.t, int(cue.level), told) == cue
    del told["moved"]
    assert cue_from_json_dict(cue.t, int(cue.level), told).why.moved == (), "a cue of an older store"
