"""What goes wrong with sound, as a code with parameters for the screen and one English line for the log.

And what installs a part that is missing, for the package manager that is here.
"""

from __future__ import annotations

import errno
import shutil

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SoundError(Exception):
    """Bad input, or a device that does not do its work.

    Args:
        code: a stable word the screen translates, such as ``disk_full`` or ``bad_audio``.
        message: one line that says what is wrong, where, and how to mend it.
        params: the facts the screen's sentence needs, as text.
    """

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.params = params


def from_os_error(error: OSError, path: object) -> SoundError:
    """Turn a failed write to ``path`` into an error that says whether the disk is full."""
    if error.errno in _FULL:
        return SoundError("disk_full", f"{path}: no room left on the disk; free some and save again", path=str(path))
    reason = error.strerror or str(error)
    return SoundError("not_writable", f"{path}: cannot be written ({reason})", path=str(path), reason=reason)


_APT, _DNF, _PACMAN, _BREW = "apt-get", "dnf", "pacman", "brew"
_COMMANDS = {
    _APT: "sudo apt install {}",
    _DNF: "sudo dnf install {}",
    _PACMAN: "sudo pacman -S {}",
    _BREW: "brew install {}",
}
_PACKAGES = {
    "portaudio": {_APT: "libportaudio2", _DNF: "portaudio", _PACMAN: "portaudio", _BREW: "portaudio"},
    "alsa": {_APT: "alsa-utils", _DNF: "alsa-utils", _PACMAN: "alsa-utils"},
    "pulse": {_APT: "pulseaudio-utils", _DNF: "pulseaudio-utils", _PACMAN: "libpulse"},
    "pipewire": {_APT: "pipewire-bin", _DNF: "pipewire-utils", _PACMAN: "pipewire-audio"},
    "espeak": {_APT: "espeak-ng", _DNF: "espeak-ng", _PACMAN: "espeak-ng", _BREW: "espeak-ng"},
}
_PYTHON = {
    "simpleaudio": "pip install 'poise-interview[simpleaudio]'",
    "pyttsx3": "pip install pyttsx3",
    "sounddevice": "pip install sounddevice",
    "faster-whisper": "pip install 'poise-interview[words]'",
}


def hint(part: str) -> str:
    """The command that installs ``part`` here; empty where this system has no package of it."""
    if part in _PYTHON:
        return _PYTHON[part]
    for manager, command in _COMMANDS.items():
        if manager in _PACKAGES[part] and shutil.which(manager):
            return command.format(_PACKAGES[part][manager])
    return ""
