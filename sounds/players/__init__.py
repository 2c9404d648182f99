"""Ways to make sound, best first; see `sounds.players.base` for what they have in common."""
