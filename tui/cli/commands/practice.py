"""`poise practice`: what to practise today, out of a bank, by how your answers went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from questions.due import Progress, Review, progress
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.interview import run_in_app, run_plain
from tui.cli.output import Output, table
from tui.i18n import _, ngettext
from tui.widgets.text.categories import category_name
from tui.wiring.parts import interview_language
from tui.wiring.plans import open_bank
from tui.wiring.today import history, todays_set

if TYPE_CHECKING:
    from questions.schema import Category, Language, Question

Bank = Annotated[str | None, typer.Option(help="The bank to practise with; several with commas.", metavar="BANK")]
Count = Annotated[int, typer.Option(help="How many questions.", min=1, max=50)]


def practice(
    bank: Bank = None,
    count: Count = 5,
    seed: Annotated[int | None, typer.Option(help="Draw new questions by this number, not by the day.")] = None,
    start: Annotated[bool, typer.Option("--start", help="Begin with them at once, in the app.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="With --start: line by line.")] = False,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show today's questions, or begin with them: first what is due again by your answers so far, then new ones.

    Examples: `poise practice --count 3`, `poise practice --start`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir, "bank": bank})
    language, now, reviews = interview_language(settings), datetime.now().astimezone(), history(settings)
    chosen = todays_set(settings, reviews, now, count, seed)
    if start:
        ids = tuple(question.id for question in chosen)
        if plain:
            run_plain(settings, fast=False, resume=False, questions=ids)
        else:
            run_in_app(settings, resume=False, questions=ids)
        return
    found = progress(open_bank(settings).questions, reviews, language=language, now=now)
    if as_json:
        by_category = {category: asdict(each) for category, each in found.items()}
        print_json({"questions": [{"id": q.id, "text": q.says(language)} for q in chosen], "progress": by_category})
        return
    _print(chosen, found, reviews, language)


def _print(
    chosen: Sequence[Question],
    found: Mapping[Category, Progress],
    history: Mapping[str, Sequence[Review]],
    language: Language,
) -> None:
    output = Output()
    output.line(output.paint(_("Today's questions"), "bold"))
    for question in chosen:
        why = _("due again") if question.id in history else _("new")
        output.line(f"  {question.says(language)} ({why})")
    output.line(output.paint(_("Answered, by category"), "bold"))
    rows = [
        (
            f"  {category_name(category)}",
            f"{each.answered} / {each.questions}",
            ngettext("{n} due again", "{n} due again", each.answered - each.sit).format(n=each.answered - each.sit)
            if each.answered > each.sit
            else "",
        )
        for category, each in found.items()
    ]
    for line in table(rows):
        output.line(line)
    output.line(_("`poise practice --start` begins with them; so does t on the app's first screen."))
