"""The user's own voice as cues: record, listen, import, remove and take that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.messages import Failed, Loaded
from tui.features.voice import data as door
from tui.features.voice import view as view
from tui.i18n import N_, _
from tui.widgets.empty import EmptyState
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.voices import Removed, Voice


SOUNDS = (".wav", ".flac", ".ogg")
ABOUT = N_(
    "A cue is heard in your own voice where there is a recording. Several take turns, so they do not wear off."
)


class VoiceScreen(PoiseScreen[None]):
    """All recordings; where a slot has several, one is chosen at random each time."""

    PLACE = N_("Own voice")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "#voices"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "record", N_("Record")),
        Binding("l,space", "listen", N_("Listen")),
        Binding("i", "import", N_("Import")),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
    ]

    def __init__(self, studio: Callable[[Settings], door.Studio] = door.RealStudio) -> None:
        super().__init__()
        self._studio = studio
        self._voices: Sequence[Voice] | None = None
        self._removed: list[Removed] = []
        self._at: str | None = None
        self._playing = False
        self._typed = ""

    def compose_body(self) -> ComposeResult:
        """A word on it, the list."""
        with Vertical(classes="page"):
            yield Static(
                _(ABOUT),
                id="voice-head",
            )
            yield EmptyState("", id="no-voices")
            yield Rows(id="voices")

    def on_screen_resume(self) -> None:
        """A recording may have been made."""
        self._do(lambda: None)

    def _do(self, change: Callable[[], object]) -> None:
        """Change something off the event loop, then list the recordings anew."""
        settings = self.poise.settings

        def job() -> Sequence[Voice]:
            change()
            return door.voices(settings).voices()

        self.load("voices", job)

    def on_loaded(self, event: Loaded) -> None:
        """The list is there, or a recording was heard."""
        if event.what == "voices":
            self._voices = event.value
            self.show()
        elif event.what == "played":
            self._playing = False

    def on_failed(self, _event: Failed) -> None:
        """The base class says what went wrong."""
        self._playing = False

    def show(self) -> None:
        """Fill the list."""
        voices, empty = self._voices or (), self.query_one(EmptyState)
        empty.display = self._voices is not None and not voices
        empty.say(_("No recording yet: cues are tones."), "r", _("records one: “smile!”, “breathe”"))
        rows = [Row(str(voice.path), partial(view.voice_line, voice)) for voice in voices]
        self.query_one(Rows).set_rows(rows, self._at)
        self._at = None
        self.refresh_bindings()

    def _current(self) -> Voice | None:
        wanted = self.query_one(Rows).current
        return next((voice for voice in self._voices or () if str(voice.path) == wanted), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a recording is dimmed without one."""
        del parameters
        if action == "undo":
            return bool(self._removed)
        return None if action in ("listen", "remove") and not self._voices else True

    def key_label(self, action: str, label: str) -> str:
        """Enter plays here."""
        return "" if action == "choose" else label

    def on_rows_chosen(self, _event: Rows.Chosen) -> None:
        """Enter plays."""
        self.action_listen()

    def action_listen(self) -> None:
        """Play the recording under the cursor."""
        voice = self._current()
        if voice is None or self._playing:
            return
        self._playing = True
        studio, path = self._studio(self.poise.settings), voice.path
        self.load("played", lambda: door.play_file(studio, path))

    def _choose_slot(self, title: str, go_on: Callable[[str], object]) -> None:
        items = [MenuItem(slot, view.slot_title(slot), view.slot_about(slot)) for slot in view.SLOTS]

        def chosen(slot: str | None) -> None:
            if slot:
                go_on(slot)

        self.app.push_screen(ChooseDialog(title, "", items), chosen)

    def action_record(self) -> None:
        """Choose when it is heard, name it, record it."""
        from tui.features.voice.record import RecordScreen

        def named(slot: str, name: str | None) -> None:
            if name:
                self.app.push_screen(RecordScreen(slot, name, self._studio(self.poise.settings)))

        def chosen(slot: str) -> None:
            dialog = LineDialog(_("Its name"), view.slot_about(slot), view.suggested_name(slot))
            self.app.push_screen(dialog, partial(named, slot))

        self._choose_slot(_("When is it heard?"), chosen)

    def action_import(self) -> None:
        """Take a file over, trimmed and made as loud as the tones."""
        settings = self.poise.settings

        def named(slot: str, line: str | None) -> None:
            if line:
                self._typed = line
                self._do(lambda: door.voices(settings).add_file(Path(line).expanduser(), "", slot))

        def chosen(slot: str) -> None:
            text = _("wav, flac or ogg, at most {time}").format(time=f"{door.LONGEST_S:.0f} s")
            dialog = LineDialog(_("Import a file"), text, self._typed, "~/smile.wav", SOUNDS)
            self.app.push_screen(dialog, partial(named, slot))

        self._choose_slot(_("When is it heard?"), chosen)

    def action_remove(self) -> None:
        """Remove a recording, after asking; it can be taken back while the screen is open."""
        voice = self._current()
        if voice is None:
            return
        settings = self.poise.settings
        items = [MenuItem("keep", _("Keep it")), MenuItem("delete", _("Delete it"))]
        text = _("u brings it back until you leave this screen.")

        def answered(answer: str | None) -> None:
            if answer == "delete":
                self._do(lambda: self._removed.append(door.voices(settings).remove(voice)))

        self.app.push_screen(ChooseDialog(_("Delete {name}?").format(name=voice.name), text, items), answered)

    def action_undo(self) -> None:
        """Bring the recording back that was removed last."""
        settings = self.poise.settings
        if self._removed:
            removed = self._removed.pop()
            self._at = str(removed.origin)
            self._do(lambda: door.voices(settings).restore(removed))

    def on_unmount(self) -> None:
        """What was removed goes for good."""
        if self._removed:
            door.voices(self.poise.settings).empty_trash()
