"""The user's own voice as cues: record, listen, import, remove and take that back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.worker import Worker

from tui.app.dialogs import ChooseDialog, LineDialog
from tui.app.jobs import job
from tui.app.lists import ListScreen, Restore
from tui.features.voice import data
from tui.features.voice import view as view
from tui.i18n import N_, _
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.voices import Voice


SOUNDS = (".wav", ".flac", ".ogg")
ABOUT = N_(
    "A cue is heard in your own voice where there is a recording. Several take turns, so they do not wear off."
)


class VoiceScreen(ListScreen["Voice"]):
    """All recordings; where a slot has several, one is chosen at random each time."""

    PLACE = N_("Own voice")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "record", N_("Record")),
        Binding("l,space", "listen", N_("Listen")),
        Binding("i", "import", N_("Import")),
        Binding("d,delete", "remove", N_("Remove")),
        Binding("u,ctrl+z", "undo", N_("Undo")),
    ]

    def __init__(self, audio: Callable[[Settings], data.Audio] = data.RealAudio) -> None:
        super().__init__()
        self._audio = audio
        self._playing: Worker[None] | None = None
        self._typed = ""

    def compose_body(self) -> ComposeResult:
        """A word on it, the list."""
        with Vertical(classes="page"):
            yield Static(
                _(ABOUT),
                id="voice-head",
            )
            yield RowList(id="voices")

    def read(self, settings: Settings) -> Sequence[Voice]:
        """All recordings."""
        return data.voices(settings).voices()

    def discard(self, settings: Settings, item: Voice) -> Restore:
        """Into the trash, which `on_unmount` empties."""
        voices = data.voices(settings)
        removed = voices.remove(item)
        return lambda: voices.restore(removed)

    def row(self, item: Voice) -> Row:
        """A line."""
        return Row(str(item.path), partial(view.voice_line, item))

    def removal(self, item: Voice) -> tuple[str, str]:
        """It comes back as it was."""
        return _("Delete {name}?").format(name=item.name), _("u brings it back until you leave this screen.")

    def show(self) -> None:
        """Fill the list."""
        self.list.say_empty(_("No recording yet: cues are tones."), "r", _("records one: “smile!”, “breathe”"))
        super().show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs a recording is dimmed without one."""
        return None if action == "listen" and not self.items else super().check_action(action, parameters)

    def key_label(self, action: str, label: str) -> str:
        """Enter plays here."""
        return "" if action == "choose" else label

    @on(Rows.Chosen)
    def action_listen(self) -> None:
        """Play the recording under the cursor, one at a time."""
        if self.current is not None and (self._playing is None or self._playing.is_finished):
            self._playing = self._play(self._audio(self.poise.settings), self.current.path)

    @job()
    def _play(self, audio: data.Audio, path: Path) -> None:
        data.play_file(audio, path)

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
                self.app.push_screen(RecordScreen(slot, name, self._audio(self.poise.settings)))

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
                self.change(lambda: data.voices(settings).add_file(Path(line).expanduser(), "", slot))

        def chosen(slot: str) -> None:
            text = _("wav, flac or ogg, at most {time}").format(time=f"{data.LONGEST_S:.0f} s")
            dialog = LineDialog(_("Import a file"), text, self._typed, "~/smile.wav", SOUNDS)
            self.app.push_screen(dialog, partial(named, slot))

        self._choose_slot(_("When is it heard?"), chosen)

    def on_unmount(self) -> None:
        """What was removed goes for good."""
        if self.removed:
            data.voices(self.poise.settings).empty_trash()
