"""From a recorded answer to its words, by a recogniser that the user has installed: nothing is ever downloaded."""
