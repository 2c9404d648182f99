"""What stands where nothing is yet: what belongs here, and the key that puts it there."""

from __future__ import annotations

from textual.content import Content

from tui.widgets.outside import Static


class EmptyState(Static):
    """Two quiet lines: what is missing, and what to press next."""

    DEFAULT_CSS = """
    EmptyState { height: auto; padding: 0 1; color: $muted; border: round $rule; width: 100%; }
    """

    def __init__(self, text: str, key: str = "", todo: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.key = ""
        self.say(text, key, todo)

    def say(self, text: str, key: str = "", todo: str = "") -> None:
        """Change what it says; all three are translated already."""
        self.key = key
        second = Content.assemble((key, "$accent bold"), "  ", (todo, "$foreground")) if key else Content("")
        self.update(Content.assemble(text, "\n") + second if key else Content(text))
