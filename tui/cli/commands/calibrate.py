"""`poise calibrate`: measure the resting interview face, so that it is not mistaken for sadness."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands import options

if TYPE_CHECKING:
    from core.base.types import Reading
    from core.calibration.calibrator import Calibrator, Part, Progress
    from core.calibration.correction import Profile
    from core.calibration.profiles import Profiles
    from core.settings.model import Settings
    from tui.cli.output import Output

TRIES = 3
POLL_S = 0.2


def calibrate(
    name: Annotated[str, typer.Option(help="The profile's name, one for each person or place.")] = "me",
    camera: options.Camera = None,
    rotate: options.Rotate = None,
    mirror: options.Mirror = None,
    finder: options.Finder = None,
    weights: options.Weights = None,
    fast: options.Fast = False,
    use: Annotated[bool, typer.Option("--use/--no-use", help="Use the profile from now on.")] = True,
    list_: Annotated[bool, typer.Option("--list", help="List the profiles there are.")] = False,
    remove: Annotated[str | None, typer.Option(help="Delete a profile.", metavar="NAME")] = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Measure your interview face for 20 s and your smile for 5 s, so that your resting face does not cue.

    Examples: `poise calibrate`, `poise calibrate --name office`, `poise calibrate --list`.
    """
    from tui.cli.commands.common import load_settings

    eyes = {"rotate": rotate, "mirror": mirror, "finder": finder}
    flags = {"camera": camera, "weights": weights, "language": lang, "data_dir": data_dir, **eyes}
    settings = load_settings(flags)
    if list_:
        list_profiles(settings)
    elif remove is not None:
        remove_profile(settings, remove)
    else:
        make_profile(settings, name, fast=fast, use=use)


def list_profiles(settings: Settings) -> None:
    """Print the names, the one in use marked."""
    from tui.i18n import _

    names, used = _profiles(settings).names(), _("in use")
    for name in names:
        typer.echo(f"{name} ({used})" if name == settings.profile else name)
    if not names:
        typer.echo(_("No profile yet."))


def remove_profile(settings: Settings, name: str) -> None:
    """Delete one; the settings forget it too."""
    from tui.i18n import _

    _profiles(settings).delete(name)
    if settings.profile == name:
        from core.settings.file import save

        save({"profile": None})
    typer.echo(_("Removed {name}.").format(name=name))


def _profiles(settings: Settings) -> Profiles:
    from core.base import paths
    from core.calibration.profiles import Profiles

    return Profiles(paths.profiles_dir(settings.data))


def make_profile(settings: Settings, name: str, *, fast: bool, use: bool) -> None:
    """Measure, save, and say what it changes."""
    from core.settings.file import save
    from tui.cli.output import Output
    from tui.i18n import _
    from tui.wiring.terminal import noise_to_log

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
    """Watch until both parts are good. Raises ProfileError that says what to mend."""
    from core.base.clock import ManualClock, MonotonicClock
    from core.calibration.calibrator import Calibrator
    from core.vision.network.weights import load_network
    from tui.cli.mailbox import Mailbox
    from tui.wiring.session import How, Listeners, build_runner

    readings: Mailbox[Reading] = Mailbox(lossless=fast)
    plain = settings.changed(profile="")
    runner = build_runner(plain, None, How(fast=fast, loop=True, record=False), Listeners(on_reading=readings.put))
    clock = ManualClock() if fast else MonotonicClock()
    guide = Guide(Calibrator(clock, load_network(settings.weights).name), output)
    runner.start()
    try:
        while not guide.done:
            reading = readings.get(POLL_S)
            if reading is not None and isinstance(clock, ManualClock):
                clock.move_to(max(clock.now(), reading.t))
            guide.take(reading)
            if reading is None and runner.join(0) and runner.error is not None:
                raise runner.error
    finally:
        runner.stop()
        readings.close()
        runner.join(5.0)
        output.end_status()
    return guide.calibrator.profile(name, made=datetime.date.today().isoformat())


class Guide:
    """Leads through both parts: says what to do, what is wrong, and tries each a few times."""

    def __init__(self, calibrator: Calibrator, output: Output) -> None:
        self.calibrator = calibrator
        self._out = output
        self._part: Part | None = None
        self._tries = 0

    @property
    def done(self) -> bool:
        """Whether the profile can be made."""
        return self._part is not None and self._part.value == "done"

    def take(self, reading: Reading | None) -> None:
        """Take a reading, or note that none came. Raises ProfileError after the last try of the resting part."""
        progress = self.calibrator.step(reading) if reading is not None else self.calibrator.progress()
        if progress.part is not self._part:
            self._part, self._tries = progress.part, 0
            self._begin(progress)
        if progress.failed:
            self._again(progress)
        elif not self.done:
            self._out.status(status(progress))

    def _begin(self, progress: Progress) -> None:
        from tui.i18n import _
        from tui.widgets.text.words import part

        self._out.end_status()
        if self.done:
            self._out.line(_("Measured."))
        else:
            self._out.line(part(progress.part).format(n=round(progress.total_s)))

    def _again(self, progress: Progress) -> None:
        from core.base.errors import ProfileError
        from tui.i18n import _
        from tui.widgets.text.words import problem

        self._tries += 1
        self._out.end_status()
        remedies = " ".join(problem(found) for found in progress.problems)
        if self._tries < TRIES:
            self._out.line(_("Once more: {why}").format(why=remedies))
            self.calibrator.retry()
        elif progress.part.value == "smile":
            self._out.line(_("It goes without the smile then: {why}").format(why=remedies))
            self.calibrator.skip_smile()
        else:
            raise ProfileError(_("not calibrated: {why}").format(why=remedies))


def status(progress: Progress) -> str:
    """What is left, and what is wrong now."""
    from tui.i18n import _
    from tui.widgets.text.words import problem, seconds

    left = _("{time} left").format(time=seconds(progress.total_s - progress.elapsed_s))
    return f"{left}  {problem(progress.problems[0])}" if progress.problems else left


def effect(profile: Profile) -> list[str]:
    """What the profile changes, in words: the resting face before and after."""
    from tui.cli.output import table
    from tui.i18n import _
    from tui.widgets.text.words import expression, percent

    shown = [(expression(c), percent(p), percent(profile.rest_after.get(c, 0.0))) for c, p in profile.rest.items()]
    return table([(_("your resting face"), _("before"), _("calibrated")), *shown])
