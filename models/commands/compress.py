"""`prune`, `quantize`, `paper`, `beside`."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Annotated

import typer

from models.base.errors import LabError
from models.commands.shared import CacheOption, DataOption, ThreadsOption, VotesOption, read, say, use_threads
from models.data.targets import Source
from models.study.figures import write_figures
from models.study.rows import all_keys, method_of
from models.study.tables import markdown, write_tables
from models.training.config import with_changes

WeightsArgument = Annotated[
    str, typer.Argument(help="a checkpoint (.safetensors), or a float network of the registry")
]
OutOption = Annotated[Path, typer.Option("--out", help="the ONNX file to write")]
OptionalData = Annotated[Path | None, typer.Option("--data", help="FER2013: to fine-tune or calibrate with")]
SplitOption = Annotated[str, typer.Option("--split", help="the split to learn or calibrate from")]
HeldOutOption = Annotated[str, typer.Option(help="the split that is measured on; its copies are not learnt from")]
ConvOption = Annotated[float, typer.Option(min=0, max=0.99, help="share of each convolution's channels to remove")]
FcOption = Annotated[float, typer.Option(min=0, max=0.99, help="share of each linear layer's neurons to remove")]
DistilOption = Annotated[bool, typer.Option("--distil", help="fine-tune half towards what the network said before")]
DtypeOption = Annotated[str | None, typer.Option(help="of the fine-tuning: float32 is faster on older processors")]


def prune(
    weights: WeightsArgument,
    out: OutOption,
    conv: ConvOption = 0.0,
    fc: FcOption = 0.0,
    finetune: Annotated[int, typer.Option(min=0, help="epochs of fine-tuning afterwards")] = 0,
    distil: DistilOption = False,
    lr: Annotated[float | None, typer.Option("--lr", min=0.0, help="highest rate of the fine-tuning")] = None,
    dtype: DtypeOption = None,
    data: OptionalData = None,
    votes: VotesOption = None,
    split: SplitOption = "Training",
    held_out: HeldOutOption = "PublicTest",
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Remove the weakest channels and neurons for good (ln_structured, then torch-pruning)."""
    use_threads(threads)
    from models.compress.prune import Ratios
    from models.compress.prune import prune as smaller
    from models.measure.counts import count
    from models.networks.export import export
    from models.networks.restore import restore
    from models.training import finetune as tuning

    network, spec, config = restore(weights)
    config = with_changes(config, dtype=dtype)
    before = count(network, spec.channels)
    whole = copy.deepcopy(network) if distil else None
    network = smaller(network, Ratios(conv, fc), spec.channels)
    if finetune:
        if data is None:
            raise LabError("--finetune needs --data")
        learn, _ = Source(read(data, cache_dir), votes, split, held_out).sets(config)
        tuning.finetune(network, config, learn, finetune, lr or tuning.RATE, say, whole)
    export(network, spec, out)
    after = count(network, spec.channels)
    say(f"parameters {before.parameters:,} -> {after.parameters:,}, MACs {before.macs:,} -> {after.macs:,}")
    typer.echo(str(out))


def quantize(
    method: Annotated[str, typer.Argument(help="static, dynamic, half, int4, int8, int16, int32 or qat")],
    weights: Annotated[str, typer.Argument(help="an ONNX file or a name of the registry; for qat as in `prune`")],
    out: OutOption,
    data: OptionalData = None,
    votes: VotesOption = None,
    split: SplitOption = "Training",
    held_out: HeldOutOption = "PublicTest",
    epochs: Annotated[int, typer.Option(min=1, help="qat: epochs")] = 2,
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Store, and for static, dynamic and qat compute, with smaller numbers."""
    use_threads(threads)
    from models.study.prepare import quantize_named

    source = Source(read(data, cache_dir), votes, split, held_out) if data else None
    size = quantize_named(method, weights, out, source, epochs, say)
    say(f"{size:,} bytes")
    typer.echo(str(out))


def paper(
    data: DataOption,
    out: Annotated[Path, typer.Option("--out", help="folder for networks, table and figures")],
    votes: VotesOption = None,
    weights: Annotated[str, typer.Option(help="the trained baseline: a checkpoint or a name")] = "paper",
    split: SplitOption = "Training",
    held_out: HeldOutOption = "PublicTest",
    epochs: Annotated[int, typer.Option(min=1, help="epochs of each fine-tuning")] = 1,
    tuned: Annotated[bool, typer.Option("--finetune/--no-finetune", help="also the fine-tuned rows and qat")] = True,
    also: Annotated[
        list[str], typer.Option("--also", help="a network of the registry, or a checkpoint, to stand beside the rows")
    ] = [],  # noqa: B006
    threads: ThreadsOption = 2,
    cache_dir: CacheOption = None,
) -> None:
    """Every row of the paper from the trained baseline, in one table with figures; resumable."""
    use_threads(threads)
    from models.study.prepare import study

    work = study(out, weights, Source(read(data, cache_dir), votes, split, held_out), epochs, also)
    rows = work.run([*all_keys(tuned), *work.others], say)
    shipped = method_of(next(iter(work.others))) if work.others else "baseline"
    for path in [*write_tables(rows, out), *write_figures(rows, out, shipped)]:
        say(str(path))
    typer.echo(markdown(rows))


def beside(
    table: Annotated[Path, typer.Argument(help="the table.csv of `poise lab paper`")],
    out: Annotated[Path, typer.Option("--out", help="the picture, .svg")],
) -> None:
    """Draw the paper's figures beside ours, in one picture."""
    from models.study.beside import beside as draw
    from models.study.beside import read_rows

    typer.echo(str(draw(read_rows(table), out)))


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    for command in (prune, quantize, paper, beside):
        app.command()(command)
