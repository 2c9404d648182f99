"""Set-up: everything about the interview on one page; Enter starts it as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from tui.app.base import PoiseScreen
from tui.app.consent import CONSENTS, ConsentDialog, agreed
from tui.app.dialogs import ChooseDialog, LineDialog, PickDialog
from tui.app.jobs import job
from tui.features.setup import view as view
from tui.i18n import N_, _, language
from tui.widgets.field import Field
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.wiring.choices import Options
from tui.wiring.start import Start

if TYPE_CHECKING:
    from core.settings.model import Settings

OTHER = "other"


class SetupScreen(PoiseScreen[None]):
    """The form. What was chosen last stands in it."""

    PLACE = N_("Mock interview")
    CSS_PATH = "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,f5", "start", N_("Start")),
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("e", "equipment", N_("Equipment check")),
        Binding("f", "formats", N_("Formats"), show=False),
    ]

    @dataclass
    class Listed(Message):
        """What can be chosen."""

        options: Options

    def __init__(self) -> None:
        super().__init__()
        self._options: Options | None = None
        self._draft = view.Draft()
        self._camera = ""
        self._outdated = False

    def compose_body(self) -> ComposeResult:
        """One field a line, then what it amounts to."""
        with Vertical(classes="column"):
            if self._options is None:
                yield Static(Content(_("Looking for formats, questions and cameras …")), classes="note")
                return
            for shown in view.fields(self._draft, self._options):
                yield Field(shown)
            yield Static(id="about")
            yield Static(id="summary")
            yield Static(id="shortage")

    def on_mount(self) -> None:
        """Take the last choice and ask what there is."""
        settings = self.poise.settings.changed(**self.poise.chosen)
        categories = tuple(part for part in getattr(settings, "categories", "").split(",") if part)
        self._draft = view.Draft(
            settings.format,
            settings.bank,
            settings.questions,
            language(),
            settings.camera,
            settings.policy,
            settings.weights,
            settings.exam,
            categories,
            settings.keep_voice,
            settings.keep_snapshots,
        )
        self._list(settings)

    @job()
    def _list(self, settings: Settings) -> Listed:
        return self.Listed(self.poise.services.options(settings))

    @on(Listed)
    async def _take_options(self, event: Listed) -> None:
        first, self._options = self._options is None, event.options
        await self.reword()
        if first:
            self.query(Field).first().focus()

    def show(self) -> None:
        """Fill the fields and the summary."""
        if self._options is None:
            return
        for shown in view.fields(self._draft, self._options):
            self.query_one(f"#field-{shown.id}", Field).set_view(shown)
        self._show_about()
        self.query_one("#summary", Static).update(Content(view.summary(self._draft, self._options)))
        self.query_one("#shortage", Static).update(Content(view.shortage(self._draft, self._options)))

    def _show_about(self) -> None:
        """What the focused field's value means, in full."""
        if self._options is None:
            return
        shown = {f"field-{field.id}": field.about for field in view.fields(self._draft, self._options)}
        focused = self.focused.id if self.focused else None
        self.query_one("#about", Static).update(shown.get(focused or "", ""))

    def on_descendant_focus(self) -> None:
        """Another field explains itself."""
        self._show_about()

    async def _take(self, draft: view.Draft) -> None:
        """Go on with another draft; another language rewords everything, the questions too."""
        for key in CONSENTS:
            if getattr(draft, key) != getattr(self._draft, key):
                self._ask_consent(key, draft)
                return
        changed = draft.language != self._draft.language
        self._draft = draft
        if changed:
            await self.poise.use_language(draft.language)
            self._list(self.poise.settings)
        self.show()

    def _ask_consent(self, key: str, draft: view.Draft) -> None:
        """It is kept after a yes to a plain question, and no more without one; both are remembered."""

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self._keep(draft, agreed(key))

        if getattr(draft, key):
            self.app.push_screen(ConsentDialog(key, self.poise.settings), answered)
        else:
            self._keep(draft, {key: False})

    def _keep(self, draft: view.Draft, changes: dict[str, Any]) -> None:
        self.poise.change(changes)
        self._draft = draft
        self.show()

    async def on_field_stepped(self, event: Field.Stepped) -> None:
        """The neighbour of the value."""
        if self._options is not None:
            await self._take(view.stepped(event.field, event.step, self._draft, self._options))

    def on_field_opened(self, event: Field.Opened) -> None:
        """All values in a dialog."""
        if self._options is None:
            return
        title = _(view.LABELS[event.field])
        offered = view.choices(event.field, self._draft, self._options)
        if event.field == "categories":
            items = [(choice.value, choice.title) for choice in offered]
            self.app.push_screen(PickDialog(title, items, self._draft.categories), self._picked)
            return
        items_ = [MenuItem(choice.value, choice.title, choice.about) for choice in offered]
        if event.field == "camera":
            items_.append(MenuItem(OTHER, _("Another …"), _("device, file or address")))
        dialog = ChooseDialog(title, "", items_, view.value(event.field, self._draft))
        self.app.push_screen(dialog, lambda value: self._chosen(event.field, value))

    async def _picked(self, categories: tuple[str, ...] | None) -> None:
        if categories is not None:
            everything = self._options is not None and len(categories) == len(self._options.categories)
            await self._take(view.chosen("categories", "" if everything else ",".join(categories), self._draft))

    async def _chosen(self, field: str, value: str | None) -> None:
        if field == "camera" and value == OTHER:
            text = _("A number, a device such as /dev/video2, a video file, or http://… or rtsp://…")
            dialog = LineDialog(_("Camera"), text, self._draft.camera, files=())
            self.app.push_screen(dialog, lambda line: self._chosen(field, line or None))
        elif value is not None:
            await self._take(view.chosen(field, value, self._draft))

    def action_move(self, step: int) -> None:
        """Up and down the fields."""
        (self.focus_next if step > 0 else self.focus_previous)(Field)

    def action_formats(self) -> None:
        """Where the kinds of interview are changed; what there is now is asked for afterwards."""
        self._outdated = True
        self.poise.goto("formats")

    def action_equipment(self) -> None:
        """Check camera and sound with what is chosen here."""
        self.poise.goto("equipment", camera=self._draft.camera, weights=self._draft.weights)

    async def on_screen_resume(self) -> None:
        """Another camera was chosen in the equipment check, or formats were changed."""
        if self._outdated:
            self._outdated = False
            self._list(self.poise.settings)
        camera, before = self.poise.settings.camera, self._camera
        self._camera = camera
        if before not in ("", camera):
            await self._take(view.chosen("camera", camera, self._draft))

    def action_start(self) -> None:
        """Begin with what is chosen here: for this interview, and offered again until the app is left."""
        if self._options is None:
            return
        self.poise.chosen = self._draft.settings()
        self.poise.replace("interview", start=Start(categories=self._draft.categories, choices=self.poise.chosen))
