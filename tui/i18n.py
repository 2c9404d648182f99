"""Korean and English: texts are translated when they are asked for, so the language can change while Poise runs."""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from pathlib import Path

from tui.particles import particles

DOMAIN = "poise"
LANGUAGES = ("en", "ko")
FOLDER = Path(__file__).with_name("locale")

_language = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


class Korean(str):
    """A Korean text that chooses its particles once its {fields} are filled."""

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """As `str.format`, then 은(는), 이(가) and the like by what stands before them."""
        return particles(super().format(*args, **fields))

    def format_map(self, fields: Mapping[str, object], /) -> str:  # type: ignore[override]
        """The same from a mapping."""
        return particles(super().format_map(fields))


def _spoken(text: str) -> str:
    return Korean(text) if _language == "ko" else text


def _(text: str) -> str:
    """`text` in the language now set. The text in the code is English; fill its {fields} afterwards."""
    return _spoken(_translations.gettext(text)) if text else text


def ngettext(one: str, many: str, n: int) -> str:
    """The form for `n` things in the language now set."""
    return _spoken(_translations.ngettext(one, many, n))


def pgettext(context: str, text: str) -> str:
    """`text` where the same English word needs different translations."""
    return _spoken(_translations.pgettext(context, text))


def N_(text: str) -> str:
    """Mark a text for extraction where it is only listed; translate it later by `_`."""
    return text


def language() -> str:
    """The language now set, "en" or "ko"."""
    return _language


def set_language(name: str = "auto", env: Mapping[str, str] | None = None) -> str:
    """Set the language ("auto": that of the environment) and give the one that is now set."""
    global _language, _translations  # noqa: PLW0603
    _language = name if name in LANGUAGES else from_environment(os.environ if env is None else env)
    _translations = gettext.translation(DOMAIN, FOLDER, [_language], fallback=True)
    return _language


def from_environment(env: Mapping[str, str]) -> str:
    """The first language of LANGUAGE that Poise speaks, or else the locale's (LC_ALL, LC_MESSAGES, LANG)."""
    name = next((env[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(key)), "")
    for wanted in (*env.get("LANGUAGE", "").split(":"), name):
        code = locale.normalize(wanted).partition("_")[0].partition(".")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"
