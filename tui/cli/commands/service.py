"""`poise service`: watching as a systemd unit of the user's own, with cues only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.commands.speaking import Commands
from tui.cli.commands.watch import quiet_lines
from tui.cli.commands.watch import run as watch
from tui.cli.output import Output, table
from tui.i18n import _
from tui.service import media_key, unit
from tui.service.media_key import MediaKey
from tui.service.running import Service, Switch
from tui.service.unit import ServiceError, off_file
from tui.wiring.start import How

if TYPE_CHECKING:
    from core.settings.model import Settings

ABOUT = """Watch and cue by sound whenever this machine is on, with no login and no terminal (a systemd user unit).

Examples: `poise service install`, `poise service off`, `poise service status`.
"""
app = Commands(help=ABOUT, no_args_is_help=True)


@app.command("install")
def install(lang: options.Lang = None) -> None:
    """Write the unit, switch it on and start it.

    It uses your settings (`poise settings set camera /dev/video0`), stores nothing, and waits for a camera that comes
    late.

    Example: `poise service install`.
    """
    load_settings({"language": lang})
    output = Output()
    output.line(_("Written: {file}").format(file=unit.write()))
    done, said = unit.systemctl("daemon-reload")
    done, said = unit.systemctl("enable", "--now", unit.NAME) if done else (done, said)
    if not done:
        raise unit.ServiceError(
            _(
                "systemd cannot be asked here ({reason}); on your own login: systemctl --user enable --now {name}"
            ).format(reason=said, name=unit.NAME)
        )
    output.line(_("It runs, and starts with each login of yours."))
    if not unit.lingers():
        output.line(_("To start it with the machine, before any login: loginctl enable-linger"))
    output.line(_("`poise service off` pauses it, and so does the file {file}.").format(file=unit.off_file()))


@app.command("status")
def status(as_json: options.Json = False, lang: options.Lang = None) -> None:
    """Say whether it is installed, runs, and starts without a login.

    Example: `poise service status`.
    """
    load_settings({"language": lang})
    asked = unit.systemctl("is-active", unit.NAME)
    found = {
        "installed": unit.unit_file().exists(),
        "active": asked[0],
        "off": unit.off_file().exists(),
        "without_login": unit.lingers(),
        "media_key": bool(media_key.devices()),
    }
    if as_json:
        print_json({**found, "unit": str(unit.unit_file()), "off_file": str(unit.off_file())})
        return
    words = {True: _("yes"), False: _("no")}
    mend = {
        "installed": "poise service install",
        "active": "journalctl --user -u " + unit.NAME,
        "without_login": "loginctl enable-linger",
        "media_key": "sudo usermod -aG input $USER",
    }
    names = {
        "installed": _("installed"),
        "active": _("runs"),
        "off": _("switched off"),
        "without_login": _("starts without a login"),
        "media_key": _("the play/pause key switches it"),
    }
    rows = [(names[key], words[value], "" if value or key == "off" else mend[key]) for key, value in found.items()]
    output = Output()
    for line in table(rows):
        output.line(line)


@app.command("off")
def off(lang: options.Lang = None) -> None:
    """Let go of the camera until `poise service on`; the play/pause key does the same.

    Example: `poise service off`.
    """
    _turn(lang, off=True)


@app.command("on")
def on(lang: options.Lang = None) -> None:
    """Watch again.

    Example: `poise service on`.
    """
    _turn(lang, off=False)


@app.command("remove")
def remove(lang: options.Lang = None) -> None:
    """Stop it and take the unit away.

    Example: `poise service remove`.
    """
    load_settings({"language": lang})
    unit.systemctl("disable", "--now", unit.NAME)
    there = unit.unit_file().exists()
    unit.unit_file().unlink(missing_ok=True)
    unit.off_file().unlink(missing_ok=True)
    unit.systemctl("daemon-reload")
    Output().line(_("Taken away: {file}").format(file=unit.unit_file()) if there else _("It was not installed."))


@app.command("run", hidden=True)
def run() -> None:
    """What the unit starts: wait for a camera, watch, and pause where it is switched off.

    Example: `poise service run`.
    """
    switch = _switch()
    key = MediaKey(switch.toggle)
    key.start()
    try:
        Service(load_settings({}), switch, _watch).run()
    finally:
        key.close()


def _watch(settings: Settings, until: Callable[[], bool]) -> None:
    watch(settings, How(record=False, loop=True), quiet_lines, until=until)


def _switch() -> Switch:
    return Switch(off_file())


def _turn(lang: str | None, *, off: bool) -> None:
    load_settings({"language": lang})
    switch = _switch()
    try:
        switch.turn(off)
    except OSError as error:
        text = _("{file}: cannot be changed ({reason})")
        raise ServiceError(text.format(file=switch.file, reason=error.strerror)) from None
    Output().line(_("Switched off: the camera is let go.") if off else _("Switched on."))
