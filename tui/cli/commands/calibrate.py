"""`poise calibrate`: measure the resting interview face, so that it is not mistaken for sadness."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from core.base import paths
from core.base.errors import ProfileError
from core.calibration.profiles import Profiles
from core.session.snapshot import Action, Calibration, Snapshot
from core.settings.file import save
from tui.cli.asking import Yes, sure
from tui.cli.commands import options
from tui.cli.commands.common import load_settings
from tui.cli.mailbox import Mailbox
from tui.cli.output import Output, table
from tui.i18n import _
from tui.widgets.text import words
from tui.widgets.text.words import expression, percent, problem, seconds
from tui.wiring.listeners import Listeners
from tui.wiring.start import How
from tui.wiring.terminal import noise_to_log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.calibration.calibrator import Part, Problem, Progress
    from core.calibration.correction import Profile
    from core.settings.model import Settings

TRIES = 3
POLL_S = 0.2


def calibrate(
    name: Annotated[str, typer.Option(help="The profile's name, one for each person or place.")] = "me",
    camera: options.Camera = None,
    rotate: options.Rotate = None,
    mirror: options.Mirror = None,
    finder: options.Finder = None,
    weights: options.Weights = None,
    provider: options.Provider = None,
    fast: options.Fast = False,
    use: Annotated[bool, typer.Option("--use/--no-use", help="Use the profile from now on.")] = True,
    list_: Annotated[bool, typer.Option("--list", help="List the profiles there are.")] = False,
    remove: Annotated[str | None, typer.Option(help="Delete a profile.", metavar="NAME")] = None,
    yes: Yes = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Measure your face at rest, your smile, and your look at lens and screen, 40 s in all.

    Your resting face then does not cue, and looks are judged from where your camera stands.

    Examples: `poise calibrate`, `poise calibrate --name office`, `poise calibrate --list`.
    """
    eyes = {"rotate": rotate, "mirror": mirror, "finder": finder, "provider": provider}
    flags = {"camera": camera, "weights": weights, "language": lang, "data_dir": data_dir, **eyes}
    settings = load_settings(flags)
    if list_:
        list_profiles(settings)
    elif remove is not None:
        remove_profile(settings, remove, yes=yes)
    else:
        make_profile(settings, name, fast=fast, use=use)


def list_profiles(settings: Settings) -> None:
    """Print the names, the one in use marked."""
    names, used = _profiles(settings).names(), _("in use")
    for name in names:
        typer.echo(f"{name} ({used})" if name == settings.profile else name)
    if not names:
        typer.echo(_("No profile yet."))


def remove_profile(settings: Settings, name: str, *, yes: bool) -> None:
    """Delete one where the user is sure; the settings forget it too."""
    if name in _profiles(settings).names():
        sure(_("Delete {name} for good?").format(name=name), yes=yes)
    _profiles(settings).delete(name)
    if settings.profile == name:
        save({"profile": None})
    typer.echo(_("Removed {name}.").format(name=name))


def _profiles(settings: Settings) -> Profiles:
    return Profiles(paths.profiles_dir(settings.data))


def make_profile(settings: Settings, name: str, *, fast: bool, use: bool) -> None:
    """Measure, save, and say what it changes."""
    output = Output()
    with noise_to_log():
        profile = measured(settings, output, name, fast=fast)
    file = _profiles(settings).save(profile)
    for line in effect(profile):
        output.line(line)
    if use:
        save({"profile": name})
        output.line(_("Saved in {file} and used from now on.").format(file=file))
    else:
        output.line(_("Saved in {file}; use it by --profile {name}.").format(file=file, name=name))


def measured(settings: Settings, output: Output, name: str, *, fast: bool) -> Profile:
    """Let the engine measure until all parts are good. Raises ProfileError that says what to mend."""
    from tui.wiring.session import build_runner

    seen: Mailbox[Snapshot] = Mailbox(lossless=fast)
    plain, how = settings.changed(profile=""), How(fast=fast, loop=True, record=False, calibrate=TRIES)
    runner = build_runner(plain, None, how, Listeners(on_snapshot=seen.put))
    guide = Guide(output)
    runner.command(Action.BEGIN)
    runner.start()
    try:
        while guide.profile is None:
            snapshot = seen.get(POLL_S)
            if snapshot is not None and snapshot.is_stand_in:
                raise ProfileError(
                    _(
                        "no webcam gives a picture, and the demo camera's face is nobody's, so it makes no profile; "
                        "plug a webcam in or name one: --camera"
                    )
                )
            if snapshot is not None and snapshot.calibration is not None:
                guide.take(snapshot.calibration)
            elif snapshot is None and runner.join(0) and runner.error is not None:
                raise runner.error
    finally:
        runner.stop()
        seen.close()
        runner.join(5.0)
        output.end_status()
    return replace(guide.profile, name=name, made=datetime.date.today().isoformat())


class Guide:
    """Says what to do, what is wrong, and when a part is begun again; the engine measures and tries."""

    def __init__(self, output: Output) -> None:
        self.profile: Profile | None = None
        self._out = output
        self._part: Part | None = None
        self._tried = 1

    def take(self, found: Calibration) -> None:
        """Say what is new. Raises ProfileError after the last try of the resting part."""
        progress = found.progress
        if found.problems and found.tried > self._tried:
            self._say(_("Once more: {why}").format(why=_remedies(found.problems)))
            self._tried = found.tried
        if progress.part is not self._part:
            if found.problems:
                self._say(_("It goes without that part then: {why}").format(why=_remedies(found.problems)))
            self._part, self._tried = progress.part, 1
            done = progress.part.value == "done"
            self._say(_("Measured.") if done else words.part(progress.part).format(n=round(progress.total_s)))
        self.profile = found.profile
        if progress.failed:
            raise ProfileError(_("not calibrated: {why}").format(why=_remedies(progress.problems)))
        if self.profile is None:
            self._out.status(status(progress))

    def _say(self, text: str) -> None:
        self._out.end_status()
        self._out.line(text)


def _remedies(problems: Sequence[Problem]) -> str:
    return " ".join(words.problem(found) for found in problems)


def status(progress: Progress) -> str:
    """What is left, and what is wrong now."""
    left = _("{time} left").format(time=seconds(progress.total_s - progress.elapsed_s))
    return f"{left}  {problem(progress.problems[0])}" if progress.problems else left


def effect(profile: Profile) -> list[str]:
    """What the profile changes, in words: the resting face before and after."""
    shown = [(expression(c), percent(p), percent(profile.rest_after.get(c, 0.0))) for c, p in profile.rest.items()]
    return table([(_("your resting face"), _("before"), _("calibrated")), *shown])
