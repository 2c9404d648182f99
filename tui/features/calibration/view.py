"""Calibration in words: what to do now, what is wrong, what a profile changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from core.base.types import Expression
from core.calibration.calibrator import Part, Problem, Progress
from tui.i18n import _
from tui.widgets.countdown import CountdownView
from tui.widgets.text import words
from tui.widgets.text.clock import time_left
from tui.widgets.text.width import bar, fit, pad, right, width

if TYPE_CHECKING:
    from core.calibration.correction import Profile

LAST_S = 3.0
BAR_CELLS = 14


def profile_line(profile: Profile, used: str, network: str, cells: int) -> Content:
    """Name, whether it is in use, when it was made, what it changes most."""
    mark = ("✓ ", "$mood-good bold") if profile.name == used else ("  ", "")
    name = pad(profile.name, max(8, cells // 4))
    made = pad(profile.made, 11)
    room = cells - 2 - width(name) - 12
    return Content.assemble(mark, (name, "bold"), " ", (made, "$muted"), fit(change_words(profile, network), room))


def change_words(profile: Profile, network: str) -> str:
    """`sad 45 % → 8 %`: the class that the correction lowers most; or that it belongs to another network."""
    if network and profile.network != network:
        return _("for the network {name}: calibrate again").format(name=profile.network)
    falls = {c: p - profile.rest_after.get(c, 0.0) for c, p in profile.rest.items() if c is not Expression.NEUTRAL}
    most = max(falls, key=falls.__getitem__, default=None)
    if most is None or falls[most] < 0.005:
        return _("your resting face needs no correction")
    return f"{words.expression(most)} {before_after(profile.rest[most], profile.rest_after.get(most, 0.0))}"


def before_after(before: float, after: float) -> str:
    """`45 % → 8 %`."""
    return f"{words.percent(before)} → {words.percent(after)}"


def effect_lines(profile: Profile) -> list[Content]:
    """The resting face before and after, class by class, as bars and figures; then what fell short."""
    wide = max((width(words.expression(c)) for c in profile.rest), default=0)
    lines = [Content.assemble((_("Your resting face reads as"), "$muted"))]
    for c, before in sorted(profile.rest.items(), key=lambda item: -item[1]):
        after = profile.rest_after.get(c, 0.0)
        full, empty = bar(after, BAR_CELLS)
        figures = right(words.percent(before), 6) + "  → " + right(words.percent(after), 6) + "  "
        lines.append(Content.assemble(pad(words.expression(c), wide), figures, (full, "$accent"), (empty, "$rule")))
    if profile.limited:
        names = ", ".join(words.expression(c) for c in profile.limited)
        lines.append(
            Content.assemble(
                _("Not wholly corrected, so that real expressions still count: {names}.").format(names=names)
            )
        )
    if profile.smile:
        smile = before_after(*(part.get(Expression.HAPPY, 0.0) for part in (profile.smile, profile.smile_after)))
        lines.append(Content(_("Your smile reads as happy: {figures}").format(figures=smile)))
    else:
        lines.append(Content(_("Without the smile: only the resting face is corrected.")))
    return [*lines, Content(look_line(profile))]


def look_line(profile: Profile) -> str:
    """Where this person sees the lens, and how far a look may stray from it."""
    if profile.look is None:
        return _("Without a look at the lens: looks are judged as if the camera were straight ahead.")
    text = _("Looks within {wide} degrees aside and {below} below of where you see the lens count as at the camera.")
    return text.format(wide=round(profile.look.wide), below=round(profile.look.below))


def countdown(progress: Progress) -> CountdownView:
    """The part's time as the countdown shows it."""
    left = max(0.0, progress.total_s - progress.elapsed_s)
    share = left / progress.total_s if progress.total_s else 0.0
    return CountdownView(
        part_title(progress.part, progress.parts),
        share,
        time_left(left),
        running=not progress.failed,
        last=left <= LAST_S,
    )


def part_title(part: Part, parts: int) -> str:
    """`1 of 4: your interview face`."""
    titles = {
        Part.REST: (1, _("your interview face")),
        Part.SMILE: (2, _("a smile")),
        Part.LENS: (3, _("the lens")),
        Part.CORNERS: (4, _("the corners of the screen")),
    }
    if part not in titles:
        return _("Done")
    number, title = titles[part]
    return _("{n} of {all}: {part}").format(n=number, all=parts, part=title)


def instruction(progress: Progress) -> str:
    """What to do now; after a part that went wrong, what to mend."""
    if progress.failed:
        return _("That part did not go well. r tries it again.")
    if progress.part is Part.DONE:
        return _("Measured. k keeps it and uses it from now on.")
    return words.part(progress.part).format(n=round(progress.total_s))


def problem_lines(problems: Sequence[Problem]) -> Content:
    """What is wrong so far with its remedy, or that all is well."""
    if not problems:
        return Content.assemble(("✓ ", "$mood-good bold"), _("Good so far."))
    return Content("\n").join(
        [Content.assemble(("! ", "$mood-acceptable bold"), words.problem(found)) for found in problems]
    )
