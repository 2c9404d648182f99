"""Which sessions of a history are meant: by format, bank, question, and the companies where that was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.chosen import names_of

if TYPE_CHECKING:
    from core.store.reviews import Answered
    from core.store.sessions import Planned, SessionInfo

Companies = Mapping[str, Sequence[str]]
"""The companies that the user has noted by now, by question id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a session has to be; "" asks for nothing.

    `format`, `bank` and `category` are names, `question` is an id or words of a text, `company` a part of a name.
    """

    format: str = ""
    bank: str = ""
    category: str = ""
    question: str = ""
    company: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()


def fitting(sessions: Iterable[SessionInfo], wanted: Wanted, companies: Companies) -> list[SessionInfo]:
    """The sessions that are wanted, in their order."""
    return [session for session in sessions if _fits(session, wanted, companies)]


def _fits(session: SessionInfo, wanted: Wanted, companies: Companies) -> bool:
    return (
        wanted.format in ("", session.format)
        and wanted.bank in ("", *banks_of(session))
        and (not (wanted.category or wanted.question) or any(_is_meant(each, wanted) for each in session.asked))
        and (wanted.company == "" or _holds(wanted.company, companies_of(session.asked, companies)))
    )


def banks_of(session: SessionInfo) -> tuple[str, ...]:
    """The banks that its questions were drawn from: as the setting names them, and which those are."""
    written = [name for part in session.bank.split(",") if (name := part.strip())]
    return tuple(dict.fromkeys([*written, *names_of(session.bank)]))


def companies_of(asked: Iterable[Planned], companies: Companies) -> tuple[str, ...]:
    """Where these questions were asked: as noted when they were planned, and by now."""
    known = ((*each.companies, *companies.get(each.id, ())) for each in asked)
    return tuple(dict.fromkeys(name for names in known for name in names))


def meant(answers: Iterable[Answered], wanted: Wanted) -> list[Answered]:
    """The answers to the question and in the category that are wanted, in their order."""
    return [answer for answer in answers if _names(answer.question, answer.category, answer.text, wanted)]


def _is_meant(question: Planned, wanted: Wanted) -> bool:
    return _names(question.id, question.category, question.text, wanted)


def _names(question: str, category: str, text: Mapping[str, str], wanted: Wanted) -> bool:
    """Whether a question by its id, category and texts is one that is wanted."""
    words = wanted.question
    return wanted.category in ("", category) and (words in ("", question) or _holds(words, text.values()))


def _holds(words: str, texts: Iterable[str]) -> bool:
    return any(words.casefold() in text.casefold() for text in texts)
