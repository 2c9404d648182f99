"""Setting an interview up: screen, view and data."""
