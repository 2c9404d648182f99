"""The report of a session: screen, view and data."""
