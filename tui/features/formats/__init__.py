"""Kinds of interview: screen, form and view."""
