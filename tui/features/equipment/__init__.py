"""The equipment check: screen, view and data."""
