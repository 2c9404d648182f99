"""What is shown of a picture, and of how one sits before the camera, without a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.base.types import Box, Head, ReadingState, Signs
from core.calibration.calibrator import CalibrationSettings
from tests.tui.app_fakes import snapshot
from tests.tui.test_view import reading
from tui.features.equipment import view as equipment
from tui.features.tour.view import step_line
from tui.widgets import placement
from tui.widgets.text import cells as picture
from tui.widgets.text import tints

# equipment

PICTURE = (120, 160)


@pytest.mark.parametrize(
    ("face", "advice"),
    [
        (Box(60, 30, 40, 50), "You are in the middle."),
        (Box(2, 30, 40, 50), "Sit in the middle of the picture."),
        (Box(75, 50, 12, 15), "Distance: come closer."),
        (Box(20, 0, 110, 118), "Distance: sit back a little."),
        (Box(60, 0, 40, 50), "Your face is too high: raise the camera or sit lower."),
        (Box(60, 69, 40, 50), "Your face is too low: lower the camera or sit up."),
    ],
)
def test_framing_says_the_one_thing_to_change(face: Box, advice: str) -> None:
    assert placement.hint(snapshot(reading=reading()), face, PICTURE).text == advice


def test_light_in_which_the_engine_refuses_to_calibrate_is_called_too_dark() -> None:
    limit = CalibrationSettings().dark
    assert not placement.light(replace(reading(), light=limit - 1)).good
    assert placement.light(replace(reading(), light=limit - 1)).word == "too dark"
    assert placement.light(replace(reading(), light=limit + 1)).word != "too dark"


def test_bad_light_is_said_before_the_place() -> None:
    dark = replace(reading(), light=30.0)
    assert placement.hint(snapshot(reading=dark), Box(2, 30, 40, 50), PICTURE).text == (
        "Too little light on your face: put a lamp before you."
    )


def test_lamp_at_one_side_is_said_before_too_little_light() -> None:
    lit = replace(reading(), light=30.0, sides=0.5)
    assert "from your left alone" in placement.hint(snapshot(reading=lit), Box(60, 30, 40, 50), PICTURE).text


@pytest.mark.parametrize(
    ("state", "mend"),
    [
        (ReadingState.TOO_DARK, "put a lamp before you"),
        (ReadingState.TOO_BLURRED, "wipe the lens"),
        (ReadingState.HEAD_TURNED, "face the camera"),
        (ReadingState.CAMERA_LOST, "Camera lost."),
    ],
)
def test_what_cannot_be_measured_is_told_with_what_mends_it(state: ReadingState, mend: str) -> None:
    hint = placement.hint(snapshot(reading=reading(state=state)), None, PICTURE)
    assert mend in hint.text
    assert not hint.good


def test_no_face_is_said_first() -> None:
    hint = placement.hint(snapshot(reading=reading(state=ReadingState.NO_FACE)), None, PICTURE)
    assert (hint.text, hint.good) == (
        "No face in the picture: sit before the camera, all of your face in sight.",
        False,
    )


def test_picture_on_its_head_is_told_with_the_turn_that_mends_it() -> None:
    lying = replace(reading(state=ReadingState.PICTURE_TURNED), turned=90)
    assert "turn it by 270 degrees" in placement.hint(snapshot(reading=lying), None, PICTURE).text
    assert equipment.turned_by(lying, "0") == "270"
    assert equipment.turned_by(lying, "180") == "90"
    assert equipment.turned_by(None, "270") == "0"


def test_leaning_head_is_told_with_its_angle() -> None:
    signs = Signs(Head(0.0, 0.0, -21.4), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)
    hint = placement.hint(snapshot(reading=replace(reading(), signs=signs)), Box(60, 30, 40, 50), PICTURE)
    assert hint.text.startswith("You lean by 21 degrees")
    assert not hint.good


@pytest.mark.parametrize(
    ("found", "mirrored", "said"),
    [
        ({"sides": 0.4}, False, "from your left alone"),
        ({"sides": 0.4}, True, "from your right alone"),
        ({"signs": Signs(Head(0.0, -30.0, 0.0), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)}, False, "looks up to you"),
        ({"signs": Signs(Head(0.0, 20.0, 0.0), 0.0, 0.0, 0.3, 0.0, 0.0, 0.25, 0.15)}, False, "looks down on you"),
    ],
)
def test_lamp_and_camera_that_stand_badly_are_told(found: dict[str, Any], mirrored: bool, said: str) -> None:
    seen = snapshot(reading=replace(reading(), **found))
    hint = placement.hint(seen, Box(60, 30, 40, 50), PICTURE, mirrored=mirrored)
    assert said in hint.text
    assert not hint.good


def test_another_of_several_faces_can_be_chosen() -> None:
    several = snapshot(reading=replace(reading(), faces=2))
    assert "w takes another" in placement.hint(several, Box(60, 30, 40, 50), PICTURE).text
    chosen = ["auto"]
    for _ in range(4):
        chosen.append(equipment.next_face(chosen[-1]))
    assert chosen == ["auto", "left", "middle", "right", "auto"]
    assert all(equipment.face_chosen(face) for face in chosen)


def test_over_ssh_it_is_said_whose_camera_this_is() -> None:
    assert "jetson" in equipment.whose(True, "jetson", "auto")
    assert "your laptop" in equipment.whose(True, "jetson", "lent")
    assert equipment.whose(False, "jetson", "auto") == ""


# the picture


@pytest.mark.parametrize(("columns", "rows"), [(30, 20), (64, 24), (120, 10), (2, 2)])
def test_picture_keeps_its_proportions_and_its_place(columns: int, rows: int) -> None:
    frame = picture.frame_for(PICTURE, columns, rows)
    assert frame.x >= 0
    assert frame.x + frame.columns <= columns
    assert frame.y + frame.rows <= rows
    if columns >= 30:
        assert frame.columns / (2 * frame.rows) == pytest.approx(160 / 120, rel=0.15)


def test_picture_is_a_mirror() -> None:
    image = np.zeros((8, 16), np.uint8)
    image[:, :4] = 255
    pixels = picture.pixels(image, 8, 4)
    assert pixels.shape == (8, 8, 3)
    assert pixels[:, -2:].min() == 255
    assert pixels[:, :-2].max() == 0


def test_picture_smaller_than_its_cells_is_repeated() -> None:
    assert picture.pixels(np.full((2, 3), 100, np.uint8), 9, 4).shape == (8, 9, 3)


def test_picture_has_its_colours_or_their_light() -> None:
    red = np.full((4, 6, 3), (20, 40, 220), np.uint8)
    assert picture.pixels(red, 6, 2, coloured=True)[0, 0].tolist() == [220, 40, 20]
    light = picture.pixels(red, 6, 2)[0, 0]
    assert light.tolist() == pytest.approx([0.299 * 220 + 0.587 * 40 + 0.114 * 20] * 3)
    assert picture.pixels(red[..., 0], 6, 2, coloured=True)[0, 0].tolist() == [20, 20, 20]


SKIN = np.full((16, 28, 3), (196, 152, 128), np.float32)


@pytest.mark.parametrize("palette", [tints.TINTS, tints.GREYS], ids=["tints", "greys"])
def test_noise_of_a_camera_changes_nothing_and_costs_nothing(palette: tints.Palette) -> None:
    pixels = SKIN if palette is tints.TINTS else SKIN.mean(axis=2, keepdims=True).repeat(3, axis=2)
    shown = palette.nearest(pixels)
    noise = np.random.default_rng(1).normal(0, 2.5, pixels.shape[:2])[..., None]
    again = tints.steady((pixels + noise).astype(np.float32), palette, shown)
    assert tints.cost(again, tints.changed(again, shown), palette) == 0


def test_tints_are_near_the_colours_and_many_neighbours_share_one() -> None:
    assert np.abs(tints.tints(SKIN) - SKIN).max() < 12
    across = np.linspace(0, 20, 28, dtype=np.float32)[None, :, None]
    assert len(np.unique(tints.tints(SKIN + across).reshape(-1, 3), axis=0)) <= 4


def test_update_that_costs_too_much_shows_what_changed_most() -> None:
    noise = np.random.default_rng(2).uniform(-60, 60, SKIN.shape).astype(np.float32)
    shown, now = tints.tints(SKIN), np.clip(SKIN + noise, 0, 255)
    now[4:6, 10:14] = 0.0
    every, some = (tints.steady(now, tints.TINTS, shown, most) for most in (None, 1500))
    assert tints.cost(every, tints.changed(every, shown), tints.TINTS) > 5000
    assert tints.cost(some, tints.changed(some, shown), tints.TINTS) <= 1500
    assert (some[4:6, 10:14] == 0).all()


@pytest.mark.parametrize("most", [1500, 100])
def test_lamp_that_is_switched_on_is_seen_though_all_of_it_at_once_costs_too_much(most: int) -> None:
    noise = np.random.default_rng(3).uniform(-20, 20, SKIN.shape).astype(np.float32)
    shown, now = tints.tints(np.clip(SKIN - 70, 0, 255)), np.clip(SKIN + noise, 0, 255)
    row = tints.cost(tints.tints(now)[:2], np.ones((1, SKIN.shape[1]), bool), tints.TINTS)
    for _ in range(len(SKIN) // 2):
        before, shown = shown, tints.steady(now, tints.TINTS, shown, most)
        assert tints.cost(shown, tints.changed(shown, before), tints.TINTS) <= max(most, 2 * row)
    assert np.abs(now - shown).max() < 30


def test_only_the_stretch_of_a_row_that_changed_is_drawn_again() -> None:
    shown = np.zeros((6, 8, 3), np.uint8)
    now = shown.copy()
    now[3, 2:5] = 90
    assert tints.spans(tints.changed(now, shown)) == [(1, 2, 3)]


def test_frame_around_the_face_does_not_tremble() -> None:
    assert picture.steady_box((4, 2, 12, 7), (5, 2, 12, 6)) == (5, 2, 12, 6)
    assert picture.steady_box((4, 2, 12, 7), (6, 2, 12, 7)) == (4, 2, 12, 7)
    assert picture.steady_box(None, (6, 2, 12, 7)) is None


def test_face_box_stays_inside_the_picture() -> None:
    frame = picture.frame_for(PICTURE, 40, 15)
    left, top, right, bottom = picture.box_in_cells(Box(150, 110, 40, 40), PICTURE, frame)
    assert frame.x <= left < right <= frame.x + frame.columns - 1
    assert frame.y <= top < bottom <= frame.y + frame.rows - 1


def test_face_box_holds_the_whole_face() -> None:
    frame = picture.frame_for((48, 64), 35, 20)
    left, top, right, bottom = picture.box_in_cells(Box(22, 8, 24, 32), (48, 64), frame)
    cell = 64 / frame.columns
    assert left * cell <= 64 - 46
    assert (right + 1) * cell >= 64 - 22
    assert top * 2 * cell <= 8
    assert (bottom + 1) * 2 * cell >= 40


def test_tour_ticks_what_is_done() -> None:
    assert step_line(["a", "b", "c"], 1, {0}) == [("✓", "a", False), ("▸", "b", True), ("3", "c", False)]
    assert step_line(["a", "b", "c"], 2, {0}) == [("✓", "a", False), ("2", "b", False), ("▸", "c", True)]
