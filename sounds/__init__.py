"""Players, recorder, speech and cue tones."""
