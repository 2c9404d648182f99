"""Question banks and interview formats.

A room that stands alone: it imports nothing of the other rooms, and `core` and `tui` import it. It knows no screen
and no clock; it returns codes with parameters (`Finding`), and its exceptions (`BankError`) are one English line.

What it holds
- `banks/*.yaml`, `formats/*.yaml`: the built-in questions and kinds of interview; README.md describes the files.
- `schema`: `Question`, `Bank`, `Format`, `Round`, `CATEGORIES`, `LANGUAGES`: frozen, cheap to import.
- `loading`: `list_banks`, `load_bank`, `list_formats`, `load_format`; the user's folder is passed in.
- `selection`: `choose` (the questions of an interview), `suggest_today`.
- `problems`: `BankError`, `Finding`, `TEMPLATES` (code to English sentence).
- `parsing`, `validation`: the way from text to a bank; pydantic and ruamel.yaml are imported there, when used.

    >>> from questions.loading import load_bank, load_format
    >>> from questions.selection import choose
    >>> asked = choose(load_bank("general"), load_format("quick"), language="ko", seed=7)
    >>> len(asked)
    3
"""
