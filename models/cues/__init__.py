"""How good the cues are that a network brings about: streams and clips whose truth is known."""
