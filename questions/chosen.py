"""Which banks a setting names."""

from __future__ import annotations

GENERAL = "general"
"""The bank for any job, which an interview takes where nothing else is chosen."""
AUTO = "auto"
"""Stands for the banks for any job."""
ANY_JOB = (GENERAL, "people", "pressure", "situations", "sets")
"""The built-in banks for any job, the one with the announced questions first."""


def names_of(bank: str) -> tuple[str, ...]:
    """Return the banks that a setting names: one, a file, or several with commas between them.

    >>> names_of("auto,nursing")
    ('general', 'people', 'pressure', 'situations', 'sets', 'nursing')
    """
    if bank.endswith((".yaml", ".yml")):
        return (bank,)
    found: dict[str, None] = {}
    for name in (part.strip() for part in bank.split(",")):
        found |= dict.fromkeys(ANY_JOB if name == AUTO else [name] if name else [])
    return tuple(found)
