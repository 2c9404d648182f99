"""The voice: speech or silence, pace, pauses, loudness and pitch, from the microphone's samples; no recognition."""
