"""The stored sessions: screen, view and data."""
