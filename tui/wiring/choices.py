"""What can be chosen before an interview, from banks, formats, cameras and networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.camera.ticket import LENT, offered
from core.vision.network.weights import list_networks
from questions.chosen import ANY_JOB, AUTO
from questions.joined import joined, load_joined
from questions.loading import Entry, list_banks, list_formats, load_bank, load_format
from questions.schema import CATEGORIES, Bank, Format, Language, in_language
from tui.i18n import N_, _, ngettext
from tui.widgets.text.categories import category_name
from tui.wiring import parts

if TYPE_CHECKING:
    from core.settings.model import Settings

AUTO_CAMERA = N_("the first webcam that gives a picture, else the demo")
DEMO_CAMERA = N_("a drawn face, to try things out")
LENT_CAMERA = N_("the one of your laptop, by `poise lend`")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a setting with its words, translated already."""

    value: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen before an interview.

    `counts` gives each format's own number of questions; `times` its prep, answer seconds and retakes;
    `available` how many questions each bank has by language and category; `rapid` which formats show items instead.
    """

    formats: tuple[Choice, ...]
    banks: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    cameras: tuple[Choice, ...]
    networks: tuple[Choice, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, tuple[float, float, int]] = field(default_factory=dict)
    rapid: frozenset[str] = frozenset()
    available: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)


def options(settings: Settings) -> Options:
    """Read every bank and format once. Files that cannot be used are left out: `poise questions check` tells why."""
    language = parts.interview_language(settings)
    names = [entry.name for entry in list_formats(settings.data, kind=None) if usable(entry)]
    formats = {name: load_format(name, settings.data, kind=None) for name in names}
    banks = list(_banks(settings, [entry for entry in list_banks(settings.data) if usable(entry)], language))
    return Options(
        formats=tuple(_format(found, language) for found in formats.values()),
        banks=tuple(choice for choice, _bank in banks),
        categories=tuple(Choice(name, category_name(name)) for name in CATEGORIES),
        cameras=cameras(),
        networks=networks(),
        counts={name: found.questions for name, found in formats.items()},
        rapid=frozenset(name for name, found in formats.items() if found.kind == "disposition"),
        times={name: (found.prep_s, found.answer_s, found.retakes) for name, found in formats.items()},
        available={choice.value: _by_kind(bank) for choice, bank in banks},
    )


def usable(entry: Entry) -> bool:
    """Whether the file could be read."""
    return entry.error is None


def _format(found: Format, language: Language) -> Choice:
    return Choice(found.id, in_language(found.title, language), in_language(found.description, language))


def _banks(settings: Settings, entries: Sequence[Entry], language: Language) -> Iterator[tuple[Choice, Bank]]:
    """The questions for any job, then each bank; those for one job come with the ones for any."""
    every = load_joined(AUTO, settings.data)
    total = every.count(language)
    yield Choice(AUTO, _("for any job"), ngettext("{n} question", "{n} questions", total).format(n=total)), every
    for entry in entries:
        own = entry.questions.get(language, 0)
        for_one_job = entry.origin == "built-in" and entry.name not in ANY_JOB
        value = f"{AUTO},{entry.name}" if for_one_job else entry.name
        bank = load_bank(entry.name, settings.data)
        if for_one_job:
            about = ngettext("{n} question, and those for any job", "{n} questions, and those for any job", own)
        else:
            about = ngettext("{n} question", "{n} questions", own)
        title = in_language(entry.title, language)
        yield Choice(value, title, about.format(n=own)), joined([every, bank]) if for_one_job else bank


def _by_kind(bank: Bank) -> Mapping[tuple[str, str], int]:
    """How many questions a bank has, by language and category."""
    return dict(Counter((language, question.category) for question in bank.questions for language in question.text))


def cameras() -> tuple[Choice, ...]:
    """Automatic, the webcams there are, the laptop's where it is lent, the demo."""
    from core.camera.webcam import webcams

    devices = tuple(Choice(name, name) for name in webcams())
    lent = (Choice(LENT, _("lent"), _(LENT_CAMERA)),) if offered() else ()
    return (
        Choice("auto", _("automatic"), _(AUTO_CAMERA)),
        *devices,
        *lent,
        Choice("demo", _("demo camera"), _(DEMO_CAMERA)),
    )


def networks() -> tuple[Choice, ...]:
    """The networks of the registry."""
    names = list_networks()
    return (Choice("default", _("default"), names[0] if names else ""), *(Choice(name, name) for name in names))
