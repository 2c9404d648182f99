"""Options that several commands share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypedDict, TypeVar, get_type_hints

import typer

from tui.cli import completion

PICTURE = "Picture and network"
CUES = "Cues"
STORE = "Sessions and settings"

Camera = Annotated[
    str | None,
    typer.Option(
        help="auto, demo, lent, a number, /dev/video0, a video file, a stream's address, gst:PIPELINE or csi:0.",
        rich_help_panel=PICTURE,
        autocompletion=completion.cameras,
        metavar="SRC",
    ),
]
Rotate = Annotated[
    str | None,
    typer.Option(
        help="Turn the camera's picture clockwise: 0, 90, 180 or 270.",
        rich_help_panel=PICTURE,
        autocompletion=completion.setting("rotate"),
        metavar="DEGREES",
    ),
]
Mirror = Annotated[
    bool | None,
    typer.Option("--mirror/--no-mirror", help="Mirror the camera's picture.", rich_help_panel=PICTURE),
]
Finder = Annotated[
    str | None,
    typer.Option(
        help="How faces are found: landmarks, or haar as in the paper.",
        rich_help_panel=PICTURE,
        autocompletion=completion.setting("finder"),
        metavar="HOW",
    ),
]
Fast = Annotated[
    bool,
    typer.Option(
        "--fast", help="A file as fast as it goes, every frame, in the file's own time.", rich_help_panel=PICTURE
    ),
]
CueGaze = Annotated[
    bool | None,
    typer.Option("--cue-gaze/--no-cue-gaze", help="Call my eyes back to the camera after 3 s.", rich_help_panel=CUES),
]
CueVoice = Annotated[
    int | None,
    typer.Option(
        "--cue-voice",
        help="Ask for my voice after so many silent seconds; 0 never.",
        rich_help_panel=CUES,
        metavar="SECONDS",
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(
        help="A network by its name, or an .onnx file.",
        rich_help_panel=PICTURE,
        autocompletion=completion.weights,
        metavar="NAME",
    ),
]
Provider = Annotated[
    str | None,
    typer.Option(
        help="What computes the network: auto, cpu, cuda or tensorrt.",
        rich_help_panel=PICTURE,
        autocompletion=completion.setting("provider"),
        metavar="WHAT",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        help="A calibration profile (see `poise calibrate`).",
        rich_help_panel=PICTURE,
        autocompletion=completion.profiles,
        metavar="NAME",
    ),
]
Moods = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="What an expression counts as, for example sad=acceptable; several by commas or by repeating.",
        rich_help_panel=CUES,
        autocompletion=completion.moods,
        metavar="EXPRESSION=MOOD",
    ),
]
Policy = Annotated[
    str | None,
    typer.Option(
        help="When to cue: gentle, normal, strict, or exam (silent).",
        rich_help_panel=CUES,
        autocompletion=completion.setting("policy"),
        metavar="PRESET",
    ),
]
Cue = Annotated[
    str | None,
    typer.Option(
        help="How to cue: tone, voice, bell, none or auto.",
        rich_help_panel=CUES,
        autocompletion=completion.setting("cue"),
        metavar="HOW",
    ),
]
Lang = Annotated[
    str | None,
    typer.Option("--lang", help="ko or en.", metavar="LANG", autocompletion=completion.setting("language")),
]
DataDir = Annotated[
    Path | None,
    typer.Option(help="Where sessions, profiles and recordings lie.", rich_help_panel=STORE, metavar="FOLDER"),
]
Json = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]


class SessionFlags(TypedDict):
    """What every command that runs a session of your own takes, by the names of the settings; None: not given."""

    camera: Camera
    rotate: Rotate
    mirror: Mirror
    finder: Finder
    moods: Moods
    policy: Policy
    cue: Cue
    cue_gaze: CueGaze
    cue_voice: CueVoice
    weights: Weights
    provider: Provider
    profile: Profile
    language: Lang
    data_dir: DataDir


Command = TypeVar("Command", bound=Callable[..., None])


def with_session_flags(command: Command) -> Command:
    """Show typer each of the `SessionFlags` that `command` takes as `**flags` as an option, behind its own."""
    signature = inspect.signature(command, eval_str=True)
    own = [each for each in signature.parameters.values() if each.kind is inspect.Parameter.KEYWORD_ONLY]
    flags = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in get_type_hints(SessionFlags, include_extras=True).items()
    ]
    shown: Any = command
    shown.__signature__ = signature.replace(parameters=[*own, *flags])
    return command


LAST = "last"
"""How a command line names the newest session."""


@dataclass(frozen=True)
class SessionChoice:
    """Which session a command line names: its number, None for the newest."""

    number: int | None = None


LONGEST_NUMBER = 19
"""Digits: SQLite counts no further."""


def named_session(text: str) -> SessionChoice | None:
    """`last` or a number; None for anything else, for example the name of a clip."""
    if text == LAST:
        return SessionChoice()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else None
    return None if number is None else SessionChoice(number)


def session(text: str) -> SessionChoice:
    """Read a session of the command line; its name is that of the type in usage errors. Raises BadParameter."""
    choice = named_session(text)
    if choice is None or choice.number == 0:
        raise typer.BadParameter(f"{text} is not a session")
    return choice


Session = Annotated[
    SessionChoice | None,
    typer.Argument(
        help="A session's number, or `last`; without it the newest.",
        metavar="SESSION",
        parser=session,
        autocompletion=completion.sessions,
    ),
]
OnlySession = Annotated[
    SessionChoice | None,
    typer.Option(
        "--session",
        help="Only those of this session: its number, or `last`.",
        metavar="SESSION",
        parser=session,
        autocompletion=completion.sessions,
    ),
]
Device = Annotated[
    str | None,
    typer.Option("--device", help="Of a centre's server: one booth's sessions, or all.", metavar="NAME"),
]
