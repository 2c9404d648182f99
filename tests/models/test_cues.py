"""How cues are judged: streams whose truth is known, by a network that is scripted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.cueing.policy import PRESETS
from core.report.replay import replay, tape_of_readings
from models.base.errors import LabError
from models.cues.expected import NONE_AT_ALL, Expectation, Window, clip_tapes, judge_clip
from models.cues.policies import PAPER, at_strictness, paper_sounds, policy_sounds, quality, run_cues, study, suited
from models.cues.streams import Stream, Stretch, compose, merged
from models.data.faces import FaceSet
from models.data.labels import FER_CLASSES, FIVE
from models.data.splits import fingerprints, hold_out
from models.data.targets import training_sets
from models.data.votes import COLUMNS, Votes
from models.measure.clips import ClipFaces, behaviour
from models.networks.predict import Floats, Predictor
from models.registry.spec import NetworkSpec
from models.training.config import TrainConfig
from tests.core.scripts import Piece, face, stretch

GREYS = dict(zip(FIVE, (30, 80, 130, 180, 230), strict=True))
"""In these tests a face is a grey square, and its grey tells the class."""


def grey_faces(each: int = 4) -> tuple[FaceSet, Votes]:
    names = [name for name in FIVE for _ in range(each)]
    pixels = np.stack([np.full((48, 48), GREYS[name], np.uint8) for name in names])
    labels = np.array([FER_CLASSES.index(name) for name in names])
    faces = FaceSet(pixels, labels, np.array(["PublicTest"] * len(names)), np.arange(len(names)))
    counts = np.zeros((len(names), len(COLUMNS)), np.float32)
    counts[np.arange(len(names)), [list(COLUMNS).index(name) for name in names]] = 9
    return faces, Votes(counts, np.full(len(names), 10, np.float32), np.ones(len(names), bool))


def seer(spec: NetworkSpec) -> Predictor:
    """A network that knows the greys."""

    def raw(prepared: Floats) -> Floats:
        greys = prepared.reshape(len(prepared), -1).mean(axis=1) * 255.0
        distance = np.abs(greys[:, None] - np.array(list(GREYS.values()))[None, :])
        return np.asarray(-distance / 3.0, np.float32)

    return Predictor("seer", Path("seer.onnx"), spec, raw)


@pytest.fixture(scope="module")
def stream() -> Stream:
    faces, votes = grey_faces()
    return compose(seer(NetworkSpec(FIVE, channels=1)), faces, votes, minutes=5.0, seed=1)


def test_a_composed_stream_is_as_the_recipe_says(stream: Stream) -> None:
    lengths = [s.end - s.start for s in stream.stretches[:-1]]
    assert min(lengths) >= 3.0
    assert max(lengths) <= 8.0
    blocks = [stream.stretches[i : i + 5] for i in range(0, len(stream.stretches) - 5, 5)]
    assert all(sum(bool(s.bad) for s in block) == 1 for block in blocks)
    assert stream.minutes == pytest.approx(5.0)
    assert len(stream.readings) == 5 * 60 * 15


def test_a_network_that_sees_everything_is_heard_in_time_and_never_wrongly(stream: Stream) -> None:
    ours = quality("normal", stream, policy_sounds(stream, PRESETS["normal"]))
    assert ours.heard >= 0.9
    assert ours.false_per_minute <= 0.2
    assert ours.median_delay_s is not None
    assert ours.median_delay_s < 2.0


def test_the_papers_rule_sounds_on_every_bad_frame(stream: Stream) -> None:
    bad = sum(s.end - s.start for s in stream.stretches if s.bad)
    assert len(paper_sounds(stream)) == pytest.approx(bad * 15, rel=0.02)
    rules = {row.rule: row for row in study(stream)["rules"]}
    assert rules[PAPER].sounds_per_minute > 20 * rules["normal"].sounds_per_minute


def test_the_curve_leads_from_gentle_to_strict(stream: Stream) -> None:
    assert [at_strictness(point) for point in (0.0, 1.0)] == [PRESETS["gentle"], PRESETS["normal"]]
    assert at_strictness(1.5).dwell_s == pytest.approx((PRESETS["normal"].dwell_s + PRESETS["strict"].dwell_s) / 2)
    figures = study(stream)
    rules = {row.rule: row for row in figures["rules"]}
    assert figures["curve"][-1].hits == rules["strict"].hits
    assert figures["curve"][0].hits < figures["curve"][-1].hits


def test_each_network_gets_the_policy_that_suits_it(stream: Stream) -> None:
    clear = quality("", stream, policy_sounds(stream, suited(stream)))
    assert clear.false_per_minute <= 0.3
    assert clear.hits >= quality("", stream, policy_sounds(stream, at_strictness(0.4))).hits
    alarmed = Stream("all bad", stream.readings, (Stretch(0.0, stream.minutes * 60, False),))
    assert suited(alarmed) == at_strictness(0.4)


def script(*pieces: Piece) -> Stream:
    ends = np.cumsum([seconds for seconds, _ in pieces])
    truth = tuple(
        Stretch(float(end - piece[0]), float(end), piece[1] == face("sad"))
        for end, piece in zip(ends, pieces, strict=True)
    )
    return Stream("script", tuple(stretch(pieces)), truth)


def test_hits_misses_false_sounds_and_delay_are_counted() -> None:
    scripted = script(
        (60, face("neutral")), (5, face("sad")), (55, face("neutral")), (5, face("sad")), (60, face("happy"))
    )
    judged = quality("by hand", scripted, [30.0, 61.5, 63.0, 124.0, 125.3, 150.0])
    assert judged.stretches == 2
    assert judged.hits == 0.5
    assert judged.heard == 1.0
    assert judged.false_per_minute == pytest.approx(2 / (175 / 60))
    assert judged.median_delay_s == pytest.approx(4.0)


def test_two_bad_stretches_in_a_row_are_one() -> None:
    assert merged([Stretch(0, 3, True), Stretch(3, 6, True), Stretch(6, 9, False)]) == [
        Stretch(0, 6, True),
        Stretch(6, 9, False),
    ]


def test_the_hold_out_has_no_face_that_was_learnt_or_chosen_by() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (300, 48, 48)).astype(np.uint8)
    pixels[200:240] = pixels[:40]  # copies of one another, on both sides of the splits
    splits = np.array(["Training"] * 220 + ["PublicTest"] * 80)
    faces = FaceSet(pixels, np.arange(300) % 7, splits, np.arange(300))
    held = hold_out(faces)
    learnt, chosen_by = training_sets(TrainConfig(), faces, None, "Training", "PublicTest")
    assert 15 <= len(held) <= 25
    assert set(held.splits) == {"Training"}
    assert set(chosen_by.faces.rows) <= set(held.rows)
    for others in (learnt.faces, faces.split("PublicTest")):
        assert not np.isin(fingerprints(held), fingerprints(others)).any()


def test_a_class_without_agreed_faces_is_named(stream: Stream) -> None:
    faces, votes = grey_faces()
    spec = NetworkSpec(("angry", *FIVE), channels=1)
    with pytest.raises(LabError, match="angry"):
        compose(seer(spec), faces, votes, minutes=1.0)


def test_a_clip_is_held_against_its_windows() -> None:
    result = replay(tape_of_readings("clip", list(stretch([(5, face("sad")), (20, face("happy"))]))))
    assert result.sounds == 1
    assert judge_clip(result, Expectation("a", (Window(0, 5, 1, 1), Window(6, 99, 0, 0)))).met
    silent = judge_clip(result, Expectation("a", NONE_AT_ALL))
    assert not silent.met
    assert silent.broken == NONE_AT_ALL


def test_a_network_is_judged_on_the_stretches_of_the_clips_that_are_there() -> None:
    times = np.arange(0, 19, 0.5)
    greys = np.where(times < 10, GREYS["sad"], GREYS["happy"]).astype(np.uint8)
    clip = ClipFaces("sad_to_happy", times, np.broadcast_to(greys[:, None, None], (len(greys), 48, 48)).copy())
    found = {b.stretch.seen: b for b in behaviour(seer(NetworkSpec(FIVE, channels=1)), [clip])}
    assert set(found) == {"sad", "smiling"}
    assert (found["sad"].faces, found["sad"].called_bad) == (12, 1.0)
    assert found["smiling"].called_bad == 0.0
    assert found["sad"].p_bad > 0.5 > found["smiling"].p_bad


def test_missing_clips_and_votes_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"sad_to_happy\.mp4"):
        clip_tapes(tmp_path, "default")
    with pytest.raises(LabError, match="both --data and --votes"):
        run_cues("default", tmp_path, None)
