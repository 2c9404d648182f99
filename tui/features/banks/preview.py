"""A question as an interview would ask it: its clock, and everything that is kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from questions.check import reading_seconds
from questions.loading import list_formats, load_format
from questions.schema import LANGUAGES, Format, Question, Timing, in_language
from tui.app.base import PoiseScreen
from tui.app.dialogs import ChooseDialog
from tui.app.jobs import job
from tui.features.banks import view
from tui.i18n import N_, _, ngettext
from tui.widgets.field import Field, FieldView
from tui.widgets.menu import MenuItem
from tui.widgets.outside import Static
from tui.widgets.text.categories import category_name
from tui.widgets.text.entries import spoken
from tui.wiring.prompts import outline_lines
from tui.wiring.start import Start


class PreviewScreen(PoiseScreen[None]):
    """The question, a format to try it in, and Enter to answer it now."""

    PLACE = N_("Preview")
    CSS_PATH = "styles.tcss"
    AUTO_FOCUS = "Field"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "practise", N_("Practise now"), priority=True),
        Binding("down,j", "scroll(3)", show=False),
        Binding("up,k", "scroll(-3)", show=False),
    ]

    @dataclass
    class Found(Message):
        """The kinds of interview that there are."""

        formats: Sequence[Format]

    def __init__(self, bank: str, question: Question) -> None:
        super().__init__()
        self._bank, self._question = bank, question
        self._formats: Sequence[Format] = ()
        self._format = ""

    def compose_body(self) -> ComposeResult:
        """The question above, its clock, and what is kept with it."""
        with Vertical(classes="column", id="preview"):
            yield Static(id="asked")
            yield Static()
            yield Field(FieldView("format", _("Format"), "…", several=False))
            yield Static(id="clock", classes="note gap")
            yield Static(id="rest", classes="gap")

    def on_mount(self) -> None:
        """Ask for the formats."""
        self._format = self.poise.settings.format
        self._find(self.poise.settings.data)

    @job()
    def _find(self, data: Path) -> Found:
        return self.Found(_formats(data))

    @on(Found)
    def _take_formats(self, event: Found) -> None:
        self._formats = event.formats
        self.show()

    def place(self) -> str:
        """Which question of which bank."""
        return _("Question banks") + f" › {self._bank} › {self._question.id}"

    def show(self) -> None:
        """Fill the parts."""
        self.query_one("#asked", Static).update(asked(self._question))
        self.query_one("#rest", Static).update(kept(self._question))
        chosen = self._chosen()
        if chosen is not None:
            title = in_language(chosen.title, spoken())
            field = FieldView("format", _("Format"), title, several=len(self._formats) > 1)
            self.query_one(Field).set_view(field)
            self.query_one("#clock", Static).update("\n".join(clock(self._question, chosen)))

    def _chosen(self) -> Format | None:
        named = [format_ for format_ in self._formats if format_.id == self._format]
        return next(iter(named or self._formats), None)

    def on_field_stepped(self, event: Field.Stepped) -> None:
        """Another format."""
        chosen = self._chosen()
        if chosen is not None:
            ids = [format_.id for format_ in self._formats]
            self._format = ids[(ids.index(chosen.id) + event.step) % len(ids)]
            self.show()

    def on_field_opened(self) -> None:
        """All formats in a dialog."""
        items = [MenuItem(format_.id, in_language(format_.title, spoken())) for format_ in self._formats]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._format = name
                self.show()

        present = self._chosen()
        self.app.push_screen(ChooseDialog(_("Format"), "", items, present.id if present else ""), chosen)

    def action_scroll(self, lines: int) -> None:
        """Long notes go on below."""
        self.query_one("#body").scroll_relative(y=lines, animate=False)

    def action_practise(self) -> None:
        """Answer it now, in this format."""
        chosen = self._chosen()
        self.poise.replace("interview", start=practice(self._bank, self._question, chosen.id if chosen else ""))


def practice(bank: str, question: Question, format_: str = "") -> Start:
    """An interview of one question; "" for the format of the settings."""
    choices = {"bank": bank, **({"format": format_} if format_ else {})}
    return Start(questions=(question.id,), choices=choices)


def _formats(data: Path) -> Sequence[Format]:
    return [load_format(entry.name, data) for entry in list_formats(data) if entry.error is None]


def asked(question: Question) -> Content:
    """Category and question, in the language of the screen first."""
    tongues = sorted(question.text, key=lambda code: code != spoken())
    caption = Content.assemble((category_name(question.category), "$accent bold"), ("  " + marks(question), "$muted"))
    texts = [
        Content.assemble((question.text[code], "bold" if not place else "")) for place, code in enumerate(tongues)
    ]
    return Content("\n").join([caption, *texts])


def marks(question: Question) -> str:
    """Favourite and retired, in words."""
    words = [_("favourite")] if question.bookmark else []
    return " · ".join([*words, *([_("retired: never asked")] if question.retired else [])])


def clock(question: Question, format_: Format) -> list[str]:
    """What the clock of a format makes of the question, line by line."""
    timing = _timing(question, format_)
    think = _("{prep} s to think, {answer} s to answer").format(
        prep=f"{timing.prep_s:g}", answer=f"{timing.answer_s:g}"
    )
    retakes = ngettext("{n} retake", "{n} retakes", timing.retakes).format(n=timing.retakes)
    lines = [f"{think}, {retakes}"]
    if timing.submit_after_s > 0:
        lines.append(_("“Next” is allowed from {seconds} s on").format(seconds=f"{timing.submit_after_s:g}"))
    for code in LANGUAGES:
        if text := question.text.get(code):
            seconds = reading_seconds(text, code)
            line = _("{language}: read aloud in about {seconds} s").format(
                language=view.LANGUAGE_NAMES[code], seconds=f"{seconds:.0f}"
            )
            lines.append(line + (" ! " + _("longer than there is to think") if seconds > timing.prep_s else ""))
    if question.retired:
        lines.append("! " + _("It is retired: only here is it asked."))
    return lines


def _timing(question: Question, format_: Format) -> Timing:
    part = next((part for part in format_.rounds if question.category in part.categories), None)
    return format_.timing(None if question.category in format_.announced else part)


def kept(question: Question) -> Content:
    """Hint, outline, follow-ups, notes, model answer and companies, each under its name."""
    tongue = spoken()
    parts: list[tuple[str, str]] = [(_("Hint"), in_language(question.hint, tongue))]
    parts.append((_("Outline"), "\n".join(f"{name}: {text}" for name, text in outline_lines(question, tongue))))
    parts.append((_("Follow-ups"), "\n".join(in_language(text, tongue) for text in question.follow_ups)))
    parts += view.own_parts(question)
    return Content("\n\n").join(Content.assemble((name, "$muted"), "\n", text) for name, text in parts if text)
