"""`poise doctor`: what works on this machine, what is missing, and what installs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from tui.cli.commands import options
from tui.cli.commands.common import load_settings, print_json
from tui.cli.output import Output, padded
from tui.i18n import _
from tui.wiring.examination import TOPICS, Found, examine, healthy, lacks, log_line, verdict
from tui.wiring.terminal import noise_to_log


def doctor(
    as_json: options.Json = False,
    sounds: Annotated[
        bool, typer.Option("--sound/--no-sound", help="Try players, microphone and speech too.")
    ] = True,
    weights: options.Weights = None,
    provider: options.Provider = None,
    lang: options.Lang = None,
    data_dir: options.DataDir = None,
) -> None:
    """Examine camera, sound, speech, terminal, network and store, and say what mends what is missing.

    Ends with exit code 0 where an interview can run, if only with the demo camera, else with 1.

    Examples: `poise doctor`, `poise doctor --no-sound`.
    """
    settings = load_settings({"weights": weights, "provider": provider, "language": lang, "data_dir": data_dir})
    output = Output()
    found: list[Found] = []
    with noise_to_log():
        for part in examine(settings, sounds=sounds):
            if not as_json:
                tell(output, part, first=not found or found[-1].topic != part.topic)
            found.append(part)
    well = healthy(found)
    if as_json:
        print_found(found, well, lacks(settings, found))
    else:
        output.line(log_line())
        for line in verdict(lacks(settings, found), well):
            output.line(line)
    raise typer.Exit(0 if well else 1)


def tell(output: Output, part: Found, *, first: bool) -> None:
    """One part in one line, what mends it in the next."""
    mark = (
        output.paint("ok", "green")
        if part.works
        else output.paint("!!", "red")
        if part.needed
        else output.paint("--", "yellow")
    )
    topic = _(TOPICS[part.topic]) if first else ""
    output.line(f"{padded(topic, 13)}{mark}  {': '.join(text for text in (part.name, part.text) if text)}")
    if part.mend:
        output.line(" " * 17 + output.paint(part.mend, "cyan"))


def print_found(found: list[Found], well: bool, codes: Sequence[str]) -> None:
    """Everything as one JSON object."""
    print_json({"healthy": well, "lacks": list(codes), "parts": [asdict(part) for part in found]})
