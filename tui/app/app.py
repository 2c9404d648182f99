"""The frame of the app: themes, language, palette, places, and leaving without losing anything."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input, TextArea

from core.base.errors import PoiseError
from tui.app.base import PoiseScreen, latin_chord
from tui.app.changes import Writer, changed
from tui.app.dialogs import KeysDialog, LeaveDialog
from tui.app.palette import PoiseCommands
from tui.app.places import HOME, Place, place
from tui.app.services import Services, real_services
from tui.app.stylesheet import KeptStylesheet
from tui.app.themes import OWN_VARIABLES, THEMES, choose
from tui.i18n import N_, _, set_language
from tui.widgets.outside import WithoutControls
from tui.widgets.text.failures import failure_words
from tui.widgets.text.keys import by_keys

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.settings.rules import Value
    from tui.wiring.start import Start

WITHOUT_CONTROLS = WithoutControls()
SUSPENDED_AFTER_S = 0.2
"""So long a session has to pause before its thread stands still with the process."""


class PoiseApp(App[None]):
    """Poise in the terminal."""

    CSS_PATH: ClassVar[Any] = ["styles.tcss", "../features/home/styles.tcss"]
    TITLE = "Poise"
    COMMANDS: ClassVar[set[Any]] = {PoiseCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-roomy"), (150, "-wide")]  # noqa: RUF012 - as Textual types it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
        Binding("ctrl+c", "copy_or_quit", show=False, priority=True),
        Binding("ctrl+p", "command_palette", N_("All"), show=False, priority=True),
        Binding("ctrl+z", "suspend", show=False),
    ]

    def __init__(self, settings: Settings, services: Services, env: Mapping[str, str], first: Start | None) -> None:
        self._env = dict(env)  # Textual takes NO_COLOR out of the environment, so it is read before
        super().__init__(ansi_color=True if "NO_COLOR" in self._env else None)
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        self.settings = settings
        self.services = services
        self.chosen: dict[str, Any] = {}
        """What was chosen for the last interview of this run; no default of any command."""
        self._writer = Writer(services.save)
        self._first = first
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = choose(settings.theme, self._env).name
        set_language(settings.language)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for Textual's themes in screens of Textual's own."""
        return dict.fromkeys(OWN_VARIABLES, "ansi_default")

    def get_default_screen(self) -> Screen[Any]:
        """The home screen is painted first; it asks for its facts afterwards."""
        return self._open(HOME)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, after what keeps control codes from the terminal."""
        return [WITHOUT_CONTROLS, *super().get_line_filters()]

    def notify(self, message: str, **options: Any) -> None:
        """Tell something; names of files and devices may stand in it, so it is never markup."""
        super().notify(by_keys(message), **{**options, "markup": False})

    def on_mount(self) -> None:
        """Go on at once to what the command line asked for, or to the tour on the first start."""
        if self._first is not None:
            self.goto("interview", start=self._first)
        elif self.settings.tour:
            self.goto("tour")

    async def on_event(self, event: events.Event) -> None:
        """A chord typed in Hangul mode is that of the Latin key, also where text is typed.

        A key that was typed ahead of a screen which is not built yet waits for it: nothing there could take it now.
        """
        if isinstance(event, events.Key) and (chord := latin_chord(event.key)):
            event = events.Key(chord, None)
        if isinstance(event, events.Key) and event.is_forwarded and not self.screen.is_mounted:
            self.screen.call_later(self.post_message, events.Key(event.key, event.character))
            return
        await super().on_event(event)

    def _open(self, entry: Place, **arguments: Any) -> Screen[Any]:
        build: Callable[..., Screen[Any]] = self.services.screens.get(entry.name, entry.open)
        return build(**arguments)

    def goto(self, name: str, **arguments: Any) -> None:
        """Open a place of the registry over the present screen."""
        entry = place(name)
        if entry is not None:
            self.push_screen(self._open(entry, **arguments))

    def replace(self, name: str, **arguments: Any) -> None:
        """Open a place instead of the present screen, so that leaving it does not come back here."""
        entry = place(name)
        if entry is not None:
            self.switch_screen(self._open(entry, **arguments))

    def has(self, name: str) -> bool:
        """Whether there is such a place."""
        return place(name) is not None

    def change(self, changes: Mapping[str, Value | None] | None = None, **named: Value | None) -> None:
        """Change settings by key now, None to the default, and save them soon, off the event loop."""
        wanted = {**(changes or {}), **named}
        self.settings = changed(self.settings, wanted)
        if "theme" in wanted:
            self.theme = choose(self.settings.theme, self._env).name
        self._writer.add(wanted)
        self._write()

    @work(thread=True, group="save")
    def _write(self) -> None:
        try:
            self._writer.write()
        except (PoiseError, OSError) as error:
            self.call_from_thread(self.notify, failure_words(error), severity="error")

    async def use_language(self, code: str | None) -> None:
        """Change the language of every open screen and remember it."""
        self.change(language=code)
        set_language(self.settings.language)
        for screen in self.screen_stack:
            if isinstance(screen, PoiseScreen):
                await screen.reword()

    def action_command_palette(self) -> None:
        """Everything that can be done, to be searched."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?"), id="--command-palette"))

    def action_keys(self) -> None:
        """Show all keys of the screen in front."""
        self.push_screen(KeysDialog(self.screen))

    async def action_quit(self) -> None:
        """Leave; a screen that would lose something asks first, and one that asks already goes on asking."""
        if isinstance(self.screen, LeaveDialog):
            return
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PoiseScreen) and screen.holds():
                screen.ask_to_leave(self.exit)
                return
        self.exit()

    def action_suspend(self) -> None:
        """Ctrl-Z gives the terminal back to the shell, as elsewhere, but where text is typed; `fg` comes back."""
        if isinstance(self.focused, Input | TextArea):
            return
        for screen in self.screen_stack:
            if isinstance(screen, PoiseScreen):
                screen.before_suspension()
        self.set_timer(SUSPENDED_AFTER_S, self.action_suspend_process)

    async def action_copy_or_quit(self) -> None:
        """Ctrl-C copies where something is selected, as everywhere; else it leaves."""
        focused = self.focused
        selected = focused.selected_text if isinstance(focused, Input | TextArea) else ""
        if text := selected or self.screen.get_selected_text():
            self.copy_to_clipboard(text)
            self.screen.clear_selection()
            self.notify(_("Copied."))
        else:
            await self.action_quit()


def make_app(
    settings: Settings,
    *,
    services: Services | None = None,
    start: Start | None = None,
    env: Mapping[str, str] | None = None,
) -> PoiseApp:
    """The app as the command line opens it; tests give other `services`. `start` goes straight into an interview."""
    return PoiseApp(settings, services or real_services(), os.environ if env is None else env, start)
