"""Question banks and interview formats.

A room that stands alone: it imports nothing of the other rooms, and `core` and `tui` import it. It knows no screen
and no clock; it returns codes with parameters (`Finding`), and its exceptions (`BankError`) are one English line.

What it holds
- `banks/*.yaml`, `formats/*.yaml`: the built-in questions and kinds of interview; README.md describes the files.
- `schema`: `Question`, `Bank`, `Format`, `Round`, `CATEGORIES`, `LANGUAGES`: frozen, cheap to import.
- `loading`: `list_banks`, `load_bank`, `list_formats`, `load_format`; the user's folder is passed in.
- `selection`: `choose` (the questions of an interview), `suggest_today`.
- `editing`: `open_bank` (copies a built-in bank first), `new_bank`, `copy_bank`, `delete_bank`, and `BankEditor` with
  add, change, remove, move, undo and redo; atomic, comments are kept (`layout`, `writing`).
- `exchange`: `preview_import` (nothing is changed), `export_bank`, `export_text` (`records` reads, `tables` writes,
  `names` knows headings, `similar` knows doubles).
- `check`: `check` (findings for `poise questions check`), `reading_seconds`.
- `problems`: `BankError`, `Finding`, `TEMPLATES` (code to English sentence).
- `parsing`, `validation`: the way from text to a bank; pydantic and ruamel.yaml are imported there, when used.

Loading a bank for the first time takes a noticeable moment: do it off the event loop, and call
`loading.use_cache(folder)` once at the start. Importing `schema`, `loading` and `selection` costs little.

    >>> from questions.loading import load_bank, load_format
    >>> from questions.selection import choose
    >>> asked = choose(load_bank("general"), load_format("quick"), language="ko", seed=7)
    >>> len(asked)
    3
"""
