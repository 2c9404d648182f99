"""`poise practice`: what to practise today, out of a bank, by how your answers went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands import options

if TYPE_CHECKING:
    from core.settings.model import Settings
    from questions.due import Progress, Review
    from questions.schema import Category, Language, Question

_SESSIONS = 60
"""Interviews that are read back: two months of daily practice."""


def practice(
    bank: Annotated[str | None, typer.Option(help="The bank to practise with.", metavar="BANK")] = None,
    count: Annotated[int, typer.Option(help="How many questions.", min=1, max=50)] = 5,
    seed: Annotated[int | None, typer.Option(help="Draw new questions by this number, not by the day.")] = None,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Show today's questions: first what is due again by your answers so far, then new ones.

    Example: `poise practice --count 3`.
    """
    from dataclasses import asdict

    from questions.due import progress, todays
    from tui.cli.commands.common import load_settings, print_json
    from tui.wiring.plans import open_bank

    settings = load_settings({"language": lang, "data_dir": data_dir, "bank": bank})
    language: Language = "ko" if settings.language == "ko" else "en"
    questions, history, now = open_bank(settings).questions, _history(settings), datetime.now().astimezone()
    chosen = todays(questions, history, language=language, now=now, count=count, seed=seed)
    found = progress(questions, history, language=language, now=now)
    if as_json:
        by_category = {category: asdict(each) for category, each in found.items()}
        print_json({"questions": [{"id": q.id, "text": q.says(language)} for q in chosen], "progress": by_category})
        return
    _print(chosen, found, history, language)


def _history(settings: Settings) -> dict[str, list[Review]]:
    """Return what the stored interviews say about each question, by its id."""
    from core.report.report import build_report
    from questions.due import Review
    from tui.wiring.parts import open_store

    store = open_store(settings)
    found: dict[str, list[Review]] = {}
    if not store.path.exists():
        return found
    for info in store.sessions(_SESSIONS):
        if not info.is_interview or not info.answered:
            continue
        began = datetime.fromisoformat(info.began).astimezone()
        for answer in build_report(store.load(info.id)).answers:
            if answer.question is not None and answer.how in ("time", "submitted"):
                used = answer.used_s / answer.allowed_s if answer.allowed_s else 1.0
                found.setdefault(answer.question.id, []).append(Review(began, answer.score.value, used))
    return found


def _print(
    chosen: Sequence[Question],
    found: Mapping[Category, Progress],
    history: Mapping[str, Sequence[Review]],
    language: Language,
) -> None:
    from questions.names import HEADINGS
    from tui.cli.output import Output, table
    from tui.i18n import _

    output = Output()
    output.line(output.paint(_("Today's questions"), "bold"))
    for question in chosen:
        why = _("due again") if question.id in history else _("new")
        output.line(f"  {question.says(language)} ({why})")
    output.line(output.paint(_("Answered, by category"), "bold"))
    rows = [
        (f"  {HEADINGS[category][language]}", f"{each.answered} / {each.questions}")
        for category, each in found.items()
    ]
    for line in table(rows):
        output.line(line)
