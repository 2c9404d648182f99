"""The study as Markdown and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from models.base.files import written_whole
from models.study.rows import Row, paper_says

HEADS = (
    "method",
    "accuracy",
    "recall fear, happy, neutral, sad, surprise",
    "consensus",
    "parameters",
    "MACs",
    "file",
    "time",
    "ratio",
    "the paper",
)


def megabytes(size: int) -> str:
    """A size in MB of 10^6 bytes, as the paper counts."""
    return f"{size / 1e6:.2f} MB"


def cells(row: Row) -> list[str]:
    """A row's texts, in the order of `HEADS`."""
    recalls = ", ".join("–" if v is None else f"{100 * v:.0f}" for v in row.recall.values())
    return [
        row.method,
        f"{100 * row.accuracy:.1f} %",
        recalls,
        "–" if row.consensus is None else f"{100 * row.consensus:.1f} %",
        "–" if row.parameters is None else f"{row.parameters:,}",
        "–" if row.macs is None else f"{row.macs / 1e6:.2f} M",
        megabytes(row.size_bytes),
        f"{row.seconds:.2f} s",
        f"{row.ratio:.2f}",
        paper_says(row.key),
    ]


def markdown(rows: Sequence[Row]) -> str:
    """One table of all rows."""
    lines = ["| " + " | ".join(HEADS) + " |", "|" + " --- |" * len(HEADS)]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def as_csv(rows: Sequence[Row]) -> str:
    """The same with plain numbers, a column for each recall."""
    stream = io.StringIO()
    names = list(rows[0].recall) if rows else []
    writer = csv.writer(stream, lineterminator="\n")
    plain = (
        "key",
        "parameters",
        "macs",
        "size_bytes",
        "accuracy",
        "consensus",
        "neutral_called_bad",
        "seconds",
        "ratio",
    )
    writer.writerow([*plain, *(f"recall_{name}" for name in names), "paper"])
    for row in rows:
        values = [getattr(row, name) for name in plain]
        writer.writerow([*values, *(row.recall[name] for name in names), paper_says(row.key)])
    return stream.getvalue()


def dependency_verdict(rows: Sequence[Row]) -> str:
    """The paper's claim that pruning one kind of layer also prunes the other, judged by counts of layers."""
    by_key = {row.key: row for row in rows}
    base, fc, conv = (by_key.get(key) for key in ("baseline", "fc-0.5", "conv-0.5"))
    if not (base and fc and conv and base.layers):
        return ""
    lines = ["| layer | baseline | FC pruned by 0.5 | CONV pruned by 0.5 |", "| --- | --- | --- | --- |"]
    for name, (parameters, macs) in base.layers.items():
        others = [f"{row.layers[name][0]:,} / {row.layers[name][1]:,}" for row in (fc, conv)]
        lines.append(f"| {name} | {parameters:,} / {macs:,} | " + " | ".join(others) + " |")
    kept = all(fc.layers[name] == base.layers[name] for name in base.layers if name.startswith("conv"))
    joint = next(name for name in base.layers if name.startswith("fc"))
    lost = conv.layers[joint][0] < base.layers[joint][0]
    later = [name for name in base.layers if name.startswith("fc") and name != joint]
    untouched = all(conv.layers[name] == base.layers[name] for name in later)
    verdict = [
        "Pruning FC alone leaves every convolution as it was;" if kept else "Pruning FC alone changes convolutions;",
        f"pruning CONV alone shrinks {joint}, whose inputs are the last channels," if lost else "",
        "but no later linear layer" if untouched else "and later linear layers too",
    ]
    return "\n".join(
        ["(parameters / multiply–accumulates)", "", *lines, "", " ".join(v for v in verdict if v) + ".", ""]
    )


def write_tables(rows: Sequence[Row], folder: Path) -> list[Path]:
    """`table.md`, `table.csv` and `dependencies.md` in `folder`."""
    texts = {"table.md": markdown(rows), "table.csv": as_csv(rows), "dependencies.md": dependency_verdict(rows)}
    for name, text in texts.items():
        with written_whole(folder / name) as stream:
            stream.write(text.encode())
    return [folder / name for name in texts]
