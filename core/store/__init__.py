"""The store: sessions, readings, cues and events in one SQLite file of the user's own. See `core/README.md`.

- `store`: `SessionStore`, the interface: list, load, delete, and begin a recording.
- `recorder`: writes a running session, at least once a second, in one transaction.
- `database`: opening, permissions, migrations, and SQLite's errors in one line.
"""
