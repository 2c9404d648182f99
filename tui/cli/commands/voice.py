"""`poise voice`: cues in the user's own voice."""

from __future__ import annotations

import contextlib
import select
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from core.base import paths
from tui.cli.asking import Yes, sure
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.speaking import Commands
from tui.cli.outline import Outline, Outlined
from tui.cli.output import Output, table
from tui.i18n import _
from tui.widgets.text.words import seconds
from tui.wiring.sound import play_samples
from tui.wiring.terminal import noise_to_log

if TYPE_CHECKING:
    from core.settings.model import Settings
    from sounds.recorder import Level
    from sounds.voices import Voice, Voices
    from sounds.wav import Samples

ABOUT = """Cues in your own voice: record, list, play, import and remove.

Examples: `poise voice record smile --for sad`, `poise voice list`.
"""


class VoiceGroup(Outlined):
    """Its commands on what was said in interviews, in files of their own."""

    entries = MappingProxyType(
        {
            "answers": Outline(
                "tui.cli.commands.answers:answers", "List, play, export or delete your recorded answers."
            ),
            "words": Outline(
                "tui.cli.commands.words:words",
                "Write down what you said in a session's recorded answers, and count fillers and words a minute.",
            ),
        }
    )


app = Commands(help=ABOUT, no_args_is_help=True, cls=VoiceGroup)

METER = 30
QUIETEST_DB = -60.0
COUNT_IN = 3

Name = Annotated[str, typer.Argument(help="What you call it.", metavar="NAME")]
Slot = Annotated[
    str | None,
    typer.Option(
        "--for",
        help="When it is heard: level-2, level-3 (the default), or an expression such as sad.",
        metavar="WHEN",
    ),
]


def _voices(settings: Settings) -> Voices:
    from sounds.voices import Voices

    return Voices(paths.recordings_dir(settings.data))


@app.command("list")
def list_(as_json: options.Json = False, lang: options.Lang = None, data_dir: options.DataDir = None) -> None:
    """List your recordings and when each is heard.

    Example: `poise voice list`.
    """
    voices = _voices(load_settings({"language": lang, "data_dir": data_dir})).voices()
    if as_json:
        print_json([{**vars(voice), "path": str(voice.path)} for voice in voices])
        return
    output = Output()
    if not voices:
        output.line(_("No recording yet; `poise voice record NAME` makes one."))
    for line in table([(voice.name, voice.slot, seconds(voice.seconds), str(voice.path)) for voice in voices]):
        output.line(line)


@app.command("record")
def record(
    name: Name,
    seconds: Annotated[float, typer.Option(help="At most so long.", min=0.3, max=15.0, metavar="S")] = 4.0,
    slot: Slot = None,
    replace: Annotated[bool, typer.Option("--replace", help="In place of the recording of that name.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Keep the first take without asking.")] = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Record a cue: count-in, level meter, listen, then keep it or try again. Enter ends a take early.

    Silence is trimmed and the loudness matched.

    Examples: `poise voice record smile --for sad`, `poise voice record "breathe out" --seconds 3`.
    """
    from sounds.recorder import recorders, try_out
    from sounds.shape import RATE
    from sounds.voices import prepared, slot_for
    from tui.cli.voice_dialog import VoiceDialog

    settings = load_settings({"language": lang, "data_dir": data_dir})
    output, voices, place = Output(), _voices(settings), slot or slot_for(name)
    voices.check(name, place)

    recorded, played = partial(take, output, seconds), partial(play_samples, settings, rate=RATE)
    with noise_to_log():
        try_out(recorders())
        sound = prepared(*recorded()) if yes else VoiceDialog(recorded, played, next_line, output.line).run()
        if sound is None:
            output.line(_("Nothing was kept."))
            raise typer.Exit(0)
        kept = voices.save(name, sound, RATE, place, replace=replace)
    output.line(_kept_words(kept))


def _kept_words(kept: Voice) -> str:
    return _("Kept as {name} ({when}), {length}: {file}").format(
        name=kept.name, when=kept.slot, length=seconds(kept.seconds), file=kept.path
    )


def next_line() -> str | None:
    """The user's next line; None where none will come. (`input` would prompt on standard error, which is the log.)"""
    return sys.stdin.readline() or None


def take(output: Output, seconds: float, sleep: Callable[[float], object] = time.sleep) -> tuple[Samples, int]:
    """Count in, record, and show the level meanwhile. Raises SoundError."""
    from sounds.recorder import Take, recorders

    for number in range(COUNT_IN, 0, -1):
        output.line(str(number))
        sleep(1.0)
    output.line(_("Speak now."))
    recording = Take(recorders(), seconds, lambda level: output.status(meter(level)))
    try:
        while not recording.wait(0.1):
            if _enter_pressed():
                recording.stop()
    finally:
        recording.stop()
        output.end_status()
    return recording.result()


def meter(level: Level) -> str:
    """A level as a bar, with a word where it is too loud."""
    share = min(1.0, max(0.0, 1.0 - level.rms_db / QUIETEST_DB))
    return (
        "|"
        + "#" * round(share * METER)
        + " " * (METER - round(share * METER))
        + "|"
        + (" " + _("too loud") if level.clipped else "")
    )


def _enter_pressed() -> bool:
    with contextlib.suppress(OSError, ValueError):
        if sys.stdin.isatty() and select.select([sys.stdin], [], [], 0)[0]:
            sys.stdin.readline()
            return True
    return False


@app.command("play")
def play(name: Name, lang: options.Lang = None, data_dir: options.DataDir = None) -> None:
    """Play a recording, or one of the tones: soft, firm or chime.

    Examples: `poise voice play smile`, `poise voice play soft`.
    """
    from sounds import tones, wav

    settings = load_settings({"language": lang, "data_dir": data_dir})
    sound = tones.sound(name) if name in tones.TONES else wav.read(_voices(settings).find(name).path)
    with noise_to_log():
        play_samples(settings, *sound)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A wav, flac or ogg file of at most 15 s.")],
    name: Annotated[str, typer.Option(help="What you call it; by default the file's name.")] = "",
    slot: Slot = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Take a sound file as a cue, trimmed and made as loud as the tones.

    Example: `poise voice import smile.wav --for sad`.
    """
    from sounds.voices import slot_for

    settings = load_settings({"language": lang, "data_dir": data_dir})
    kept = _voices(settings).add_file(file, name, slot or slot_for(name or file.stem))
    typer.echo(_("Kept as {name} ({when}): {file}").format(name=kept.name, when=kept.slot, file=kept.path))


@app.command("remove")
def remove(name: Name, yes: Yes = False, lang: options.Lang = None, data_dir: options.DataDir = None) -> None:
    """Delete a recording.

    Example: `poise voice remove smile`.
    """
    voices = _voices(load_settings({"language": lang, "data_dir": data_dir}))
    voice = voices.find(name)
    sure(_("Delete {name} for good?").format(name=voice.name), yes=yes)
    voices.remove(voice).path.unlink()
    typer.echo(_("Removed {name} ({when}).").format(name=voice.name, when=voice.slot))
