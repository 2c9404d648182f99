"""The question categories in words."""

from __future__ import annotations

from collections.abc import Mapping

from tui.i18n import N_, _

CATEGORIES: Mapping[str, str] = {
    "self_introduction": N_("Self-introduction"),
    "strengths_weaknesses": N_("Strengths and weaknesses"),
    "motivation": N_("Motivation"),
    "company_fit": N_("Company fit"),
    "experience": N_("Experience"),
    "teamwork": N_("Teamwork"),
    "conflict": N_("Conflict"),
    "problem_solving": N_("Problem solving"),
    "situational": N_("Situational"),
    "values": N_("Values"),
    "job_knowledge": N_("Job knowledge"),
    "future": N_("Future"),
    "stress": N_("Stress"),
    "closing": N_("Closing"),
    "general": N_("General"),
}


def category_name(code: str) -> str:
    """A category in words; one that is not known (a user's) shows itself."""
    return _(CATEGORIES[code]) if code in CATEGORIES else code
