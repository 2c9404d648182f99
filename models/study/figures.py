"""The study's figures as SVG: what pruning costs and saves, and the trade-off of all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.study.rows import ALSO, STEPS, Row

PANELS = (
    ("accuracy", "accuracy on FER's labels", 1.0),
    ("parameters", "parameters, millions", 1e-6),
    ("macs", "MACs, millions", 1e-6),
    ("size_bytes", "file, MB", 1e-6),
    ("ratio", "time, ratio to the baseline", 1.0),
)
TITLES = {"fc": "FC neurons", "conv": "CONV channels", "both": "both"}


def pyplot() -> Any:
    """matplotlib, drawing SVG files that are the same at each run."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "poise", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
    return plt


def save(figure: Any, path: Path) -> Path:
    """Write an SVG that is the same at each run."""
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot().close(figure)
    return path


def sweep(rows: Mapping[str, Row], kind: str, path: Path) -> Path:
    """Accuracy, parameters, MACs, size and time against the ratio, plain and fine-tuned."""
    plt = pyplot()
    figure, axes = plt.subplots(1, len(PANELS), figsize=(3 * len(PANELS), 3))
    for axis, (field, label, unit) in zip(axes, PANELS, strict=True):
        for suffix, style, name in (("", "o-", "pruned"), ("-tuned", "s--", "and fine-tuned")):
            found = [("baseline", 0.0), *((f"{kind}-{ratio}{suffix}", ratio) for ratio in STEPS)]
            points = [(ratio, getattr(rows[key], field) * unit) for key, ratio in found if key in rows]
            axis.plot(*zip(*points, strict=True), style, markersize=3, label=name)
        axis.set(xlabel=f"ratio, {TITLES[kind]}", ylabel=label)
    axes[0].legend()
    return save(figure, path)


@dataclass(frozen=True)
class Point:
    """A network in the trade-off."""

    name: str
    group: str
    accuracy: float
    """Against the consensus where it is known, in shares of 1."""
    costs: tuple[float, float, float]
    """File in MB, multiply–accumulates in millions, time as a ratio to the baseline."""
    named: bool = True
    """Whether its name stands in the picture: of the sweeps there are too many."""


WIDE, HIGH = 1.7, 0.02
"""Names of networks whose costs are within this ratio, and accuracies within this share, are stacked."""
COSTS = ("file, MB", "MACs, millions", "time, ratio to the paper's fp32")


def group_of(key: str) -> tuple[str, bool]:
    """The group of a row, and whether each of the group is named in the trade-off."""
    if key.startswith(ALSO):
        return "our networks", True
    kind = key.split("-")[0]
    if kind in TITLES:
        return f"pruned, {TITLES[kind]}" + (", fine-tuned" if key.endswith("-tuned") else ""), False
    return ("the paper's network", True) if key == "baseline" else ("quantized", False)


def point(row: Row) -> Point:
    """A row of the study in the trade-off."""
    group, named = group_of(row.key)
    accuracy = row.accuracy if row.consensus is None else row.consensus
    name = row.method if row.key.startswith(ALSO) else row.key
    return Point(name, group, accuracy, (row.size_bytes / 1e6, (row.macs or 0) / 1e6, row.ratio), named)


def labels_at(points: Sequence[Point], column: int) -> list[tuple[str, float, float]]:
    """Names with their places (cost, accuracy); those that would stand on one another share a place, a line each."""
    found: list[tuple[str, float, float]] = []
    for p in sorted((p for p in points if p.named), key=lambda p: p.costs[column]):
        cost = p.costs[column]
        near = [i for i, (_, x, y) in enumerate(found) if cost < WIDE * x and abs(p.accuracy - y) < HIGH]
        if near:
            names, x, y = found[near[-1]]
            found[near[-1]] = (f"{names}\n{p.name}", x, y)
        else:
            found.append((p.name, cost, p.accuracy))
    return found


def trade_off(points: Sequence[Point], path: Path, shipped: str = "") -> Path:
    """Accuracy against size, MACs and time; a star marks what is shipped."""
    plt = pyplot()
    figure, axes = plt.subplots(1, len(COSTS), figsize=(18, 6), sharey=True)
    groups = list(dict.fromkeys(p.group for p in points))
    for column, (axis, label) in enumerate(zip(axes, COSTS, strict=True)):
        for number, group in enumerate(groups):
            members = [p for p in points if p.group == group]
            at = [p.costs[column] for p in members], [100 * p.accuracy for p in members]
            axis.scatter(
                *at, s=16, marker="x" if group.endswith("fine-tuned") else "o", color=f"C{number}", label=group
            )
        for p in points:
            place = (p.costs[column], 100 * p.accuracy)
            if p.name == shipped:
                axis.scatter(*place, s=160, marker="*", color="black", zorder=3, label="shipped")
        for names, cost, accuracy in labels_at(points, column):
            axis.annotate(
                names, (cost, 100 * accuracy), fontsize=8, xytext=(0, 7), textcoords="offset points", ha="center"
            )
        axis.set(xlabel=label, xscale="log")
        axis.margins(x=0.14)
    axes[0].set(ylabel="accuracy against the consensus, %", ylim=(0, 110))
    axes[-1].legend(fontsize=7, loc="lower right")
    return save(figure, path)


def write_figures(rows: Sequence[Row], folder: Path, shipped: str = "baseline") -> list[Path]:
    """A figure of each sweep that was made, and the trade-off, in which the row `shipped` is marked."""
    by_key = {row.key: row for row in rows}
    pruned = [kind for kind in TITLES if any(key.startswith(f"{kind}-") for key in by_key)]
    written = [sweep(by_key, kind, folder / f"prune-{kind}.svg") for kind in pruned]
    return [*written, trade_off([point(row) for row in rows], folder / "trade-off.svg", shipped)]
