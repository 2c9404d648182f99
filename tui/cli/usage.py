"""What was wrong with a command line, in one line of the user's language, and where its help is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer

from core.base.errors import SettingsError
from core.settings.model import load
from tui.cli.commands.options import session
from tui.i18n import _, set_language

ARGUMENTS = "poise.arguments"
"""Under this name the command line itself lies in the context's `meta`."""


def speak(context: Any) -> None:
    """Set the language before the settings are read: of `--lang`, the settings or the environment.

    Help and usage errors come before anything else is looked at; a wrong settings file is told by the next command.
    """
    arguments = context.meta.get(ARGUMENTS, ()) if context is not None else ()
    try:
        set_language(load(flags={"language": _flag(arguments)}).language)
    except SettingsError:
        set_language(_flag(arguments) or "auto")


def _flag(arguments: Sequence[str]) -> str | None:
    """The value of the last `--lang`."""
    text = "\n".join(arguments)
    found: list[str] = re.findall(r"^--lang(?:=|\n)(.*)$", text, re.MULTILINE)
    return found[-1] if found else None


def no_such_command(name: str, known: Sequence[str], path: str) -> str:
    """`poise: danse: there is no such command; did you mean dance? …`"""
    wrong = _("{name}: there is no such command").format(name=name)
    return _line(wrong, get_close_matches(name, known), path)


def no_number(option: str) -> str:
    """`--seconds: write a number`"""
    return _("{option}: write a number").format(option=option)


def usage_words(error: typer.TyperException) -> str:
    """One line for an error of the command line's parser; unknown ones stay English."""
    context = getattr(error, "ctx", None)
    guesses = sorted(getattr(error, "possibilities", None) or ())
    return _line(_wrong(error), guesses, context.command_path if context else "poise")


def _line(wrong: str, guesses: Sequence[str], path: str) -> str:
    said = " ".join(wrong.split()).rstrip(".")
    text = _("{wrong}; did you mean {guesses}? See `{path} --help`") if guesses else _("{wrong}; see `{path} --help`")
    return text.format(wrong=said, guesses=", ".join(guesses), path=path)


def _wrong(error: typer.TyperException) -> str:
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    said = str(getattr(error, "message", "") or "")
    stranger = re.match(r"No such command '(.*?)'", said)
    if stranger:
        return _("{name}: there is no such command").format(name=stranger[1])
    extra = re.search(r"unexpected extra argument.* \((.*)\)", said)
    if extra:
        return _("{value}: is one too many here").format(value=extra[1])
    if option and "does not take" in said:
        return _("{option}: takes no value").format(option=option)
    if option and "requires" in said:
        return _("{option}: its value is missing").format(option=option)
    if option:
        return _("{option}: there is no such option").format(option=option)
    if parameter is None or not isinstance(error, typer.BadParameter):
        return error.format_message()
    name = parameter_name(parameter)
    if not said:  # a value that is not there is told without a message
        return _("{option}: is missing").format(option=name)
    return _bad_value(name, parameter, said)


def parameter_name(parameter: Any) -> str:
    """How the user writes it: `--camera`, or an argument's word in the usage line."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.strip("_").upper())


def _bad_value(name: str, parameter: Any, said: str) -> str:
    found = re.match(r"'?(.*?)'? is not ", said)
    allowed = wanted(parameter.type)
    if found is None or not allowed:
        return f"{name}: {said}"
    return _("{option} {value}: write {allowed}").format(option=name, value=found[1], allowed=allowed)


def wanted(kind: Any) -> str:
    """What a number or a session may be, "" for other values."""
    if kind.name == session.__name__:
        return _("a session's number, or `last`")
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    whole = kind.name.startswith("int")
    if not whole and not kind.name.startswith("float"):
        return ""
    if least is None and most is None:
        return _("a whole number") if whole else _("a number")
    if most is None:
        text = _("a whole number from {least} on") if whole else _("a number from {least} on")
    else:
        text = _("a whole number from {least} to {most}") if whole else _("a number from {least} to {most}")
    return text.format(least=f"{least:g}", most=None if most is None else f"{most:g}")
