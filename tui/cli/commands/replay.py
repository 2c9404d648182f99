"""`poise replay`: the same readings through other settings, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.base.clock import ManualClock
from core.base.errors import SettingsError
from core.base.types import Mood
from core.cueing.moods import MoodMap
from core.cueing.policy import preset
from core.voice.norms import parse_norms
from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.output import Output, table
from tui.i18n import _, ngettext
from tui.widgets.text.words import percent, seconds
from tui.wiring.parts import build_correction, build_reader, open_camera, open_store

if TYPE_CHECKING:
    from core.report.replay import ReplayResult, Tape
    from core.settings.model import Settings
    from core.store.sessions import StoredSession


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
    norms: Annotated[
        str | None,
        typer.Option("--norms", help="Of the voice, such as pace_high=5,pause_s=0.7.", metavar="NORMS"),
    ] = None,
    uncorrected: Annotated[bool, typer.Option("--uncorrected", help="Without the recorded calibration.")] = False,
    weights: options.Weights = None,
    seconds: Annotated[float | None, typer.Option(help="Of a clip, so many seconds.", metavar="S", min=0.1)] = None,
    as_json: options.Json = False,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Run a stored session or a clip again through other settings: cues, moods and score side by side.

    A session's readings are the stored ones; another network (--weights) needs the pictures, hence a clip.

    Examples: `poise replay last --policy gentle`, `poise replay last --norms pace_high=5`,
    `poise replay clip.mp4 --weights paper --map sad=acceptable`.
    """
    flags = {"moods": moods, "policy": policy, "profile": profile, "language": lang, "data_dir": data_dir}
    settings = load_settings({**flags, "voice_norms": norms})
    before, after = compare(settings, flags, what, weights, seconds, uncorrected=uncorrected)
    voices = replayed_voices(settings, what) if norms else None
    (_print_json if as_json else _print_both)(before, after, voices)


@dataclass(frozen=True)
class ReplayedVoice:
    """What some norms make of a session's voice; `pauses` are those that count as such."""

    score: float | None
    pauses: int
    long_pauses: int
    silent: int
    advice: tuple[str, ...]

    @classmethod
    def of(cls, stored: StoredSession) -> ReplayedVoice:
        """By the norms of the session."""
        from core.report.report import build_report
        from core.report.voice import advise_voice, norms_in

        norms = norms_in(stored)
        assert norms is not None, "asked only where the voice was measured"
        report = build_report(stored)
        voices = [answer.voice for answer in report.answers if answer.voice is not None]
        pauses = [pause.seconds for voice in voices for pause in voice.measures.pauses]
        long = sum(seconds >= norms.long_pause_s for seconds in pauses)
        advice = tuple(found.code for found in advise_voice(voices, norms))
        return cls(report.voice, len(pauses), long, sum(voice.silent for voice in voices), advice)


TwoVoices = tuple[ReplayedVoice, ReplayedVoice]


def replayed_voices(settings: Settings, what: str) -> TwoVoices:
    """The voice of a stored session as it was, and by the norms of the settings. Raises SettingsError without one."""
    from core.report.voice import by_norms

    session = options.named_session(what)
    stored = open_store(settings).load(session.number) if session is not None else None
    after = by_norms(stored, parse_norms(settings.voice_norms)) if stored is not None else None
    if stored is None or after is None:
        raise SettingsError(_("--norms: no voice was measured there; `poise interview` measures it"))
    return ReplayedVoice.of(stored), ReplayedVoice.of(after)


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
    from core.report.replay import replay as judged

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
    from core.report.replay import tape_of_session

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
    from core.report.replay import tape_of_clip

    plain = settings.changed(camera=what, profile="", moods=MoodMap())
    reader = build_reader(plain)
    source = open_camera(plain, loop=seconds is not None, fast=True, clock=ManualClock()).source
    return tape_of_clip(source, reader, seconds=seconds)


def _print_json(before: ReplayResult, after: ReplayResult, voices: TwoVoices | None) -> None:
    results = {"before": before.to_json_dict(), "after": after.to_json_dict()}
    for name, voice in zip(results, voices or (), strict=False):
        results[name]["voice"] = asdict(voice)
    print_json(results)


def _print_both(before: ReplayResult, after: ReplayResult, voices: TwoVoices | None) -> None:
    """Two columns, then what changed in one sentence."""
    output = Output()
    heads = ("", _("as it was"), _("replayed"))
    output.line(output.paint(before.name, "bold"))
    rows = [*zip(_labels(), _column(before), _column(after), strict=True)]
    rows += zip(_voice_labels(), *map(_voice_column, voices), strict=True) if voices else ()
    for line in table([heads, *rows]):
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
    return (_("cues"), _("marks"), _("good"), _("acceptable"), _("bad"), _("not measured"), _("score"))


def _column(result: ReplayResult) -> tuple[str, ...]:
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


def _voice_labels() -> tuple[str, ...]:
    return (_("voice"), _("pauses"), _("long pauses"), _("silent answers"))


def _voice_column(voice: ReplayedVoice) -> tuple[str, ...]:
    score = "-" if voice.score is None else f"{voice.score:.0f}"
    return (score, str(voice.pauses), str(voice.long_pauses), str(voice.silent))
