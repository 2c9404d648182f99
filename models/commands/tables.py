"""Results as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
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
    for key, title in CUE_FIGURES.items():
        if "consensus" in figures and figures["consensus"][key] is not None:
            value = figures["consensus"][key]
            console.print(f"{title}: " + (f"{value:.3f}" if key == "auc_bad" else percent(value)))
    for name in figures["empty_classes"]:
        console.print(f"{name}: no pictures in this split")
    console.print(f"{figures['faces']} faces in {figures['seconds']:.2f} s", style="dim")
