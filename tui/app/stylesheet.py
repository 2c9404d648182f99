"""The app's style sheet, which parses each source once for the colours in force."""

from __future__ import annotations

from typing import Any

from textual.css.stylesheet import Stylesheet

_PARSED: dict[frozenset[tuple[str, str]], dict[Any, list[Any]]] = {}
"""By the variables (the theme's colours), what each source was parsed to."""


class KeptStylesheet(Stylesheet):
    """Keeps what it has parsed, for all apps of the process.

    Textual's own parses every source anew, all widgets' included, when the theme is set and when a screen brings a
    file of its own: three times before home is painted, and at each new screen. Where a later Textual no longer asks
    `_parse_rules`, nothing is kept and all is as Textual has it.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._kept = self._of(variables or {})

    @staticmethod
    def _of(variables: dict[str, str]) -> dict[Any, list[Any]]:
        return _PARSED.setdefault(frozenset(variables.items()), {})

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other colours: what was parsed with them before is still known."""
        super().set_variables(variables)
        self._kept = self._of(variables)

    def reparse(self) -> None:
        """Parse what is new, and put all together anew; on an error the rules stay as they are."""
        self.parse()

    def _parse_rules(self, css: str, *place: Any, **kind: Any) -> list[Any]:
        key = (css, place, *kind.values())
        if key not in self._kept:
            self._kept[key] = super()._parse_rules(css, *place, **kind)
        return self._kept[key]
