"""`poise replay`: the same readings through other settings, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands import options

if TYPE_CHECKING:
    from core.report.replay import ReplayResult, Tape
    from core.settings.model import Settings
    from tui.cli.output import Output


def replay(
    what: Annotated[
        str,
        typer.Argument(
            help="A session's number, `last`, or a video file; without it the newest session.",
            metavar="SESSION|CLIP",
            show_default=False,
        ),
    ] = options.LAST,
    moods: options.Moods = None,
    policy: options.Policy = None,
    profile: options.Profile = None,
    uncorrected: Annotated[bool, typer.Option("--uncorrected", help="Without the recorded calibration.")] = False,
    weights: options.Weights = None,
    seconds: Annotated[float | None, typer.Option(help="Of a clip, so many seconds.", metavar="S", min=0.1)] = None,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Run a stored session or a clip again through other settings: cues, moods and score side by side.

    A session's readings are the stored ones; another network (--weights) needs the pictures, hence a clip.

    Examples: `poise replay last --policy gentle`, `poise replay clip.mp4 --weights paper --map sad=acceptable`.
    """
    from tui.cli.commands.common import load_settings, print_json
    from tui.cli.output import Output

    flags = {"moods": moods, "policy": policy, "profile": profile, "language": lang, "data_dir": data_dir}
    settings = load_settings(flags)
    before, after = compare(settings, flags, what, weights, seconds, uncorrected=uncorrected)
    if as_json:
        print_json({"before": before.to_json_dict(), "after": after.to_json_dict()})
    else:
        print_both(Output(), before, after)


def compare(
    settings: Settings,
    flags: Mapping[str, object],
    what: str,
    weights: str | None,
    seconds: float | None,
    *,
    uncorrected: bool,
) -> tuple[ReplayResult, ReplayResult]:
    """The results as recorded (of a clip: by the plain settings) and through what the options change."""
    from core.cueing.policy import preset
    from core.report.replay import replay as judged
    from tui.wiring.parts import build_correction

    before, after = _tapes(settings, what, weights, seconds)
    # an option that was not given leaves what was recorded
    return judged(before), judged(
        after,
        moods=settings.moods if flags["moods"] else None,
        policy=preset(settings.policy_name) if flags["policy"] else None,
        correction=build_correction(settings) if flags["profile"] else None,
        uncorrected=uncorrected,
    )


def _tapes(settings: Settings, what: str, weights: str | None, seconds: float | None) -> tuple[Tape, Tape]:
    from core.base.errors import SettingsError
    from core.report.replay import tape_of_session
    from tui.i18n import _
    from tui.wiring.parts import open_store

    session = options.named_session(what)
    if session is None or (session.number is not None and Path(what).is_file()):
        tape = _tape_of_clip(settings, what, seconds)
        other = _tape_of_clip(settings.changed(weights=weights), what, seconds) if weights else tape
        return tape, other
    if weights:
        text = _("--weights {name}: a session stores no pictures; replay a video file to compare networks")
        raise SettingsError(text.format(name=weights))
    tape = tape_of_session(open_store(settings).load(session.number))
    return tape, tape


def _tape_of_clip(settings: Settings, what: str, seconds: float | None) -> Tape:
    from core.base.clock import ManualClock
    from core.cueing.moods import MoodMap
    from core.report.replay import tape_of_clip
    from tui.wiring.parts import build_reader, open_camera

    plain = settings.changed(camera=what, profile="", moods=MoodMap())
    reader = build_reader(plain)
    source = open_camera(plain, loop=seconds is not None, fast=True, clock=ManualClock()).source
    return tape_of_clip(source, reader, seconds=seconds)


def print_both(output: Output, before: ReplayResult, after: ReplayResult) -> None:
    """Two columns, then what changed in one sentence."""
    from tui.cli.output import table
    from tui.i18n import _, ngettext

    heads = ("", _("as it was"), _("replayed"))
    output.line(output.paint(before.name, "bold"))
    for line in table([heads, *zip(_labels(), _column(before), _column(after), strict=True)]):
        output.line(line)
    if after.sounds == before.sounds:
        output.line(_("It would have cued as often."))
    else:
        text = ngettext(
            "It would have cued {after} time, not {before}.",
            "It would have cued {after} times, not {before}.",
            after.sounds,
        )
        output.line(text.format(after=after.sounds, before=before.sounds))


def _labels() -> tuple[str, ...]:
    from tui.i18n import _

    return (_("cues"), _("marks"), _("good"), _("acceptable"), _("bad"), _("not measured"), _("score"))


def _column(result: ReplayResult) -> tuple[str, ...]:
    from core.base.types import Mood
    from tui.widgets.text.words import percent, seconds

    measured = result.totals.measured_s or 1.0
    good, acceptable, bad = (
        percent(result.totals.moods[m] / measured) for m in (Mood.GOOD, Mood.ACCEPTABLE, Mood.BAD)
    )
    value = result.score.value
    return (
        str(result.sounds),
        str(len(result.cues) - result.sounds),
        good,
        acceptable,
        bad,
        seconds(result.totals.total_s - result.totals.measured_s),
        "-" if value is None else f"{value:.0f}",
    )
