"""The face's mood as a mouth and a word, and the last cue with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.widget import Widget

from core.base.types import Mood, ReadingState
from core.session.snapshot import Snapshot
from tui.i18n import _
from tui.widgets.text import words
from tui.widgets.text.width import fit, pad, width

MOUTHS: Mapping[Mood, tuple[str, str]] = {
    Mood.GOOD: ("╰──╯", "$mood-good"),
    Mood.ACCEPTABLE: ("────", "$mood-acceptable"),
    Mood.BAD: ("╭──╮", "$mood-bad"),
}
NO_MOUTH = "·  ·"
FACE_ROWS = 4


@dataclass(frozen=True, slots=True)
class MoodView:
    """A mood by mouth, word and style; an unmeasured face has no mouth."""

    mouth: str
    word: str
    style: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class CueView:
    """The last cue while it is fresh: level and reasons. `count` is said at all times."""

    text: str
    fresh: bool
    count: str


def mood_of(snapshot: Snapshot) -> MoodView:
    """The face now: the policy's filtered mood where there is one, else that of the reading."""
    reading = snapshot.reading
    if reading is None:
        return MoodView(NO_MOUTH, _("no picture yet"), "$muted")
    if not reading.measured or reading.mood is None:
        state = ReadingState.NO_FACE if reading.measured else reading.state
        return MoodView(NO_MOUTH, words.state(state), "$muted")
    now = snapshot.cue_state.mood or reading.mood
    mouth, style = MOUTHS[now]
    expression = reading.expression if reading.mood is now else None
    return MoodView(mouth, words.mood(now), style, words.expression(expression) if expression else "")


class MoodMark(Widget):
    """A mouth that smiles, is straight or hangs; the word says the same. Where there is room it gets a face."""

    SCOPED_CSS = False  # it looks at the screen's size classes
    DEFAULT_CSS = """
    MoodMark { height: 1; width: 1fr; }
    .-high MoodMark { height: 4; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = MoodView(NO_MOUTH, "", "$muted")

    def set_view(self, view: MoodView) -> None:
        """Redraw only what changed."""
        if view != self._shown:
            self._shown = view
            self.refresh()

    def render(self) -> Content:
        """Mouth, mood, expression."""
        view = self._shown
        if self.size.height >= FACE_ROWS:
            return _face(view)
        about = f"  {view.about}" if view.about else ""
        return Content.assemble((view.mouth, f"{view.style} bold"), ("  " + view.word, view.style), (about, "$muted"))


def _face(view: MoodView) -> Content:
    """Four lines, the words beside them; without a mouth nothing was measured."""
    mouth = view.mouth[:1] + view.mouth[1:2] + view.mouth[-1:] if view.mouth != NO_MOUTH else "   "
    lines = (
        ("╭─────╮", "", ""),
        ("│ · · │", view.word, view.style),
        (f"│ {mouth} │", view.about, "$muted"),
        ("╰─────╯", "", ""),
    )
    return Content("\n").join(
        Content.assemble((face, view.style), "   ", (word, style)) for face, word, style in lines
    )


class CueMark(Widget):
    """A line that is empty until a cue is given, and says why while the cue is fresh."""

    DEFAULT_CSS = """
    CueMark { height: 1; width: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = CueView("", False, "")

    def set_view(self, view: CueView) -> None:
        """Redraw only what changed."""
        if view != self._shown:
            self._shown = view
            self.refresh()

    def render(self) -> Content:
        """The reasons at the left, the number of cues at the right."""
        view = self._shown
        room = self.size.width - width(view.count) - 2
        if not view.fresh:
            return Content.assemble(pad("", room + 2), (view.count, "$muted"))
        text = pad(fit(view.text, room - 3), room - 1)
        return Content.assemble(("▲ ", "$mood-bad bold"), (text, "$foreground"), " ", (view.count, "$muted"))
