"""The user's own notes on a question: screen and view."""
