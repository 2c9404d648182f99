"""The paper's rows: what each is called, what the paper says of it, and what it measured here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ALSO = "also-"
"""Before the name of a network of the registry, or the recipe of a checkpoint, that stands beside the rows."""
STEPS = tuple(i / 10 for i in range(1, 10))
"""The paper's pruning ratios."""


@dataclass(frozen=True)
class Row:
    """One network of the study, measured."""

    key: str
    method: str
    parameters: int | None
    macs: int | None
    """As torch-pruning counts; None where the file's arithmetic is not multiply–accumulates of floats."""
    size_bytes: int
    accuracy: float
    recall: dict[str, float | None]
    consensus: float | None = None
    neutral_called_bad: float | None = None
    seconds: float = 0.0
    """CPU time for the whole evaluation split, one thread."""
    ratio: float = 1.0
    """To the baseline's time in the same run."""
    sha256: str = ""
    layers: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Layer to (parameters, multiply–accumulates)."""

    def to_dict(self) -> dict[str, Any]:
        """The row in JSON's types, as the study's file keeps it."""
        return asdict(self)

    @staticmethod
    def from_dict(raw: Mapping[str, Any]) -> Row:
        """The inverse of `to_dict`."""
        layers = {name: (int(p), int(m)) for name, (p, m) in raw.get("layers", {}).items()}
        return Row(**{**raw, "layers": layers})


PAPER_SAYS: dict[str, str] = {
    "baseline": "67.5 %, 2,602,181 parameters, 26.57 M MACs, 10.41 MB",
    "both-0.8": "used in its video",
    "qat": "63.1 %, 10.45 MB, not converted",
    "static": "34.7 %, 2.61 MB (not calibrated)",
    "dynamic": "67.6 %, 2.94 MB",
    "half": "61.4 %, 5.17 MB",
    "int4": "64.5 %, 2.48 MiB",
    "int8": "67.5 %, 2.48 MiB",
    "int16": "67.5 %, 4.96 MiB",
    "int32": "67.5 %, 9.93 MiB",
}
PAPER_SWEEPS = {"fc": "falls after 0.5", "conv": "falls after 0.4"}


def paper_says(key: str) -> str:
    """The paper's figure for a row, or nothing."""
    kind = key.split("-")[0]
    return PAPER_SAYS.get(key) or ("" if "tuned" in key else PAPER_SWEEPS.get(kind, ""))


def method_of(key: str) -> str:
    """A row's name for people."""
    named = {
        "baseline": "baseline, fp32",
        "qat": "int8 after quantization-aware training",
        "static": "static int8, calibrated",
        "dynamic": "dynamic int8, linear layers",
        "half": "float16, linear layers",
    }
    if key in named:
        return named[key]
    if key.startswith(ALSO):
        return key.removeprefix(ALSO)
    if key.startswith("int"):
        return f"symmetric {key} weights"
    kind, ratio, *tuned = key.split("-")
    layers = {"fc": "FC neurons", "conv": "CONV channels", "both": "both"}[kind]
    return f"pruned, {layers}, {ratio}" + (", fine-tuned" if tuned else "")


def all_keys(tuned: bool = True) -> list[str]:
    """Every row, in the order of the table: those that need training last."""
    sweeps = [f"{kind}-{ratio}" for kind in ("fc", "conv", "both") for ratio in STEPS]
    return [
        "baseline",
        *sweeps,
        "static",
        "dynamic",
        "half",
        *(f"int{bits}" for bits in (4, 8, 16, 32)),
        *(["qat", *(f"{key}-tuned" for key in sweeps)] if tuned else []),
    ]
