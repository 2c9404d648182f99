"""What all screens share: head, foot, language, and Korean letters taken for the keys on which they lie."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tui.app.jobs import JobFailed
from tui.i18n import N_, _
from tui.widgets.bars import KeyBar, TopBar
from tui.widgets.empty import EmptyState
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from core.settings.model import Settings
    from core.settings.rules import Value
    from tui.app.services import Services

Result = TypeVar("Result")

HANGUL_KEYS = dict(
    zip(
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        strict=True,
    )
)
"""A keyboard left in Hangul mode: the letter of the Latin key (dubeolsik layout). With Shift only seven keys give
another letter, so each binding of a capital has a second key, but for those seven."""
NAMES = {"esc": "escape"}
"""What Textual calls a key that is shown otherwise."""


def latin_key(event: events.Key) -> str | None:
    """The Latin key on which a typed Hangul letter lies, or None."""
    return HANGUL_KEYS.get(event.character or "")


def latin_chord(key: str) -> str | None:
    """The same chord with the Latin key on which its Hangul letter lies (`ctrl+ㅔ` is `ctrl+p`), or None.

    Terminals that speak kitty's keyboard protocol send the letter of the layout with Ctrl; others send Ctrl alone.
    """
    *modifiers, letter = key.split("+")
    latin = HANGUL_KEYS.get(letter)
    if latin is None or not modifiers:
        return None
    return latin.upper() if modifiers == ["shift"] else "+".join([*modifiers, latin])


def useful_bindings(screen: Screen[Any]) -> list[ActiveBinding]:
    """The bindings worth telling of: those of our screens, and what a widget shows; not Textual's for scrolling."""
    ours = [active for active in screen.active_bindings.values() if _is_ours(active)]
    return sorted(ours, key=lambda active: active.binding.action in {"quit", "command_palette", "app.keys"})


def _is_ours(active: ActiveBinding) -> bool:
    binding = active.binding
    if not binding.description or binding.action.startswith(("app.focus", "screen.copy")) or binding.action == "noop":
        return False
    return binding.show or isinstance(active.node, _Shared | App)


class Shell(Protocol):
    """What screens ask of the app around them."""

    settings: Settings
    services: Services
    chosen: dict[str, Any]

    def goto(self, name: str, **arguments: Any) -> None:
        """Open a place over the present screen."""

    def replace(self, name: str, **arguments: Any) -> None:
        """Open a place instead of the present screen."""

    def has(self, name: str) -> bool:
        """Whether there is such a place."""

    def change(self, changes: Mapping[str, Value | None] | None = None, **named: Value | None) -> None:
        """Change settings now, and save them soon."""

    async def use_language(self, code: str | None) -> None:
        """Change the language of every open screen."""


def at_size(breakpoints: Sequence[tuple[int, str]] | None, cells: int) -> list[str]:
    """The class of the last breakpoint that so many cells reach, where there is one."""
    return [name for least, name in sorted(breakpoints or ()) if least <= cells][-1:]


class _Shared(Screen[Result]):
    """What full screens and dialogs have in common."""

    _shown_before = False

    def know_size(self) -> None:
        """Have the classes for the terminal's size before there are widgets, which else are all styled once more."""
        app, (width, height) = self.app, self.app.size
        names = at_size(app.HORIZONTAL_BREAKPOINTS, width) + at_size(app.VERTICAL_BREAKPOINTS, height)
        self.add_class(*names, update=False)

    @on(events.ScreenResume)
    def _keep_styles(self, event: events.ScreenResume) -> None:
        """What was mounted a moment ago has its styles; Textual works all out whenever a screen comes in front."""
        event.refresh_styles = event.refresh_styles and self._shown_before
        self._shown_before = True

    @property
    def poise(self) -> Shell:
        """The app as screens know it."""
        return cast("Shell", self.app)

    def key_label(self, action: str, label: str) -> str:
        """Reword a key in the footer as the moment asks; an empty text hides it."""
        del action
        return label

    def on_key(self, event: events.Key) -> None:
        """Take Hangul letters for keys, except where text is typed."""
        key = latin_key(event)
        if key and not isinstance(self.focused, Input | TextArea):
            event.stop()
            self.press(key)

    def press(self, key: str) -> None:
        """Do what a key does. The app itself sends it: from a screen it would come no further than that screen."""
        self.app.call_later(self.app.simulate_key, key)


class PoiseScreen(_Shared[Result]):
    """A full screen: `compose_body` builds what lies between head and foot, `show` fills it from the screen's state.

    Both run again when the language changes, so the state lives in the screen, not in its widgets.
    """

    PLACE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", N_("Back")),
        Binding("question_mark,f1", "app.keys", N_("Keys"), show=False),
    ]

    def compose(self) -> ComposeResult:
        """Head, body, foot."""
        self.know_size()
        yield TopBar()
        with Vertical(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """The widgets between head and foot."""
        yield from ()

    def show(self) -> None:
        """Fill the widgets from the screen's state."""

    def place(self) -> str:
        """Where the user is, for the head."""
        return _(self.PLACE)

    def on_mount(self) -> None:
        """Fill the screen and its bars the first time."""
        self._fill()

    def _fill(self) -> None:
        self.query_one(TopBar).place = self.place()
        self.show()

    @on(JobFailed)
    def _tell_failure(self, event: JobFailed) -> None:
        self.notify(event.text, severity="error")

    def holds(self) -> bool:
        """Whether leaving would interrupt or lose something here."""
        return False

    def before_suspension(self) -> None:
        """The process is about to stand still (Ctrl-Z), with its camera and its clock."""

    def ask_to_leave(self, leave: Callable[[], object]) -> None:
        """Ask what is to become of it, then `leave`. Only asked where it `holds`, by every way out of the screen."""
        leave()

    async def reword(self) -> None:
        """Build the screen anew in the language now set and keep the focus."""
        focused = self.focused.id if self.focused else None
        await self.recompose()
        self._fill()
        if focused and (found := self.query(f"#{focused}")):
            found.first().focus()
        self.refresh_bindings()

    def on_rows_missed(self, _event: Rows.Missed) -> None:
        """Enter in an empty list does what fills it."""
        for empty in self.query(EmptyState):
            if empty.display and empty.key:
                self.press(NAMES.get(empty.key, empty.key))

    def action_leave(self) -> None:
        """Back to where the user came from, after asking where something would be lost."""
        if self.holds():
            self.ask_to_leave(self.dismiss)
        elif len(self.app.screen_stack) > 1:
            self.dismiss()


class PoiseDialog(_Shared[Result], ModalScreen[Result]):
    """A question over a screen: a title, the dialog's widgets, its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", N_("Back"))]

    def compose(self) -> ComposeResult:
        """The frame around `compose_body`."""
        self.know_size()
        with Vertical(id="dialog"):
            yield from self.compose_body()
            yield KeyBar(always=False, id="dialog-keys")

    def compose_body(self) -> ComposeResult:
        """What the dialog asks."""
        yield from ()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


END = 1_000_000
"""Lines; no page is longer."""


class ReadingScreen(PoiseScreen[None]):
    """A long page, read from top to bottom: arrows, j and k, page keys move it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_by(2)", show=False),
        Binding("up,k", "scroll_by(-2)", show=False),
        Binding("pagedown,space", "scroll_page(1)", show=False),
        Binding("pageup", "scroll_page(-1)", show=False),
        Binding("home,g", f"scroll_by(-{END})", show=False),
        Binding("end,G", f"scroll_by({END})", show=False),
    ]

    @property
    def body(self) -> Widget:
        """What is scrolled."""
        return self.query_one("#body")

    def action_scroll_by(self, lines: int) -> None:
        """Move by lines."""
        self.body.scroll_relative(y=lines, animate=False)

    def action_scroll_page(self, step: int) -> None:
        """Move by a page less two lines, so that the eye finds its place."""
        self.body.scroll_relative(y=step * max(1, self.body.size.height - 2), animate=False)
