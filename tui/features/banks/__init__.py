"""Question banks: screen, view and data."""
