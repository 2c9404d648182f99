"""The study's figures as SVG: what pruning costs and saves, and the trade-off of all rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def trade_off(points: Sequence[tuple[str, float, float, float, float]], path: Path, shipped: str = "") -> Path:
    """Consensus accuracy against size, MACs and time; points are (name, accuracy, MB, MACs in millions, ratio)."""
    plt = pyplot()
    figure, axes = plt.subplots(1, 3, figsize=(18, 5))
    labels = ("file, MB", "MACs, millions", "time, ratio to the paper's fp32")
    for column, (axis, label) in enumerate(zip(axes, labels, strict=True), 2):
        for point in points:
            marked = point[0] == shipped
            axis.scatter(point[column], 100 * point[1], s=70 if marked else 18, marker="*" if marked else "o")
            axis.annotate(
                point[0], (point[column], 100 * point[1]), fontsize=6, xytext=(3, 3), textcoords="offset points"
            )
        axis.set(xlabel=label, ylabel="accuracy against the consensus, %", xscale="log")
    return save(figure, path)


def write_figures(rows: Sequence[Row], folder: Path, shipped: str = "baseline") -> list[Path]:
    """All figures of the study; `shipped` is the row that is marked in the trade-off."""
    by_key = {row.key: row for row in rows}
    written = [sweep(by_key, kind, folder / f"prune-{kind}.svg") for kind in TITLES]
    points = [
        (
            row.method if row.key.startswith(ALSO) else row.key,
            row.accuracy if row.consensus is None else row.consensus,
            row.size_bytes / 1e6,
            (row.macs or 0) / 1e6,
            row.ratio,
        )
        for row in rows
    ]
    return [*written, trade_off(points, folder / "trade-off.svg", shipped)]
