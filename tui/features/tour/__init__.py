"""The first start: screen, view and data."""
