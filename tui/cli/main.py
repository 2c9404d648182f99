"""The command line: `poise` and its commands. `EXIT_CODES` says how they end."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer

from core import __version__
from core.base.shortage import shortage
from tui.cli.commands import options
from tui.cli.commands.speaking import Commands, HelpInstead
from tui.cli.outline import Outline, Outlined
from tui.cli.usage import ARGUMENTS, speak, usage_words
from tui.i18n import _
from tui.widgets.text.failures import failure_words
from tui.wiring import errors
from tui.wiring.terminal import ended_by_signals

SESSIONS, MACHINE, CONTENT, LAB = "Sessions", "You and your machine", "Question banks", "For developers"
EXIT_UNEXPECTED = 1
EXIT_NO_TERMINAL = 129
EXIT_INTERRUPTED = 130
EXIT_NO_READER = 141
EXIT_CODES: Mapping[int, str] = MappingProxyType(
    {
        0: "done",
        EXIT_UNEXPECTED: "something unexpected, see the log; `poise doctor`: an interview cannot run",
        2: "wrong input or a missing part; one line on standard error says what to mend",
        EXIT_NO_TERMINAL: "the terminal was closed (SIGHUP)",
        EXIT_INTERRUPTED: "Ctrl-C",
        EXIT_NO_READER: "the reader of the output went away, as in `poise history | head -1`",
        143: "SIGTERM",
    }
)


COMMANDS: Mapping[str, Outline] = MappingProxyType(
    {
        "interview": Outline(
            "tui.cli.commands.interview:interview",
            "Start an interview at once, with the choices of the settings or of these options.",
            SESSIONS,
        ),
        "watch": Outline(
            "tui.cli.commands.watch:watch",
            "Watch your expression and cue by sound, while you practise with anything else.",
            SESSIONS,
        ),
        "practice": Outline(
            "tui.cli.commands.practice:practice",
            "Show today's questions, or begin with them: first what is due again by your answers so far, "
            "then new ones.",
            SESSIONS,
        ),
        "report": Outline(
            "tui.cli.commands.report:report",
            "Show the report of a session: score, timeline and what to work on.",
            SESSIONS,
        ),
        "history": Outline(
            "tui.cli.commands.history:history",
            "List the stored sessions, the newest first, with the trend of the scores.",
            SESSIONS,
        ),
        "replay": Outline(
            "tui.cli.commands.replay:replay",
            "Run a stored session or a clip again through other settings: cues, moods and score side by side.",
            SESSIONS,
        ),
        "calibrate": Outline(
            "tui.cli.commands.calibrate:calibrate",
            "Measure your face at rest, your smile, and your look at lens and screen, 40 s in all.",
            MACHINE,
        ),
        "doctor": Outline(
            "tui.cli.commands.doctor:doctor",
            "Examine camera, sound, speech, terminal, network and store, and say what mends what is missing.",
            MACHINE,
        ),
        "lend": Outline(
            "tui.cli.commands.lend:lend",
            "Lend this machine's camera, microphone and loudspeaker to Poise on a box that you reach by SSH.",
            MACHINE,
        ),
        "snapshots": Outline(
            "tui.cli.commands.snapshots:snapshots",
            "List or delete the small pictures of your face that interviews kept.",
            MACHINE,
        ),
        "export": Outline(
            "tui.cli.commands.archive:export",
            "Write all your data to one file: sessions, profiles, recordings, answers, snapshots, banks, "
            "notes, settings.",
            MACHINE,
        ),
        "import": Outline(
            "tui.cli.commands.archive:import_",
            "Take the data of an archive that `poise export` wrote; nothing is overwritten unless you say so.",
            MACHINE,
        ),
        "service": Outline(
            "tui.cli.commands.service:app",
            "Watch and cue by sound whenever this machine is on, with no login and no terminal "
            "(a systemd user unit).",
            MACHINE,
        ),
        "voice": Outline(
            "tui.cli.commands.voice:app", "Cues in your own voice: record, list, play, import and remove.", MACHINE
        ),
        "settings": Outline("tui.cli.commands.settings:app", "Show and change settings.", MACHINE),
        "questions": Outline(
            "tui.cli.commands.questions:app",
            "Question banks and formats: list, count, check, import, export, and draft from a job advert.",
            CONTENT,
        ),
        "lab": Outline(
            "models.commands.lab:app",
            "Train, measure, compress and export networks (needs the extra `lab`, except to evaluate ONNX files).",
            LAB,
        ),
    }
)
"""Every command of `poise`, without a module being loaded for it."""


class Poise(Outlined):
    """The commands of `COMMANDS`; no error reaches the user as a traceback."""

    entries = COMMANDS

    def main(self, *args: Any, **more: Any) -> Any:
        """Run the command line and end the process; a wrong one is told in one line."""
        try:
            code = super().main(*args, **{**more, "standalone_mode": False})
        except OSError as error:  # the help itself could not be written
            code = EXIT_NO_READER if isinstance(error, BrokenPipeError) else no_room(error)
        except typer.TyperException as error:
            code = usage_error(error)
        sys.exit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the command line: its language may be needed before its options are read."""
        ctx.meta[ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; every way to fail becomes an exit code and at most one line."""
        try:
            with ended_by_signals():
                return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise typer.Exit(getattr(error, "exit_code", EXIT_INTERRUPTED)) from None
        except BrokenPipeError:
            raise typer.Exit(EXIT_NO_READER) from None
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise  # the end, or a usage error: see `main`
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EIO:
                raise typer.Exit(EXIT_NO_TERMINAL) from None  # the terminal went away while it was written to
            _speak(ctx)
            if isinstance(error, OSError) and error.errno == errno.ENOSPC and error.filename is None:
                raise typer.Exit(no_room(error)) from None
            raise typer.Exit(complain(error)) from None


def usage_error(error: typer.TyperException) -> int:
    """Tell the user in one line what is wrong with the command line, and give the exit code."""
    if isinstance(error, HelpInstead):
        print(error.message, file=sys.stderr)
    elif error.format_message():  # typer writes the help of the lab by itself and leaves nothing to say
        speak(getattr(error, "ctx", None))
        print(f"poise: {usage_words(error)}", file=sys.stderr)
    return error.exit_code


def _speak(context: Any) -> None:
    """Set the language of what went wrong: it may have been the settings, before they could say one."""
    speak(context)


def no_room(error: OSError) -> int:
    """The output goes to a full disk."""
    text = _("the output cannot be written: {reason}; free some space")
    print(f"poise: {text.format(reason=error.strerror)}", file=sys.stderr)
    return 2


def complain(error: Exception) -> int:
    """Tell the user in one line what went wrong, and give the exit code."""
    known = errors.is_for_user(error)
    if not known:
        unexpected = errors.record(error)
        lacking = shortage(error)
        print(f"poise: {unexpected if lacking is None else failure_words(lacking)}", file=sys.stderr)
        return EXIT_UNEXPECTED if lacking is None else lacking.exit_code
    print(f"poise: {failure_words(error)}", file=sys.stderr)
    return errors.exit_code(error)


app = Commands(
    name="poise",
    cls=Poise,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(wanted: bool) -> None:
    """Print the version and end."""
    if wanted:
        typer.echo(f"poise {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    camera: options.Camera = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the interview that was interrupted.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Practise AI interviews in the terminal, with cues when your expression slips.

    Without a command, the app opens.

    Examples: `poise`, `poise watch`, `poise interview --format midas`, `poise report`, `poise doctor`.
    """
    if context.invoked_subcommand is None:
        from tui.cli.commands.interview import open_app

        open_app({"camera": camera, "language": lang, "data_dir": data_dir}, resume=resume)


def main() -> None:
    """The command `poise`."""
    code: object = 0
    os.umask(os.umask(0o077) & ~0o700)  # one that takes a file away from its own owner would lock us out of our files
    for name in ("stdin", "stdout", "stderr"):  # closed by whoever started us: a descriptor of ours must not be taken
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, nowhere)
            setattr(sys, f"__{name}__", nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows another one in its place
            stream.reconfigure(errors="replace")
    try:
        app()
    except SystemExit as ending:
        code = ending.code
    # what is still to be written may find that its reader went away; the interpreter would complain about that
    try:
        sys.stdout.flush()
    except OSError as error:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_NO_READER if isinstance(error, BrokenPipeError) else code or no_room(error)
    sys.exit(code)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
