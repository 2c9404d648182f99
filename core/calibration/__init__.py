"""The user's own resting face: measuring it, correcting by it, keeping it."""
