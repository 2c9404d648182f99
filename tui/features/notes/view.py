"""The user's own part of a question, from what stands in the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from questions.own import Own
from questions.schema import in_language
from tui.wiring.prompts import Prompts

if TYPE_CHECKING:
    from questions.own import Own

FIELDS = ("notes", "model_answer", "companies")


def values(prompts: Prompts) -> dict[str, str]:
    """What the fields show at first, and whether the question is a favourite."""
    own = prompts.question
    return {
        "notes": own.notes,
        "model_answer": own.model_answer.get(prompts.language, ""),
        "companies": ", ".join(own.companies),
        "bookmark": "1" if own.bookmark else "",
    }


def own_from(written: Mapping[str, str], prompts: Prompts) -> Own:
    """What is to be kept; the answer in the other language and a retirement stay as they are."""
    names = (name.strip() for name in written["companies"].split(","))
    return Own(
        notes=written["notes"],
        model_answer={**prompts.question.model_answer, prompts.language: written["model_answer"]},
        bookmark=bool(written["bookmark"]),
        companies=tuple(dict.fromkeys(name for name in names if name)),
        retired=prompts.question.retired,
    )


def beside(prompts: Prompts) -> Content:
    """Hint and outline, which are not the user's to change here."""
    hint = in_language(prompts.question.hint, prompts.language)
    parts = [Content.assemble((f"{name}: ", "bold"), text) for name, text in prompts.outline()]
    return Content("\n").join([Content(hint), *parts] if hint else parts)
