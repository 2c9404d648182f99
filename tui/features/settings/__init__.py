"""The settings: screen, view and data."""
