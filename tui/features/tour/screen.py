"""The first start in three steps: camera, calibration, first interview. Each may be left out, and all of it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tui.app.base import PoiseScreen
from tui.features.tour.view import STEPS, step_line
from tui.i18n import N_, _, language
from tui.widgets.logo import Logo
from tui.widgets.outside import Static
from tui.wiring.start import Start


class TourScreen(PoiseScreen[None]):
    """Enter does the step; coming back from it leads to the next."""

    PLACE = N_("Welcome")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f2", "begin", N_("Begin this step")),
        Binding("s,right,l", "skip", N_("Next step")),
        Binding("left,h", "back", show=False),
        Binding("k", "language", "한국어 / English"),
        Binding("escape,q", "leave", N_("Skip the tour")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self._begun = False
        self._done: set[int] = set()

    def compose_body(self) -> ComposeResult:
        """Where we are, what this step is for, what it takes."""
        with Vertical(id="tour"):
            yield Logo()
            yield Static(id="steps")
            yield Static(id="tour-title")
            yield Static(id="tour-text")
            yield Static(id="tour-promise")

    def on_screen_resume(self) -> None:
        """Back from a step: on to the next. Calibration is done when there is one."""
        if self._begun:
            self._begun = False
            if STEPS[self._step].place != "calibration" or self.poise.settings.profile:
                self._done.add(self._step)
            self.action_skip()

    def show(self) -> None:
        """The present step."""
        step = STEPS[self._step]
        names = [_(each.name) for each in STEPS]
        marks = [
            (f" {mark} {name} ", "$on-accent on $accent bold" if here else "$muted")
            for mark, name, here in step_line(names, self._step, self._done)
        ]
        self.query_one("#steps", Static).update(Content("  ").join(Content.assemble(mark) for mark in marks))
        self.query_one("#tour-title", Static).update(_(step.title))
        self.query_one("#tour-text", Static).update(_(step.text))
        promise = _("Everything stays on this machine: no picture is kept, none is sent.")
        self.query_one("#tour-promise", Static).update(promise)

    def action_begin(self) -> None:
        """Open the step's place; the last one ends the tour."""
        step = STEPS[self._step]
        if step.place == "interview":
            self._over()
            self.poise.replace("interview", start=Start())
        elif self.poise.has(step.place):
            self._begun = True
            self.poise.goto(step.place)
        else:
            self.action_skip()

    def action_skip(self) -> None:
        """The next step; after the last one home."""
        if self._step + 1 < len(STEPS):
            self._step += 1
            self.show()
        else:
            self.action_leave()

    def action_back(self) -> None:
        """The step before."""
        self._step = max(0, self._step - 1)
        self.show()

    async def action_language(self) -> None:
        """The other language."""
        await self.poise.use_language("en" if language() == "ko" else "ko")

    def action_leave(self) -> None:
        """Not again, unless it is asked for from the palette."""
        self._over()
        self.dismiss()

    def _over(self) -> None:
        if self.poise.settings.tour:
            self.poise.change(tour=False)
