"""The command palette: every place, every key of the screen beneath, themes and languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.app.base import Shell, useful_bindings
from tui.app.places import PLACES
from tui.app.themes import CHOICES
from tui.i18n import N_, _

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}
"""Each in its own words, so that whoever is lost in the other language finds it."""
THEME_NAMES = {
    "auto": N_("Theme: automatic"),
    "dark": N_("Theme: dark"),
    "light": N_("Theme: light"),
    "terminal": N_("Theme: the terminal's own colours"),
}


class PoiseCommands(Provider):
    """What can be done from here."""

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Title, help, callback; the screen's own keys first."""
        app = cast(Shell, self.app)
        yield from self._keys()
        for place in PLACES:
            if place.key or place.about:
                yield (
                    _("Go to: {place}").format(place=_(place.title)),
                    _(place.about),
                    partial(app.goto, place.name),
                )
        for name in CHOICES:
            yield _(THEME_NAMES[name]), "", partial(app.change, theme=name)
        for code, name in LANGUAGE_NAMES.items():
            yield f"{name} ({code})", _("language"), partial(app.use_language, code)
        yield _("Quit"), "^q", self.app.action_quit

    def _keys(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """The actions of the screen beneath, with their keys."""
        seen: set[str] = set()
        for active in useful_bindings(self.screen):
            binding = active.binding
            if not active.enabled or binding.action in {*seen, "command_palette", "quit", "app.quit"}:
                continue
            seen.add(binding.action)
            run = partial(self.app.run_action, binding.action, active.node)
            yield _(binding.description), self.app.get_key_display(binding), run

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for title, about, run in self._commands():
            yield DiscoveryHit(title, run, help=about)

    async def search(self, query: str) -> Hits:
        """Commands by what is typed: of their title, less of what they are about."""
        matcher = self.matcher(query)
        for title, about, run in self._commands():
            score = max(matcher.match(title), 0.8 * matcher.match(about) if about else 0.0)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=about)
