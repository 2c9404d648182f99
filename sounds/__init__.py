"""Cues, speech and recordings: what Poise lets you hear, and what it hears of your own voice.

A guide to the room. Start at `sounds.output`: `open_sound(settings, voices_dir=..., cache_dir=..., ring=...)`
gives a `SoundOut`, whose calls all return at once and may come from any thread:

==========================================  ==========================================================
`cue(cue)`, `play_cue(level, expression)`    a cue (the engine's `CueSink`); level 1 is silent
`say(text, language)`, `prepare(...)`        read a question aloud; synthesise one ahead
`stop_speech()`, `stop()`, `close()`         fall silent at once; and give everything back
`play_samples(...)`                          a sound test, a take to listen to
`statuses()`, `player`, `busy`               what works, what is used, whether anything sounds
==========================================  ==========================================================

What happens comes back as `sounds.requests.SoundEvent` (codes with parameters; the screen words them), what
fails is logged, and nothing is ever written to the terminal.

- `tones` (script: `python -m sounds.tones`), `shape`, `loudness`, `wav`: pure functions on int16 buffers.
- `cues`: which sound a cue makes; `voices`: the user's own recordings; `recorder`: how they are made.
- `speech`, `speech_cache`, `speech_thread`: text to sound, kept, synthesised ahead.
- `microphone`: what is heard, as a stream; `resampling`: at one rate; `answers`: kept, where the user said yes,
  each moment in its place (`placing`); `track`: one of them listened to, with pauses and jumps.
- `recognisers/`: the words of a recorded answer, by what the user has installed (`opening` chooses); each in a child.
- `lent`: microphone and loudspeaker of the laptop at the other end of SSH.
- `output` (the thread and what waits), `stage` (what plays now), `requests` (their words).
- `players/`: one file for each way to make sound, `ranking` chooses. `workers/`: scripts run as children.
- `doctor`: what works and the command that installs what does not.

**All foreign sound code runs in a child process** (`children`): ALSA complains on file descriptor 2 from C,
simpleaudio crashes on new Pythons, and a sound server that has died blocks its caller. A child may do all
that, and be killed. So nothing here imports sounddevice: only the scripts in `workers/` do.

The room imports numpy, soundfile (only to import recordings) and the standard library; never a screen, the
engine or torch.
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # else Python prints warnings on the screen
