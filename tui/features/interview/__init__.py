"""The interview itself: screen, view and data."""
