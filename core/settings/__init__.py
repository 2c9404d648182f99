"""The settings: each declared once with its rule, read from file, environment and flags, and saved."""
