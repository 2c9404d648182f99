"""The study: rows are made one by one, kept, and timed together at the end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.base.files import written_whole
from models.data.faces import FaceSet
from models.data.votes import Votes
from models.measure.counts import Counts
from models.measure.evaluate import evaluate
from models.networks.predict import Predictor, onnx_predictor
from models.registry.entries import sha256
from models.study.make import Baseline, beside, make
from models.study.rows import Row, method_of

Report = Callable[[str], None]
REPEATS = 3
"""The best of so many turns counts: on a shared machine one turn can be a third slower."""


@dataclass(frozen=True)
class Judges:
    """What the rows are measured on."""

    faces: FaceSet
    votes: Votes | None


class Study:
    """A folder with `networks/*.onnx` and `rows.json`; a second start goes on where the first ended."""

    def __init__(
        self, folder: Path, base: Baseline, judges: Judges, epochs: int, others: Mapping[str, str] | None = None
    ) -> None:
        self.folder, self.base, self.judges, self.epochs = folder, base, judges, epochs
        self.others = dict(others or {})
        """Keys of the networks that stand beside the rows, and their checkpoints or names."""
        self.rows: dict[str, Row] = {}

    def file(self, key: str) -> Path:
        """Where a row's network lies."""
        return self.folder / "networks" / f"{key}.onnx"

    def run(self, keys: Sequence[str], report: Report) -> list[Row]:
        """Make and measure what is missing, then time everything in one go."""
        self._begin(report)
        for number, key in enumerate(keys, 1):
            if key in self.others:
                counts: Counts | None = beside(self.others[key], self.file(key))
                if key in self.rows and self.rows[key].sha256 == sha256(self.file(key)):
                    continue
            elif key in self.rows and self.file(key).exists():
                continue
            else:
                counts = make(key, self.base, self.file("baseline"), self.file(key), self.epochs, report)
            self.rows[key] = self._measure(key, counts)
            self._save()
            report(f"{number}/{len(keys)}  {method_of(key)}: {100 * self.rows[key].accuracy:.1f} %")
        chosen = [key for key in keys if key in self.rows]
        self._time(chosen, report)
        return [self.rows[key] for key in chosen]

    def _begin(self, report: Report) -> None:
        """Load what an earlier start measured, unless the baseline has changed since."""
        before = self.folder / "rows.json"
        counts = make("baseline", self.base, Path(), self.file("baseline"), 0, report)
        if before.exists():
            stored = {row["key"]: Row.from_dict(row) for row in json.loads(before.read_text(encoding="utf-8"))}
            if stored.get("baseline") and stored["baseline"].sha256 == sha256(self.file("baseline")):
                self.rows = stored
                report(f"{len(stored)} rows kept from the last start")
                return
            report("the baseline has changed: all rows are made again")
        self.rows = {"baseline": self._measure("baseline", counts)}

    def _measure(self, key: str, counts: Counts | None) -> Row:
        path = self.file(key)
        figures = evaluate(onnx_predictor(path), self.judges.faces, self.judges.votes, self.base.spec.classes)
        voted = figures.get("consensus")
        same = self.rows.get("baseline")
        return Row(
            key=key,
            method=method_of(key),
            parameters=counts.parameters if counts else same.parameters if same else None,
            macs=counts.macs if counts else same.macs if same else None,
            size_bytes=path.stat().st_size,
            accuracy=figures["accuracy"],
            recall=figures["recall"],
            consensus=voted["accuracy"] if voted else None,
            neutral_called_bad=voted["neutral_called_bad"] if voted else None,
            sha256=sha256(path),
            layers=counts.by_layer if counts else {},
        )

    def _time(self, keys: Sequence[str], report: Report) -> None:
        """CPU time of the whole split through each network on one thread, in turns."""
        part = self.judges.faces.of_classes(self.base.spec.classes)
        asked: dict[str, Predictor] = {key: onnx_predictor(self.file(key)) for key in keys}
        best = dict.fromkeys(keys, float("inf"))
        for turn in range(REPEATS):
            report(f"timing all rows, {turn + 1}/{REPEATS}")
            for key, predict in asked.items():
                began = time.process_time()
                predict.outputs(part.pixels)
                best[key] = min(best[key], time.process_time() - began)
        for key in keys:
            ratio = best[key] / best["baseline"] if "baseline" in best else 1.0
            self.rows[key] = replace(self.rows[key], seconds=best[key], ratio=ratio)
        self._save()

    def _save(self) -> None:
        with written_whole(self.folder / "rows.json") as stream:
            stream.write(json.dumps([row.to_dict() for row in self.rows.values()], indent=1).encode())
