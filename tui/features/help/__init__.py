"""Help: screen, view and data."""
