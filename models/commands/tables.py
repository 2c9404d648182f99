"""Results as tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

CUE_FIGURES = {
    "auc_bad": "bad against not bad, area under the ROC curve",
    "neutral_called_bad": "neutral faces called bad",
    "bad_heard_at_5pct": "bad faces heard at 5 % false alarms",
    "ece": "expected calibration error",
}


def percent(value: float | None) -> str:
    """A share in percent, or a dash."""
    return "–" if value is None else f"{100 * value:.1f} %"


def confusion_table(figures: Mapping[str, Any], title: str) -> Table:
    """Rows: the truth; columns: what was said; then recall and precision."""
    table = Table(title=title)
    names = figures["classes"]
    table.add_column("truth")
    for name in names:
        table.add_column(name, justify="right")
    for name in ("recall", "precision"):
        table.add_column(name, justify="right")
    for name, row in zip(names, figures["confusion"], strict=True):
        shares = (percent(figures["recall"][name]), percent(figures["precision"][name]))
        table.add_row(name, *(str(count) for count in row), *shares)
    return table


def show_evaluation(figures: Mapping[str, Any]) -> None:
    """Everything that `poise lab evaluate --json` gives, as tables."""
    console = Console(width=110)
    for part, name in ((figures, "FER's labels"), (figures.get("consensus"), "the voters' consensus")):
        if part is None:
            continue
        for inner, kind in ((part, "expressions"), (part["moods"], "moods")):
            title = f"{kind} by {name}: {percent(inner['accuracy'])} of {part['faces']} faces"
            console.print(confusion_table(inner, title))
    for name in figures["empty_classes"]:
        console.print(f"{name}: no pictures in this split")
    console.print(f"{figures['faces']} faces in {figures['seconds']:.2f} s", style="dim")


def show_side_by_side(found: Sequence[Mapping[str, Any]]) -> None:
    """What the voters' consensus says of one or more parts of the data, each figure with its 95 % interval."""
    voted = [(part["split"], part["consensus"]) for part in found if "consensus" in part]
    if not voted:
        return
    table = Table(title="against the voters' consensus (95 % intervals)")
    table.add_column("")
    for split, part in voted:
        table.add_column(f"{split}, {part['faces']} faces", justify="right")
    titles = {"accuracy": "accuracy"} | CUE_FIGURES
    rows = {key: [_cell(part[key], part, key) for _, part in voted] for key in titles}
    for key, title in titles.items():
        table.add_row(title, *rows[key])
    for name in voted[0][1]["classes"]:
        table.add_row(f"recall of {name}", *(_cell(p["recall"].get(name), p, f"recall_{name}") for _, p in voted))
    Console(width=110).print(table)


def _cell(value: float | None, part: Mapping[str, Any], key: str) -> str:
    if value is None:
        return "–"
    ends = part.get("intervals", {}).get(key)
    return _written(value, key) + (f" ({_written(ends[0], key)} to {_written(ends[1], key)})" if ends else "")


def show_ceiling(figures: Mapping[str, Any]) -> None:
    """What `poise lab ceiling --json` gives, as a table with the model's own test below."""
    console, judges = Console(width=110), figures["judges"]
    table = Table(title=f"people against a panel of ten: {figures['agreed']} of {figures['faces']} simulated faces")
    for name in ("", *judges):
        table.add_column(name, justify="right" if name else "left")
    for key, title in ({"accuracy": "accuracy"} | CUE_FIGURES).items():
        if key == "ece":  # votes counted are no probabilities
            continue
        table.add_row(title, *(_cell(part[key], {}, key) for part in judges.values()))
    for name in figures["classes"][:-1]:
        table.add_row(f"recall of {name}", *(percent(part["recall"][name]) for part in judges.values()))
    console.print(table)
    console.print(
        f"{figures['components']} components; log likelihood of a face of the tenth "
        f"{figures['likelihood_of_tenth']:.3f}; two halves of a panel agree in "
        f"{percent(figures['half_panels_agree'])} (real), {percent(figures['simulated_half_panels_agree'])} (model)"
    )


def _written(value: float, key: str) -> str:
    return f"{value:.3f}" if key == "auc_bad" else f"{100 * value:.1f} %"
