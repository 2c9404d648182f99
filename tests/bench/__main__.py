"""`make bench`: run every benchmark, print its figures side by side with the alternative, write them as JSON.

A benchmark is a module `tests/bench/bench_*.py` with `run() -> list[dict]`; each row has `name`, `value` and `unit`,
and where there is one a `ratio` to the alternative measured in the same run, and the `target` it is held against.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benchmarks that there are, without `bench_`."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run(name: str) -> list[dict[str, Any]]:
    """The rows of one benchmark."""
    rows: list[dict[str, Any]] = importlib.import_module(f"tests.bench.bench_{name}").run()
    return rows


def shown(value: object) -> str:
    """Three significant figures for measured numbers, everything else as it is."""
    return f"{value:.3g}" if isinstance(value, float) else "" if value is None else str(value)


def table(name: str, rows: list[dict[str, Any]]) -> Table:
    """One benchmark as a table."""
    result = Table(title=name, title_justify="left")
    for column in ("what", "value", "unit", "ratio", "target"):
        result.add_column(column, justify="left" if column in ("what", "unit", "target") else "right")
    for row in rows:
        result.add_row(str(row["name"]), *(shown(row.get(key)) for key in ("value", "unit", "ratio", "target")))
    return result


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(names())}")
    parser.add_argument("--json", type=Path, default=Path("bench-results.json"), help="where the figures go")
    options = parser.parse_args()
    console = Console()
    results: dict[str, list[dict[str, Any]]] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    for name in options.names or names():
        with Progress(*columns, console=console, transient=True) as progress:
            progress.add_task(name)
            results[name] = run(name)
        console.print(table(name, results[name]))
    machine = {"machine": platform.machine(), "python": platform.python_version(), "cpus": os.cpu_count()}
    options.json.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n", encoding="utf-8")
    console.print(f"written: {options.json}")


if __name__ == "__main__":
    main()
