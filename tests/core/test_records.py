"""What earlier versions wrote is read; what is none is refused with its file, its field and one line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from core.base.errors import ProfileError
from core.base.records import RecordError, from_record, to_record
from core.base.types import Expression
from core.calibration.profiles import Profiles
from core.cueing.cues import CueLevel, Sound
from core.session.events import (
    KINDS,
    AnswerEnded,
    CueSounded,
    Noticed,
    PhaseChanged,
    cue_from_json_dict,
    from_json_dict,
    to_json_dict,
)
from core.session.plan import InterviewPlan
from core.session.snapshot import PauseReason, Phase
from core.store.about import policy_of
from questions.schema import Timing

OLD_PROFILE = """{
  "schema": 1, "name": "me", "network": "default",
  "shifts": {"fear": -0.5, "happy": 0, "neutral": 0.0, "sad": -2.5, "surprise": 0.0},
  "odds": {"fear": -3.0, "happy": -4.1, "neutral": 0.0, "sad": -0.2, "surprise": -5.0},
  "rest": {"fear": 0.05, "happy": 0.01, "neutral": 0.5, "sad": 0.43, "surprise": 0.01},
  "rest_after": {"fear": 0.04, "happy": 0.01, "neutral": 0.88, "sad": 0.06, "surprise": 0.01},
  "smile": {}, "smile_after": {}, "limited": ["sad"], "frames": 288, "made": "2026-03-01T10:00:00+00:00"
}"""
OLD_PLAN = """{"format": "quick", "language": "ko", "questions": [
  {"id": "intro", "category": "self_introduction", "text": {"ko": "자기소개", "en": "Introduce yourself."}},
  {"id": "why", "category": "motivation", "text": {"ko": "지원 동기"}, "follow_up": true, "hint": {"ko": "짧게"},
   "timing": {"prep_s": 30, "answer_s": 90.0, "retakes": 1, "submit_after_s": 0, "prep_skippable": true,
              "skip_allowed": false}}
], "prep_s": 10, "answer_s": 30.5}"""
OLD_EVENTS: dict[str, dict[str, Any]] = {
    "answer_scored": {"index": 0, "attempt": 1, "score": 71.5},
    "answer_rated": {"index": 0, "word": "hard"},
    "item_shown": {"number": 3, "id": "d004", "text": "I keep my word."},
    "item_ended": {"number": 3, "id": "d004", "step": 5, "used_s": 3.2},
    "question_shown": {"index": 0, "id": "intro", "text": "자기소개", "attempt": 1},
    "phase": {"phase": "answer", "index": 0, "attempt": 2},
    "answer_began": {"index": 0, "attempt": 1},
    "answer_ended": {"index": 0, "attempt": 1, "how": "time", "used_s": 30},
    "skipped": {"index": 1},
    "paused": {"reason": "camera_lost"},
    "resumed": {},
    "changed": {"what": "moods", "value": {"sad": "acceptable"}},
    "noticed": {"code": "slowed", "params": {"fps": 10, "why": "asked"}},
    "cue_sounded": {"sound": "tone"},
    "look_called": {"where": "down"},
    "voice_called": {"why": "silent"},
    "note_written": {"text": "went well"},
    "finished": {"complete": True},
}
OLD_WHY = {
    "expression": "sad", "value": 0.72, "threshold": 0.2, "sustained_s": 3,
    "strongest": {"sad": 0.64, "neutral": 0.2, "fear": 0.11},
}  # fmt: skip


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path)


def test_profile_of_an_earlier_version_is_read(profiles: Profiles) -> None:
    profiles.file("me").write_text(OLD_PROFILE)
    profile = profiles.load("me")
    assert profile.shifts[Expression.SAD] == -2.5
    assert (profile.limited, profile.frames, profile.look, profile.signs) == ((Expression.SAD,), 288, None, {})
    profiles.save(profile)
    assert profiles.load("me") == profile


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"shifts": {"sad": "low"}}, "shifts"),
        ({"shifts": {"sad": math.nan}}, "shifts.sad: not a finite number"),
        ({"shifts": {"sad": -2.6}}, "a shift is beyond 2.5"),
        ({"shifts": {"bored": 0.1}}, "bored"),
        ({"rest": None}, "rest"),
        ({"limited": "sad"}, "limited"),
        ({"schema": 2}, "version 2, this Poise knows 1"),
    ],
)
def test_profile_that_is_none_is_refused_with_file_and_field(
    profiles: Profiles, changes: dict[str, Any], part: str
) -> None:
    file = profiles.file("me")
    file.write_text(json.dumps({**json.loads(OLD_PROFILE), **changes}))
    with pytest.raises(ProfileError) as caught:
        profiles.load("me")
    text = str(caught.value)
    assert text.startswith(f"{file}: not a calibration profile (")
    assert part in text
    assert text.endswith("calibrate again")
    assert "\n" not in text


def test_profile_that_lacks_a_field_names_it(profiles: Profiles) -> None:
    record = json.loads(OLD_PROFILE)
    del record["odds"]
    profiles.file("me").write_text(json.dumps(record))
    with pytest.raises(ProfileError, match=r"\(odds is missing\)"):
        profiles.load("me")


def test_plan_of_an_earlier_version_is_read_and_written_as_it_was() -> None:
    plan = InterviewPlan.from_json_dict(json.loads(OLD_PLAN))
    first, second = plan.questions
    assert (first.timing, first.hint, first.follow_up) == (None, {}, False)
    assert second.timing == Timing(30.0, 90.0, 1, 0.0, True, False)
    assert (plan.answers_s, plan.retakes, plan.prep_skippable) == (120.5, 0, True)
    again = plan.to_json_dict()
    assert InterviewPlan.from_json_dict(json.loads(json.dumps(again))) == plan
    assert again["questions"][1]["timing"] == json.loads(OLD_PLAN)["questions"][1]["timing"]


def test_plan_that_is_none_names_the_place() -> None:
    record = json.loads(OLD_PLAN)
    record["questions"][1]["timing"]["prep_s"] = "long"
    with pytest.raises(RecordError, match=r"^questions\[1\]\.timing\.prep_s: expected"):
        InterviewPlan.from_json_dict(record)


def test_every_kind_of_event_is_read_and_written_as_it_was() -> None:
    assert set(OLD_EVENTS) == set(KINDS)
    for kind, data in OLD_EVENTS.items():
        event = from_json_dict(kind, 2.5, data)
        assert type(event) is KINDS[kind]
        assert event.t == 2.5
        assert {**to_json_dict(event), **data} == to_json_dict(event)
    assert from_json_dict("phase", 1.0, OLD_EVENTS["phase"]) == PhaseChanged(1.0, Phase.ANSWER, 0, 2)
    assert from_json_dict("answer_ended", 1.0, OLD_EVENTS["answer_ended"]) == AnswerEnded(1.0, 0, 1, "time", 30.0)


def test_whole_numbers_of_a_notice_stay_whole() -> None:
    event = from_json_dict("noticed", 1.0, OLD_EVENTS["noticed"])
    assert isinstance(event, Noticed)
    assert "{fps}".format_map(event.params) == "10"


def test_what_a_newer_poise_wrote_is_passed_over() -> None:
    assert from_json_dict("looked_away", 1.0, {}) is None
    assert from_json_dict("cue_sounded", 1.0, {"sound": "trumpet"}) is None
    assert from_json_dict("cue_sounded", 1.0, {"sound": "bell", "loud": 3}) == CueSounded(1.0, Sound.BELL)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("phase", {"phase": "sleeping"}),
        ("paused", {"reason": 3}),
        ("answer_began", {"index": "first", "attempt": 1}),
        ("answer_ended", {"index": 0, "attempt": 1, "how": "time", "used_s": math.inf}),
        ("finished", {}),
    ],
)
def test_event_that_is_none_is_refused(kind: str, data: dict[str, Any]) -> None:
    assert PauseReason("user") is PauseReason.USER
    with pytest.raises(RecordError):
        from_json_dict(kind, 1.0, data)


def test_cue_of_an_earlier_version_is_read() -> None:
    cue = cue_from_json_dict(4.0, 2, OLD_WHY)
    assert (cue.level, cue.why.expression, cue.why.moved, cue.sound) == (CueLevel.TONE, Expression.SAD, (), None)
    assert cue.why.strongest[0] == (Expression.SAD, 0.64)


def test_policy_of_another_version_keeps_what_is_known() -> None:
    assert policy_of({"cooldown_s": 9, "patience": 3}).cooldown_s == 9.0


def test_records_come_back_as_they_were() -> None:
    plan = InterviewPlan.from_json_dict(json.loads(OLD_PLAN))
    assert from_record(InterviewPlan, to_record(plan)) == plan


def test_a_notice_in_words_of_the_screen_is_stored_as_plain_text() -> None:
    class Worded(str):
        """As the app's Korean texts are."""

        __slots__ = ()

    event = Noticed(1.0, "no_microphone", {"reason": Worded("마이크가 없습니다")})
    stored = to_json_dict(event)
    assert stored["params"] == {"reason": "마이크가 없습니다"}
    assert type(stored["params"]["reason"]) is str
