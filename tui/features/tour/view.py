"""The three steps of the first start."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tui.i18n import N_


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its short name, what it is for, where it is done. English texts, translated when shown."""

    name: str
    title: str
    text: str
    place: str


STEPS = (
    Step(
        N_("Camera"),
        N_("First, see yourself as Poise sees you."),
        N_(
            "Sit as in an interview: face in the middle, light from the front. "
            "Without a webcam a demo camera shows how things work."
        ),
        "equipment",
    ),
    Step(
        N_("Calibration"),
        N_("Then let it learn your resting face."),
        N_(
            "Every calm face looks different, and many look sad to a network. Half a minute of yours, "
            "and Poise no longer takes it for a bad mood."
        ),
        "calibration",
    ),
    Step(
        N_("First interview"),
        N_("Three questions, two minutes."),
        N_(
            "Ten seconds to think, thirty to answer. You look into the camera; a soft tone tells you when your "
            "expression slips. Afterwards the report shows what your face did."
        ),
        "interview",
    ),
)


def step_line(names: Sequence[str], present: int, done: Collection[int]) -> list[tuple[str, str, bool]]:
    """For each step its mark (present, done, or its number), its name, and whether it is the present one."""
    marks = ["▸" if at == present else "✓" if at in done else str(at + 1) for at in range(len(names))]
    return [(mark, name, at == present) for at, (mark, name) in enumerate(zip(marks, names, strict=True))]
