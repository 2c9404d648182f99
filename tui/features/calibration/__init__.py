"""Calibration: screen, view and data."""
