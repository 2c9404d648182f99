"""The face's mood as a mouth and a word, and the last cue with its reasons."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from tui.view.interview import NO_MOUTH, CueView, MoodView
from tui.view.text import fit, pad, width


class MoodMark(Widget):
    """A mouth that smiles, is straight or hangs; the word says the same."""

    DEFAULT_CSS = """
    MoodMark { height: 1; width: 1fr; }
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
        about = f"  {view.about}" if view.about else ""
        return Content.assemble((view.mouth, f"{view.style} bold"), ("  " + view.word, view.style), (about, "$muted"))


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
