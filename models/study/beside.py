"""The paper's figures redrawn beside ours: what it says of each row, and where its pruned networks fall.

Its curves are pictures without numbers; of them stands here what its text says: FC holds to a ratio of 0.5, CONV to
0.4, and both send the parameters to zero. The numbers of its quantized networks stand in its text.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.base.errors import LabError
from models.study.figures import TITLES, pyplot, save
from models.study.rows import STEPS, Row, method_of

MIB = 1.048576
"""Megabytes of 10^6 bytes; the paper counts some of its files in MiB."""
SAID: dict[str, tuple[float, float]] = {
    "baseline": (67.52, 10.41),
    "qat": (63.09, 10.45),
    "static": (34.75, 2.61),
    "dynamic": (67.64, 2.94),
    "half": (61.35, 5.17),
    "int4": (64.5, 2.48 * MIB),
    "int8": (67.5, 2.48 * MIB),
    "int16": (67.5, 4.96 * MIB),
    "int32": (67.5, 9.93 * MIB),
}
"""Row to accuracy in % and file in MB, as the paper has them."""
HOLDS_TO = {"fc": 0.5, "conv": 0.4}
"""The ratio after which the paper sees accuracy fall."""
OURS, PAPERS = "C0", "C1"


def read_rows(path: Path) -> list[Row]:
    """The rows of a study's `table.csv`, without recalls and layers.

    Raises `LabError` for another file, and for one without the whole network that the others are held against.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [_row(fields) for fields in csv.DictReader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError) as error:
        raise LabError(f"{path}: no table of `poise lab paper` ({error}); give its table.csv") from None
    if not any(row.key == "baseline" and row.parameters and row.macs for row in rows):
        raise LabError(f"{path}: no row `baseline` with parameters and MACs; run `poise lab paper` to its end")
    return rows


def _row(fields: dict[str, str]) -> Row:
    key = fields["key"]
    return Row(
        key,
        method_of(key),
        int(fields["parameters"]) if fields["parameters"] else None,
        int(fields["macs"]) if fields["macs"] else None,
        int(fields["size_bytes"]),
        float(fields["accuracy"]),
        {},
        seconds=float(fields["seconds"]),
        ratio=float(fields["ratio"]),
    )


def beside(rows: Sequence[Row], path: Path) -> Path:
    """One picture: the quantized networks' accuracy and files above, pruning below; ours blue, the paper's orange."""
    plt = pyplot()
    with plt.rc_context({"svg.fonttype": "none"}):  # letters as text: a third smaller
        return save(_drawn(plt, {row.key: row for row in rows}), path)


def _drawn(plt: Any, by_key: dict[str, Row]) -> Any:
    figure, axes = plt.subplots(2, 3, figsize=(13, 6.5))
    keys = [key for key in SAID if key in by_key]
    _bars(axes[0][0], keys, [100 * by_key[k].accuracy for k in keys], [SAID[k][0] for k in keys], "accuracy, %")
    _bars(axes[0][1], keys, [by_key[k].size_bytes / 1e6 for k in keys], [SAID[k][1] for k in keys], "file, MB")
    for axis, kind in zip((axes[0][2], axes[1][0]), HOLDS_TO, strict=True):
        _sweep(axis, by_key, kind)
    for axis, field, label in ((axes[1][1], "parameters", "parameters"), (axes[1][2], "macs", "MACs")):
        for number, (kind, title) in enumerate(TITLES.items()):
            points = _points(by_key, kind, field)
            at = [ratio for ratio, _ in points], [value / 1e6 for _, value in points]
            axis.plot(*at, "o-", markersize=3, color=f"C{number}", label=title)
        axis.set(xlabel="ratio", ylabel=f"{label}, millions")
        axis.axhline(getattr(by_key["baseline"], field) / 1e6, color="black", linewidth=0.6)
        axis.legend(title="ours; line: the paper's whole network", fontsize=7)
    return figure


def _bars(axis: Any, keys: Sequence[str], ours: Sequence[float], papers: Sequence[float], label: str) -> None:
    places = range(len(keys))
    axis.bar([i - 0.2 for i in places], ours, 0.4, color=OURS, label="ours")
    axis.bar([i + 0.2 for i in places], papers, 0.4, color=PAPERS, label="the paper")
    axis.set_xticks(list(places), keys, rotation=40, ha="right")
    axis.set(ylabel=label)
    axis.legend(fontsize=7, loc="lower right")


def _sweep(axis: Any, rows: dict[str, Row], kind: str) -> None:
    for suffix, style, name in (("", "o-", "ours, pruned"), ("-tuned", "s--", "ours, and fine-tuned")):
        points = _points(rows, kind, "accuracy", suffix)
        axis.plot([r for r, _ in points], [100 * v for _, v in points], style, markersize=3, color=OURS, label=name)
    held = HOLDS_TO[kind]
    axis.plot([0, held], [SAID["baseline"][0]] * 2, color=PAPERS, label="the paper: holds, then falls steeply")
    axis.annotate(
        "", (held + 0.06, 30), (held, SAID["baseline"][0]), arrowprops={"arrowstyle": "->", "color": PAPERS}
    )
    axis.set(xlabel=f"ratio, {TITLES[kind]}", ylabel="accuracy, %", ylim=(0, 80))
    axis.legend(fontsize=7, loc="lower left")


def _points(rows: dict[str, Row], kind: str, field: str, suffix: str = "") -> list[tuple[float, float]]:
    found = [("baseline", 0.0), *((f"{kind}-{ratio}{suffix}", ratio) for ratio in STEPS)]
    return [(ratio, float(getattr(rows[key], field))) for key, ratio in found if key in rows]
