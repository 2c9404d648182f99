"""The first screen: screen, view and data."""
