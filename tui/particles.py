"""Korean particles by rule: which of two follows a word depends on how the word's last sound ends."""

from __future__ import annotations

import re

PAIRS = {"은(는)": ("은", "는"), "이(가)": ("이", "가"), "을(를)": ("을", "를"), "과(와)": ("과", "와")}
"""As a translation writes them; first the one after a consonant."""
TOWARDS = "(으)로"
FORM = re.compile("(" + "|".join(re.escape(form) for form in (*PAIRS, TOWARDS)) + ")")
SILENT = "'\"”’`)]}»> "
"""Not spoken: the sound before them counts."""
CLOSED = "013678lmnLMN"
"""Digits and letters whose Korean name ends in a consonant (영 일 삼 육 칠 팔, 엘 엠 엔)."""
LIQUID = "178lL"
"""Those of them that end in ㄹ, after which it is 로, not 으로."""
FIRST_SYLLABLE, LAST_SYLLABLE, FINALS, RIEUL = 0xAC00, 0xD7A3, 28, 8
"""How Unicode lays out the syllables: the remainder by 28 is the final consonant, 0 for none."""


def particles(text: str) -> str:
    """`text` with one particle for each pair; a word of which nobody knows how it is said keeps both."""
    parts = FORM.split(text)
    done = parts[0]
    for form, rest in zip(parts[1::2], parts[2::2], strict=True):
        done += _chosen(done, form) + rest
    return done


def _chosen(before: str, form: str) -> str:
    end = before.rstrip(SILENT)[-1:]
    if not end:
        return form
    if FIRST_SYLLABLE <= ord(end) <= LAST_SYLLABLE:
        final = (ord(end) - FIRST_SYLLABLE) % FINALS
        closed, liquid = final != 0, final == RIEUL
    elif (end.isascii() and end.isalnum()) or end == "%":
        closed, liquid = end in CLOSED, end in LIQUID
    else:
        return form
    if form == TOWARDS:
        return "으로" if closed and not liquid else "로"
    return PAIRS[form][0 if closed else 1]
