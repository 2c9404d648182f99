"""Question banks and interview formats.

A package that stands alone: it imports nothing of the others, and `core` and `tui` import it. It knows no screen
and no clock; it returns codes with parameters (`Finding`), and its exceptions (`BankError`) are one English line.

What it holds
- `banks/*.yaml`, `formats/*.yaml`, `dispositions/*.yaml`: the built-in questions, kinds of interview and rapid items;
  README.md of the repository describes the files.
- `schema`: `Question`, `Bank`, `Format`, `Round`, `CATEGORIES`, `LANGUAGES`: frozen, cheap to import; `outlines`:
  what to fill in for each kind of question.
- `loading`: `list_banks`, `load_bank`, `list_formats`, `load_format`, `load_inventory`; the user folder is passed in;
  `joined`: several banks as one.
- `own`: what the user keeps about a question: notes, a model answer, a bookmark, who asked it.
- `selection`: `draw` and `choose` (the questions of an interview); `due`: today's set.
- `disposition`, `consistency`: rapid items, their order, and how far the answers agree.
- `stats`: counts. `documents`, `facts`, `drafting`, `templates`, `vocabulary`: questions out of an advert or CV;
  `asking`: by a language model of the user's own instead.
- `editing`: `open_bank` (copies a built-in bank first), `new_bank`, `copy_bank`, `delete_bank`, and `BankEditor` with
  add, change, remove, move, undo and redo; atomic, comments are kept (`layout`, `writing`).
- `format_editing`: kinds of interview copied, made, changed, deleted.
- `exchange`: `preview_import` (nothing is changed), `export_bank`, `export_text`; `imports`: `carry_out`, `take_back`
  (`sheets`, `objects`, `markdown`, `lines` read, `columns`, `meanings`, `wording` understand, `tables` writes,
  `names` knows headings, `similar` knows doubles).
- `check`: `check` (findings for `poise questions check`), `reading_seconds`.
- `problems`: `BankError`, `Finding`, `TEMPLATES` (code to English sentence).
- `parsing`, `validation`: the way from text to a bank; pydantic and ruamel.yaml are imported there, when used.

Loading a bank for the first time takes a noticeable moment: do it off the event loop, and call
`loading.use_cache(folder)` once at the start. Importing `schema`, `loading` and `selection` costs little.

    >>> from questions.loading import load_bank, load_format
    >>> from questions.selection import draw
    >>> asked = draw(load_bank("general"), load_format("quick"), language="ko", seed=7)
    >>> len(asked)
    3
"""
