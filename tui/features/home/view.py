"""What the home screen says, from the facts of store and machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.store.faced import own_faces
from tui.features.home.data import HomeFacts, SessionRow, TodaysSet
from tui.i18n import _, ngettext
from tui.widgets.menu import MenuItem
from tui.widgets.text.marks import sparkline
from tui.widgets.text.width import bar, fit, pad, right, width
from tui.wiring.examination import LACKS

BAR = 8
"""Cells of a session's score."""
LEAST_WITH_BAR = 30
"""Cells of a session's line from which on it has its hour and its bar."""
RESUME, TODAY = "resume", "today"
PLACES = {"not_calibrated": "calibration"}
"""Where what is missing is mended; the rest in the equipment check."""


@dataclass(frozen=True, slots=True)
class Mend:
    """Something missing: what it means, and the key that leads to its mending ("" where no place does)."""

    text: str
    key: str
    place: str


@dataclass(frozen=True, slots=True)
class Destination:
    """A place of the registry as home lists it."""

    name: str
    title: str
    about: str
    key: str


def ways(facts: HomeFacts, places: Iterable[Destination]) -> list[MenuItem]:
    """The ways to go on, the most likely one first."""
    items, listed = (
        [],
        [MenuItem(entry.name, _(entry.title), _(entry.about), entry.key) for entry in places if entry.key],
    )
    latest = facts.interrupted is not None and facts.interrupted in facts.sessions[:1]
    if facts.interrupted is not None:
        where = _interrupted(facts.interrupted)
        where = where if latest else f"{facts.interrupted.began:%m-%d %H:%M}, {where}"
        items.append(MenuItem(RESUME, _("Continue the interview"), where, "r"))
    if facts.today is not None:
        items.append(MenuItem(TODAY, _("Today's set"), todays_sum(facts.today), "t"))
    at = 1 if latest else 0
    return items[:at] + listed[:1] + items[at:] + listed[1:]


def todays_sum(found: TodaysSet) -> str:
    """`5 questions, 2 due again`."""
    count = len(found.questions)
    parts = [ngettext("{n} question", "{n} questions", count).format(n=count)]
    if due := sum(question.again for question in found.questions):
        parts.append(ngettext("{n} due again", "{n} due again", due).format(n=due))
    return ", ".join(parts)


def answered_today(found: TodaysSet) -> str:
    """`3 answered today`; "" where none was."""
    n = found.answered
    return ngettext("{n} answered today", "{n} answered today", n).format(n=n) if n else ""


def todays_lines(found: TodaysSet, cells: int) -> list[str]:
    """The questions of the set, each cut to a line; `↻` marks what comes again."""
    return [fit(f"{'↻' if row.again else '·'} {row.text}", cells) for row in found.questions]


def _interrupted(row: SessionRow) -> str:
    return _("question {number} of {count}").format(number=row.at, count=row.questions)


def session_items(rows: Sequence[SessionRow], cells: int) -> list[MenuItem]:
    """One line for each of the last sessions: day, format, answers, score."""
    return [MenuItem(str(row.id), session_line(row, cells)) for row in rows]


def session_line(row: SessionRow, cells: int) -> str:
    """`03-02 14:02  midas  ━━━━━━── 78`, filled to `cells`; a dash where the score is withheld.

    An interrupted interview shows the question at which it stands, `midas · 2/5`, or dots; one before the demo camera
    has that word in place of the bar, since its score is nobody's. Hour and bar are left out where there is no room.
    """
    when = row.began.strftime("%m-%d %H:%M")
    name = row.format if row.complete else f"{row.format} · {row.at}/{row.questions}" if row.at else f"{row.format} …"
    score = right("–" if row.score is None else f"{row.score:.0f}", 4)
    if cells < LEAST_WITH_BAR:
        name = _("demo") + f" · {name}" if row.is_demo else name
        day, room = when[: len("mm-dd")], max(1, cells - len("mm-dd ") - 4)
        return f"{day} {pad(fit(name, room), room)}{score}"
    full, empty = bar(row.score / 100, BAR) if row.score is not None else ("", " " * BAR)
    drawn = pad(_("demo"), BAR) if row.is_demo else f"{full}{empty}"
    return f"{when}  {pad(name, max(4, cells - width(when) - 3 - BAR - 4))} {drawn}{score}"


def trend_line(rows: Sequence[SessionRow], cells: int) -> str:
    """The scores' small bars, oldest first; "" where there are fewer than two."""
    scores = [row.score for row in reversed(own_faces(rows))]
    return sparkline(scores, cells) if sum(score is not None for score in scores) > 1 else ""


def mends(facts: HomeFacts, places: Iterable[Destination]) -> list[Mend]:
    """What is missing, each with the key that mends it."""
    keys = {entry.name: entry.key for entry in places}
    known = [(LACKS[code], PLACES.get(code, "equipment")) for code in facts.missing if code in LACKS]
    return [Mend(_(text), keys.get(place, ""), place if place in keys else "") for text, place in known]
