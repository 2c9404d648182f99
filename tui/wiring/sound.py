"""From settings to sounds: which players, whose recordings, and whether a cue is heard at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from core.base import paths
from core.cueing.cues import Cue, CueSink, Sound
from sounds.errors import SoundError
from tui.wiring.terminal import bell

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.lent import LentSound
    from sounds.output import SoundOut
    from sounds.requests import SoundEvent
    from sounds.settings import SoundSettings
    from sounds.wav import Samples


def sound_settings(settings: Settings, *, speech: bool) -> SoundSettings:
    """What the sounds need to know of the settings."""
    from sounds.settings import SoundSettings
    from sounds.speech import SpeechSettings

    voice = settings.speech_voice
    spoken = SpeechSettings(
        engine="auto" if speech else "off",
        words_per_minute=settings.speech_rate,
        voices=dict.fromkeys(("ko", "en"), voice) if voice else {},
    )
    return SoundSettings(
        player=settings.player,
        volume=settings.volume,
        cue="auto" if settings.cue == "none" else settings.cue,
        during_speech=settings.cue_in_speech,
        speech=spoken,
    )


def build_sounds(
    settings: Settings,
    ring: Callable[[], None] | None,
    *,
    speech: bool,
    on_event: Callable[[SoundEvent], None] | None = None,
) -> SoundOut:
    """The sounds of these settings; close them afterwards. `ring` rings the user's terminal, None where it cannot."""
    from sounds.output import open_sound

    return open_sound(
        sound_settings(settings, speech=speech),
        voices_dir=paths.recordings_dir(settings.data),
        cache_dir=paths.cache_dir() / "speech",
        ring=ring,
        on_event=on_event or _nobody,
        elsewhere=lent.player() if (lent := lent_sound(settings)) else None,
    )


def play_samples(settings: Settings, samples: Samples, rate: int) -> None:
    """Play and wait for the end. Raises SoundError where nothing here can play."""
    out = build_sounds(settings, None, speech=False)
    try:
        out.wait_ready(8.0)
        if not out.player:
            raise SoundError("no_player", "nothing here can play a sound; `poise doctor` says what is missing")
        out.play_samples(samples, rate)
        out.wait_idle(samples.size / rate + 5.0)
    finally:
        out.close()


def lent_sound(settings: Settings) -> LentSound | None:
    """Microphone and loudspeaker of the laptop whose camera is used (`poise lend`); None where it is not.

    Raises SourceError where the laptop's ticket lets nobody in.
    """
    from core.camera.ticket import CLIENT, LENT, admitted, ticket_file

    if settings.camera != LENT:
        return None
    from sounds.lent import LentSound

    admitted()
    return LentSound(ticket_file(), CLIENT)


def unheard(event: SoundEvent) -> bool:
    """Whether the event tells that nothing here could sound a cue."""
    return event.code == "cue_dropped" and event.params.get("reason") in ("no_player", "failed")


def _nobody(event: SoundEvent) -> None:
    """Nobody wants to know."""


def speech_works() -> bool:
    """Whether anything here can read aloud."""
    from sounds.speech import engines

    return any(engine.probe().works for engine in engines())


def silent(settings: Settings) -> bool:
    """Whether cues are not to be heard, whatever the players can."""
    return settings.cue == "none" or settings.policy_name == "exam" or settings.volume == 0


class Mute:
    """A sink of cues at volume 0."""

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        """Nothing sounds, and the session is told why."""
        del cue
        became(Sound.MUTED)


def sink_of(settings: Settings, out: SoundOut) -> CueSink | None:
    """What is given the cues of a session: nothing where they are not to be heard."""
    if silent(settings):
        return Mute() if settings.volume == 0 and settings.cue != "none" else None
    return out


@contextlib.contextmanager
def cue_sink(
    settings: Settings, *, off: bool = False, on_silence: Callable[[], object] = lambda: None
) -> Iterator[CueSink | None]:
    """Cues only, for as long as a session lasts; the players are probed in the background.

    `on_silence` is called from the sounds' thread, for each cue that nothing here could sound.
    """
    if off or silent(settings):
        muted = not off and settings.volume == 0 and settings.cue != "none"
        yield Mute() if muted else None
        return

    def heard(event: SoundEvent) -> None:
        if unheard(event):
            on_silence()

    out = build_sounds(settings, bell(), speech=False, on_event=heard)
    try:
        yield out
    finally:
        out.close()
