"""What stands beside a question: its hint and outline, and the user's own notes, read from the banks and kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from questions.joined import found_anywhere, noted_companies
from questions.marking import keep_own
from questions.outlines import outline_of
from questions.problems import BankError
from questions.schema import Language, Question, in_language
from tui.i18n import N_, _
from tui.wiring.parts import interview_language

if TYPE_CHECKING:
    from core.report.choosing import Companies
    from core.settings.model import Settings
    from questions.own import Own

STEP_WORDS = {
    "situation": N_("Situation"),
    "task": N_("Task"),
    "action": N_("Action"),
    "result": N_("Result"),
}


@dataclass(frozen=True, slots=True)
class Prompts:
    """A question as its bank has it, and in which language it is asked."""

    bank: str
    question: Question
    language: Language

    def outline(self) -> list[tuple[str, str]]:
        """What to say in each part of an answer, under its name."""
        return outline_lines(self.question, self.language)

    def lines(self, *, hint: bool = True) -> list[tuple[str, str]]:
        """Everything, each under its name: the user's own first, then the hint (if asked for), then the outline."""
        own = self.question
        found = [
            (_("My notes"), own.notes),
            (_("My answer"), in_language(own.model_answer, self.language)),
            (_("Hint"), in_language(own.hint, self.language) if hint else ""),
            *self.outline(),
            (_("Asked at"), ", ".join(own.companies)),
        ]
        return [(name, text) for name, text in found if text]


def outline_lines(question: Question, language: Language) -> list[tuple[str, str]]:
    """What to say in each part of an answer to a question, under its name."""
    return [(_(STEP_WORDS[step]), in_language(texts, language)) for step, texts in outline_of(question).items()]


def prompts_of(settings: Settings, question_id: str, language: Language | None = None) -> Prompts | None:
    """What stands beside a question of any bank, those of the settings first; None where it is gone, or a bank is.

    A follow-up has what its question has. `language` is by default that of the settings.
    """
    try:
        found = found_anywhere(question_id.partition("+")[0], settings.bank, settings.data)
    except BankError:
        return None
    return Prompts(*found, language or interview_language(settings)) if found else None


def companies_now(settings: Settings) -> Companies:
    """The companies that the user has noted, by question id; a bank that cannot be read has none."""
    return noted_companies(settings.data)


def keep(settings: Settings, prompts: Prompts, own: Own) -> None:
    """Keep the user's own part of a question. Raises BankError."""
    keep_own(prompts.bank, prompts.question.id, own, settings.data)
