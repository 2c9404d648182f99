"""Commands that install what is missing, for the package manager that is here."""

from __future__ import annotations

import shutil

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
}


def hint(part: str) -> str:
    """The command that installs ``part`` here; empty where this system has no package of it."""
    if part in _PYTHON:
        return _PYTHON[part]
    for manager, command in _COMMANDS.items():
        if manager in _PACKAGES[part] and shutil.which(manager):
            return command.format(_PACKAGES[part][manager])
    return ""
