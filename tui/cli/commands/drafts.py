"""`poise questions stats` and `draft`: how many questions there are, and more out of an advert or CV."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from questions.documents import read_document
from questions.drafting import draft as drafted
from questions.editing import add_to
from questions.facts import find_facts
from questions.loading import files, list_banks, load_bank, load_inventory
from questions.names import DIFFICULTY_NAMES, FIELD_NAMES
from questions.problems import BankError
from questions.schema import LANGUAGES, Language, Question
from questions.similar import same_text
from questions.stats import UNKNOWN, Counts, count
from tui.cli import completion
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, one_of, print_json
from tui.cli.output import Output, table
from tui.i18n import _, language, ngettext
from tui.widgets.text.categories import category_name

if TYPE_CHECKING:
    from core.settings.model import Settings
    from questions.asking import Request

Why = tuple["Question", str]
"""A drafted question, and what it rests on."""

Advert = Annotated[
    Path, typer.Option("--from", help="A job advert or CV: txt, md or pdf.", metavar="FILE", show_default=False)
]
Into = Annotated[
    str | None,
    typer.Option(help="The bank of yours that takes them; without it they are only shown.", metavar="BANK"),
]
TakeAll = Annotated[bool, typer.Option("--all", help="Take every question without asking.")]
Only = Annotated[
    str | None, typer.Option("--only", help="Write in ko or en; by default in the file's language.", metavar="LANG")
]
ModelUrl = Annotated[
    str | None,
    typer.Option(
        help="Let a language model on a machine of yours write instead, as http://localhost:11434/v1.", metavar="URL"
    ),
]
ModelName = Annotated[str, typer.Option(help="The model's name on that machine.", metavar="NAME")]
Send = Annotated[bool, typer.Option("--send", help="Send the file to it without asking first.")]


def stats(
    bank: Annotated[
        str | None,
        typer.Argument(
            help="A bank by its name, or a file; without it, all of them.",
            metavar="BANK",
            autocompletion=completion.banks,
        ),
    ] = None,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Count the questions: by language, category, field and difficulty, with hints and follow-ups.

    Example: `poise questions stats general`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    names = [bank] if bank else [entry.name for entry in list_banks(settings.data) if entry.error is None]
    banks = [load_bank(name, settings.data) for name in names]
    every = [question for each in banks for question in each.questions]
    counts = {language: count(every, language) for language in LANGUAGES}
    if as_json:
        by_language: dict[str, object] = {language: asdict(found) for language, found in counts.items()}
        print_json({"banks": names, **by_language, **({} if bank else {"rapid_items": _rapid_items(settings)})})
    else:
        _print_counts(len(banks), counts, 0 if bank else _rapid_items(settings))


def _rapid_items(settings: Settings) -> int:
    """How many items on disposition there are in all inventories that can be read."""
    count = 0
    for name in files("inventory", settings.data):
        with contextlib.suppress(BankError):
            count += len(load_inventory(name, settings.data).items())
    return count


def _print_counts(banks: int, counts: dict[Language, Counts], items: int) -> None:
    output = Output()
    output.line(ngettext("{n} bank", "{n} banks", banks).format(n=banks))
    rows: list[tuple[str, ...]] = [("", *LANGUAGES)]
    for title, part in ((_("Category"), "categories"), (_("Field"), "fields"), (_("Difficulty"), "difficulties")):
        rows += [(title,), *_part(part, counts), ("",)]
    words = {
        "questions": _("Questions"),
        "follow_ups": _("with a follow-up, or the rest of a set"),
        "follow_up_texts": _("Follow-ups"),
        "hints": _("with a hint"),
        "own_outlines": _("with an outline of their own"),
        "sets": _("Sets of three"),
    }
    rows += [(text, *(str(getattr(found, name)) for found in counts.values())) for name, text in words.items()]
    for line in table([(*row, *[""] * (3 - len(row))) for row in rows]):
        output.line(line)
    if items:
        output.line(_("Rapid items") + "  " + _("{n} in {pairs} pairs").format(n=items, pairs=items // 2))


def _part(name: str, counts: dict[Language, Counts]) -> Iterator[tuple[str, ...]]:
    found = {language: getattr(each, name) for language, each in counts.items()}
    kinds = dict.fromkeys(kind for each in found.values() for kind in each)
    for kind in kinds:
        yield (f"  {_kind_words(name, kind)}", *(str(each.get(kind, 0)) for each in found.values()))


def _kind_words(name: str, kind: str) -> str:
    if kind == UNKNOWN:
        return _("not said")
    if name == "categories":
        return category_name(kind)
    known = FIELD_NAMES if name == "fields" else {str(key): texts for key, texts in DIFFICULTY_NAMES.items()}
    return known[kind]["ko" if language() == "ko" else "en"] if kind in known else kind


def draft(
    file: Advert,
    into: Into = None,
    take_all: TakeAll = False,
    only: Only = None,
    model_url: ModelUrl = None,
    model: ModelName = "",
    send: Send = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Write questions out of a job advert or CV, by rules; you take or drop each.

    Nothing leaves this machine, unless you name a language model of your own: then you are shown what would be sent.

    Example: `poise questions draft --from advert.pdf --into acme`.
    """
    settings = load_settings({"language": lang, "data_dir": data_dir})
    tongue = _tongue(only)
    text = read_document(file)
    output = Output()
    if model_url is not None:
        drafts = _from_model(text, model_url, model, tongue, output, agreed=send)
    else:
        drafts = _by_rules(text, tongue)
    if not drafts:
        output.line(_("No question came of it: the file names no task, skill or employer that the rules know."))
        raise typer.Exit(2)
    new = _unknown(drafts, into, settings)
    if into is None:
        _show(new, output)
        return
    taken = [question for question, _why in new] if take_all else _taken(new, output)
    _add(taken, into, settings, output)


def _tongue(only: str | None) -> Language | None:
    if only is None:
        return None
    return "ko" if one_of("--only", only, ("ko", "en")) == "ko" else "en"


def _by_rules(text: str, language: Language | None) -> list[Why]:
    made = drafted(find_facts(text), language)
    return [(each.question, _("line {n}: {text}").format(n=each.line, text=each.phrase)) for each in made]


def _from_model(
    text: str, url: str, model: str, language: Language | None, output: Output, *, agreed: bool
) -> list[Why]:
    from questions.asking import ask, prepare

    request = prepare(text, url, model, language)
    _show_request(request, output)
    if not agreed and not _agrees():
        raise typer.Exit(1)
    return [(question, "") for question in ask(request)]


def _show_request(request: Request, output: Output) -> None:
    output.line(_("This would be sent to {host}, and to nobody else:").format(host=request.host))
    for message in request.messages:
        for line in message.splitlines():
            output.line(f"  │ {line}")


def _agrees() -> bool:
    return _answer(_("Send it? (y/n)")) in ("y", "yes", "ㅛ", "네", "예")


def _answer(asked: str) -> str:
    """What the user writes on one line; `q` where nothing more comes."""
    typer.echo(f"{asked} ", nl=False)
    line = sys.stdin.readline()
    if not line:
        typer.echo()
    return line.strip().casefold() if line else "q"


def _unknown(drafts: Sequence[Why], into: str | None, settings: Settings) -> list[Why]:
    """Leave out what the bank has already."""
    if into is None or into not in files("bank", settings.data):
        return list(drafts)
    known = {key for question in load_bank(into, settings.data).questions for key in same_text(question)}
    return [(question, why) for question, why in drafts if not known.intersection(same_text(question))]


def _show(drafts: Sequence[Why], output: Output) -> None:
    for number, (question, why) in enumerate(drafts, 1):
        _show_one(number, len(drafts), question, why, output)
    output.line(_("To keep them, name a bank: --into BANK."))


def _show_one(number: int, count: int, question: Question, why: str, output: Output) -> None:
    (text,) = question.text.values()
    output.line(f"{number}/{count}  {output.paint(text, 'bold')}")
    output.line(f"      {category_name(question.category)}" + (f" · {why}" if why else ""))


def _taken(drafts: Sequence[Why], output: Output) -> list[Question]:
    """Ask about each; whoever stops keeps what was taken so far."""
    taken: list[Question] = []
    for number, (question, why) in enumerate(drafts, 1):
        _show_one(number, len(drafts), question, why, output)
        answer = _answer(_("Take it? Enter takes it, d drops it, q stops here."))
        if answer.startswith(("q", "ㅂ")):
            break
        if not answer.startswith(("d", "n", "ㅇ", "ㅜ")):
            taken.append(question)
    return taken


def _add(taken: Sequence[Question], into: str, settings: Settings, output: Output) -> None:
    n = len(add_to(into, taken, settings.data)) if taken else 0
    text = ngettext("{n} question added to {bank}.", "{n} questions added to {bank}.", n)
    output.line(text.format(n=n, bank=into))
