"""The user's own voice as a cue: screen, view and data."""
