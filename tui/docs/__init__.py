"""The page of the commands, and what writes it."""
