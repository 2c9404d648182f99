"""From settings to sounds: which players, whose recordings, and what a cue plays."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from core import paths
from core.cues import Cue, CueLevel, CueSink

if TYPE_CHECKING:
    from core.settings import Settings
    from sounds.output import SoundEvent, SoundOut


class VoiceFirst:
    """Every cue in the user's own voice, also the soft one (`cue = "voice"`)."""

    def __init__(self, out: SoundOut) -> None:
        self._out = out

    def cue(self, cue: Cue) -> None:
        """Sound it as the strongest."""
        self._out.play_cue(int(CueLevel.VOICE), cue.why.expression.value)


def build_sounds(
    settings: Settings,
    ring: Callable[[], None] | None,
    *,
    speech: bool,
    on_event: Callable[[SoundEvent], None] = lambda event: None,
) -> SoundOut:
    """The sounds of these settings; close it afterwards. `ring` rings the user's terminal, None where it cannot."""
    from sounds.cues import CueBook
    from sounds.output import SoundOut
    from sounds.players.ranking import all_players, ranked
    from sounds.settings import SoundSettings
    from sounds.speech import Speech, SpeechSettings
    from sounds.speech_cache import SpeechCache
    from sounds.voices import Voices

    voice = settings.speech_voice
    spoken = SpeechSettings(
        words_per_minute=settings.speech_rate, voices=dict.fromkeys(("ko", "en"), voice) if voice else {}
    )
    player = "bell" if settings.cue == "bell" and not speech else settings.player
    chosen = SoundSettings(player, settings.volume, settings.cue_in_speech, spoken)
    voices = None if settings.cue == "tone" else Voices(paths.recordings_dir(settings.data))
    return SoundOut(
        ranked(player, all_players(ring)),
        CueBook(voices),
        Speech(SpeechCache(paths.cache_dir() / "speech"), spoken) if speech else None,
        chosen,
        on_event,
    )


def sink_of(settings: Settings, out: SoundOut) -> CueSink | None:
    """What is given the cues of a session: nothing where they are to be silent."""
    if settings.cue == "none":
        return None
    return VoiceFirst(out) if settings.cue == "voice" else out


@contextlib.contextmanager
def cue_sink(settings: Settings, *, silent: bool = False) -> Iterator[CueSink | None]:
    """Cues only, for as long as a session lasts; the players are probed in the background."""
    if silent or settings.cue == "none" or settings.policy_name == "exam":
        yield None
        return
    from tui.terminal import bell

    out = build_sounds(settings, bell(), speech=False)
    try:
        yield sink_of(settings, out)
    finally:
        out.close()
