"""A few more epochs for a network that was changed: pruned, or about to be quantized."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from models.data.faces import SIZE
from models.data.targets import Examples
from models.training.config import TrainConfig
from models.training.loop import Trainer

RATE = 3e-4
QAT_RATE = 1e-4
TAUGHT = 0.5
"""Share of a teacher's answers in the loss."""


def finetune(
    network: nn.Module,
    config: TrainConfig,
    learn: Examples,
    epochs: int,
    lr: float = RATE,
    report: Callable[[str], None] = lambda _: None,
    teacher: nn.Module | None = None,
) -> nn.Module:
    """Train `network` in place for some epochs at a falling rate; returns it in evaluation mode.

    Half of what it learns is what the `teacher` says of the same varied picture, where there is one.
    """
    short = replace(config, epochs=epochs, lr=lr, schedule="cooldown", warmup=0.1, decay=float(epochs), ema=0.0)
    short = replace(short, distill=TAUGHT if teacher else 0.0)
    trainer = Trainer(short, learn, learn, Path(), network, teacher)
    for epoch in range(epochs):
        report(f"fine-tuning, epoch {epoch + 1}/{epochs}: loss {trainer.epoch(epoch):.4f}")
    return network.eval()


class _Exported(nn.Module):
    """An exported graph whose dropouts torchao switches, since `train` and `eval` are not theirs to call."""

    def __init__(self, graph: nn.Module) -> None:
        super().__init__()
        self.graph = graph

    def forward(self, x: Tensor) -> Tensor:
        """What the graph gives."""
        outputs: Tensor = self.graph(x)
        return outputs

    def train(self, mode: bool = True) -> _Exported:
        """Switch the graph by torchao's own functions."""
        from torchao.quantization import pt2e

        (pt2e.move_exported_model_to_train if mode else pt2e.move_exported_model_to_eval)(self.graph)
        return self


def quantization_aware(
    network: nn.Module,
    config: TrainConfig,
    learn: Examples,
    epochs: int,
    report: Callable[[str], None] = lambda _: None,
) -> nn.Module:
    """Fine-tune with torchao's fake int8 in every convolution and linear layer; returns the float network.

    torchao's own conversion targets torch's kernels; the returned weights are converted by
    `models.compress.integer.static_int8`, so that onnxruntime runs them.
    """
    logging.getLogger("torchao").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from torchao.quantization.pt2e.quantize_pt2e import prepare_qat_pt2e
        from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

        example = torch.rand(4, config.normalization.channels, SIZE, SIZE)
        shapes = {"x": {0: torch.export.Dim("batch")}}
        graph = torch.export.export(network.train(), (example,), dynamic_shapes=shapes).module()
        quantizer = x86.X86InductorQuantizer()
        quantizer.set_global(x86.get_default_x86_inductor_quantization_config(is_qat=True))
        prepared = prepare_qat_pt2e(graph, quantizer)
    # torchao's fused fake quantization knows float32 alone
    finetune(_Exported(prepared), replace(config, dtype="float32"), learn, epochs, QAT_RATE, report)
    learnt = prepared.state_dict()
    network.load_state_dict({name: learnt[name] for name in network.state_dict()})
    return network.eval()
