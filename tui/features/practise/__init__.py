"""Practising one question: screen, view and data."""
