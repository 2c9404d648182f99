"""The training loop: resumable, seedable, and read from top to bottom."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.base.errors import LabError
from models.data.augment import augment
from models.data.targets import Examples
from models.networks import checkpoint
from models.networks.build import build
from models.training.config import LOG, Normalization, TrainConfig
from models.training.distill import blended, distillation_loss, head_loss, ranking_loss
from models.training.recorded import Recorded

Report = Callable[[str], None]
CPU = torch.device("cpu")


@dataclass
class Progress:
    """Where a training stands; stored with every checkpoint."""

    epoch: int = 0
    best_epoch: int = 0
    best_score: float = -math.inf
    best_accuracy: float = 0.0


@dataclass(frozen=True)
class Measured:
    """The product head on some examples: mean cross-entropy and share of right first choices."""

    loss: float
    accuracy: float


Each = Callable[[int, Measured], None]


def to_input(pixels: Tensor, shape: Normalization) -> Tensor:
    """Network input [n, channels, 48, 48] of grey faces [n, 1, 48, 48] in 0..1."""
    scaled = (pixels * (255 * shape.scale) - shape.mean) / shape.std
    return scaled.expand(-1, shape.channels, -1, -1).contiguous(memory_format=torch.channels_last)


def some_inputs(config: TrainConfig, data: Examples, count: int = 2000) -> Tensor:
    """Input [count, channels, 48, 48] as a training shows it, with a fixed seed."""
    torch.manual_seed(config.seed)
    chosen = torch.randperm(len(data))[:count].numpy()
    faces = torch.from_numpy(data.faces.pixels[chosen]).unsqueeze(1).float() / 255
    return to_input(augment(faces, config.augment), config.normalization)


def device_of_network(network: nn.Module) -> torch.device:
    """Where its weights lie; the processor for a network without any."""
    return next((weights.device for weights in network.parameters()), CPU)


def channels_last(network: nn.Module) -> nn.Module:
    """The network, laid out as convolutions on a CPU like it best."""
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def measure(network: nn.Module, config: TrainConfig, data: Examples, batch: int = 500) -> Measured:
    """Loss and accuracy of the product head; accuracy counts the most voted class, ties as wrong or right."""
    losses, right, count = 0.0, 0.0, 0
    for outputs, targets in asked(network, config, data, batch):
        losses += float(-(targets * F.log_softmax(outputs, 1)).sum())
        chosen = targets.gather(1, outputs.argmax(1, keepdim=True))[:, 0]
        right += float((chosen >= targets.max(1).values).sum())
        count += len(targets)
    return Measured(losses / max(count, 1), right / max(count, 1))


@torch.inference_mode()
def asked(
    network: nn.Module, config: TrainConfig, data: Examples, batch: int = 500
) -> Iterator[tuple[Tensor, Tensor]]:
    """The product head's outputs and targets, [batch, classes] each, for the faces that count in it."""
    head, device = config.heads[0], device_of_network(network)
    targets, counted = torch.from_numpy(data.targets[0]).to(device), torch.from_numpy(data.weights[0]) > 0
    faces = data.faces.as_levelled() if config.levelled else data.faces
    pixels = torch.from_numpy(faces.pixels).unsqueeze(1).to(device)
    network.eval()
    for part in torch.split(torch.arange(len(data))[counted].to(device), batch):
        outputs = network(to_input(pixels[part].float() / 255, config.normalization))
        yield outputs[:, list(head.outputs)].float(), targets[part]


def view_answers(network: nn.Module, config: TrainConfig, data: Examples, batch: int = 500) -> Tensor:
    """[n, classes] the product head's mean answer to four views: plain and levelled, both also mirrored."""
    pictures = [data.faces.pixels, data.faces.as_levelled().pixels]
    columns, device = list(config.heads[0].outputs), device_of_network(network)
    network.eval()
    said = []
    with torch.inference_mode():
        for part in torch.split(torch.arange(len(data)), batch):
            views = [torch.from_numpy(p[part.numpy()]).unsqueeze(1).to(device).float() / 255 for p in pictures]
            views += [view.flip(-1) for view in views]
            answers = [network(to_input(view, config.normalization))[:, columns].float() for view in views]
            said.append(F.softmax(torch.stack(answers).mean(dim=0), dim=1))
    return torch.cat(said).clone()


class Trainer:
    """One training; `run` goes on from the last checkpoint in its folder.

    Network, faces and targets lie whole on `device`: FER2013 takes 60 MB, twice that with levelled faces. The order
    of the faces is drawn on the processor, so that every device goes through them alike; what varies a face is not.
    """

    def __init__(
        self,
        config: TrainConfig,
        train: Examples,
        validation: Examples,
        folder: Path,
        network: nn.Module | None = None,
        teacher: nn.Module | None = None,
        device: torch.device = CPU,
    ) -> None:
        self.config, self.train, self.validation, self.folder = config, train, validation, Path(folder)
        self.device = device
        torch.manual_seed(config.seed)
        self.network = channels_last((network or build(config.network, config.network_args)).to(device))
        self.teacher = channels_last(teacher.to(device)).eval() if teacher else None
        self._said: Tensor | None = None
        self._asked = torch.zeros(len(train), dtype=torch.bool, device=device)
        self.average = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.optimizer = self._optimizer()
        self.step = Recorded(self._step, device)
        self.progress = Progress()
        self.steps = math.ceil(len(train) * config.passes / config.batch)
        self.pixels = torch.from_numpy(train.faces.pixels).to(device)
        self.level = None if train.faces.level is None else torch.from_numpy(train.faces.level).to(device)
        self.targets = [torch.from_numpy(t).to(device) for t in train.targets]
        self.weights = [torch.from_numpy(w).to(device) for w in train.weights]
        if config.views:
            seen = view_answers(self.network, config, train)
            self.targets[0] = self.targets[0].lerp(seen, config.views)

    def _optimizer(self) -> torch.optim.Optimizer:
        """AdamW; on a GPU its rate lies there too, so that a recorded step takes a new one."""
        there = self.device.type == "cuda"
        if there:
            torch.backends.cudnn.benchmark = True
        return torch.optim.AdamW(
            self.network.parameters(),
            lr=torch.tensor(self.config.lr, device=self.device) if there else self.config.lr,
            weight_decay=self.config.weight_decay,
            fused=True,
            capturable=there,
        )

    def run(self, report: Report, epochs: int | None = None, each: Each | None = None) -> Path:
        """Train to the end (or for so many epochs more); returns the path of the best checkpoint.

        `each` is told every epoch's number and what it came to; what it raises ends the training.
        """
        self._resume(report)
        last = min(self.config.epochs, self.progress.epoch + (epochs or self.config.epochs))
        while self.progress.epoch < last:
            if self.progress.epoch - self.progress.best_epoch >= self.config.patience:
                report(f"no better for {self.config.patience} epochs: stopped")
                break
            began = time.monotonic()
            loss = self.epoch(self.progress.epoch)
            result = self._judge(loss, time.monotonic() - began, report)
            if each is not None:
                each(self.progress.epoch, result)
        return self.folder / "best.safetensors"

    def _rate(self, step: int) -> float:
        config, total = self.config, self.steps * self.config.epochs
        if config.schedule == "constant":
            return config.lr
        rise, fall = config.warmup * self.steps, config.decay * self.steps
        if step < rise:
            return config.lr * (step + 1) / (rise + 1)
        left = min(1.0, (total - step) / fall)
        # 1 - sqrt cooldown (Hägele et al., 2024, arXiv:2405.18392)
        return config.lr * (1 - math.sqrt(1 - left)) if left < 1 else config.lr

    def epoch(self, epoch: int) -> float:
        """So many passes over the training faces; returns the mean loss."""
        torch.manual_seed(self.config.seed * 100_003 + epoch)
        self.network.train()
        total = torch.zeros((), dtype=torch.float64, device=self.device)
        order = torch.cat([torch.randperm(len(self.train)) for _ in range(self.config.passes)]).to(self.device)
        for i, part in enumerate(torch.split(order, self.config.batch)):
            step = epoch * self.steps + i
            self._set_rate(self._rate(step))
            loss = self.step(part)
            if self.config.ema and not self.config.swa:
                self._average(min(self.config.ema, (1 + step) / (10 + step)))
            total += loss.detach().double() * len(part)
        if (ends := self._ends(epoch)) > 0:
            self._average(1 - 1 / ends)
        return float(total) / len(order)

    def _set_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate

    def _step(self, part: Tensor) -> Tensor:
        """One change of the weights by these faces; returns the loss."""
        loss = self.loss(part)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.detach()

    def _ends(self, epoch: int) -> int:
        """How many epochs' ends the mean of the weights has after this one; 0 or less before it begins."""
        return epoch + 1 - (self.config.epochs - self.config.swa) if self.config.swa else 0

    def loss(self, part: Tensor) -> Tensor:
        """The loss of these faces, whose positions lie on the training's device, as they are shown this time."""
        config = self.config
        faces = augment(self._shown(part).unsqueeze(1).float() / 255, config.augment)
        targets, weights = [t[part] for t in self.targets], [w[part] for w in self.weights]
        if config.mixup:
            faces, targets, weights = blended(faces, targets, weights, config.mixup)
        inputs = to_input(faces, config.normalization)
        with self._mixed():
            outputs = self.network(inputs)
        outputs = outputs.float()
        parts = zip(config.heads, targets, weights, strict=True)
        loss = torch.stack([head_loss(outputs, head, t, w) for head, t, w in parts]).sum()
        if config.ranking:
            pairs = ranking_loss(outputs, config.heads[0], targets[0], weights[0])
            loss = loss + config.ranking * pairs
        if self.teacher is not None:
            loss = loss.lerp(distillation_loss(outputs, self._answers(inputs, part), config.heads), config.distill)
        return loss

    def _mixed(self) -> torch.autocast:
        """Products in bfloat16, where the recipe says so: its range is float32's, so no loss has to be scaled."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.config.dtype == "bfloat16")

    def _shown(self, part: Tensor) -> Tensor:
        """The pictures [n, 48, 48] of these faces, a share of them levelled."""
        plain = self.pixels[part]
        if not self.config.levelled or self.level is None:
            return plain
        chosen = torch.rand(len(part), 1, 1, device=self.device) < self.config.levelled
        return torch.where(chosen, self.level[part], plain)

    @torch.no_grad()
    def _answers(self, inputs: Tensor, part: Tensor) -> Tensor:
        """What the teacher says of these faces [n, outputs]; of pictures that never vary it is asked once."""
        assert self.teacher is not None
        still = not (self.config.augment or self.config.levelled or self.config.mixup)
        if still and self._said is not None and bool(self._asked[part].all()):
            return self._said[part]
        with self._mixed():
            answers: Tensor = self.teacher(inputs).float()
        if still:
            if self._said is None:
                self._said = torch.zeros(len(self.train), answers.shape[1], device=self.device)
            self._said[part], self._asked[part] = answers, True
        return answers

    @torch.no_grad()
    def _average(self, decay: float) -> None:
        now = self.network.state_dict()
        floats = [name for name, value in now.items() if value.is_floating_point()]
        counts = [name for name in now if name not in floats]
        torch._foreach_lerp_([self.average[n] for n in floats], [now[n] for n in floats], 1 - decay)
        if counts:  # a network without batch norms counts nothing
            torch._foreach_copy_([self.average[n] for n in counts], [now[n] for n in counts])

    def _candidate(self) -> nn.Module:
        if not (self._ends(self.progress.epoch) > 0 if self.config.swa else self.config.ema):
            return self.network
        network = build(self.config.network, self.config.network_args)
        network.load_state_dict(self.average)
        return channels_last(network.to(self.device))

    def _judge(self, loss: float, seconds: float, report: Report) -> Measured:
        candidate = self._candidate()
        result = measure(candidate, self.config, self.validation)
        if not math.isfinite(loss):
            raise LabError(f"the loss is {loss} after epoch {self.progress.epoch + 1}: use a lower --lr")
        self.progress.epoch += 1
        # soft targets: the loss is the finer judge; hard labels: accuracy, as in the paper
        score = -result.loss if self.config.heads[0].source == "votes" else result.accuracy
        # a cooldown or a mean of weights is made to be used at its end: where the validation loss has gone flat, the
        # end ranks better
        to_its_end = self.config.schedule == "cooldown" or self.config.swa
        finished = bool(to_its_end) and self.progress.epoch == self.config.epochs
        better = finished or score > self.progress.best_score
        if better:
            self.progress = Progress(self.progress.epoch, self.progress.epoch, score, result.accuracy)
        self._save(candidate, better)
        mark = " *" if better else ""
        report(
            f"epoch {self.progress.epoch:3d}/{self.config.epochs}  loss {loss:.4f}  validation loss "
            f"{result.loss:.4f}  accuracy {result.accuracy:.4f}  {seconds:.0f} s{mark}"
        )
        entry = {"epoch": self.progress.epoch, "loss": loss, "seconds": seconds}
        entry |= {"validation_loss": result.loss, "validation_accuracy": result.accuracy}
        with (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
        return result

    def _save(self, candidate: nn.Module, better: bool) -> None:
        metadata = {"config": self.config.to_json(), "progress": json.dumps(vars(self.progress))}
        if better:
            checkpoint.save(self.folder / "best.safetensors", checkpoint.to_tensors(candidate), metadata)
        state = {f"network.{k}": v for k, v in checkpoint.to_tensors(self.network).items()}
        state |= {f"average.{k}": v for k, v in self.average.items()}
        for i, moments in self.optimizer.state_dict()["state"].items():
            state |= {f"optimizer.{i}.{k}": v for k, v in moments.items()}
        checkpoint.save(self.folder / "last.safetensors", state, metadata)

    def _continues(self, before: TrainConfig, epoch: int) -> bool:
        """Only the number of epochs may differ, and only before either schedule falls or takes a mean of the ends."""
        now, last = self.config, min(before.epochs, self.config.epochs)
        same = replace(before, epochs=now.epochs, patience=now.patience) == now
        flat = now.schedule == "constant" or epoch <= last - now.decay
        apart = not now.swa or epoch <= last - now.swa
        return same and ((flat and apart) or before.epochs == now.epochs)

    def _resume(self, report: Report) -> None:
        path = self.folder / "last.safetensors"
        if not path.exists():
            return
        state, metadata = checkpoint.load(path)
        if not self._continues(TrainConfig.from_json(metadata["config"]), json.loads(metadata["progress"])["epoch"]):
            raise LabError(f"{path}: made with another configuration; choose another --out or remove it")
        groups: dict[str, dict[str, Tensor]] = {"network": {}, "average": {}, "optimizer": {}}
        for key, value in state.items():
            kind, name = key.split(".", 1)
            groups[kind][name] = value
        self.network.load_state_dict(groups["network"])
        self.average = {name: value.to(self.device) for name, value in groups["average"].items()}
        moments: dict[int, dict[str, Tensor]] = {}
        for key, value in groups["optimizer"].items():
            index, name = key.split(".", 1)
            # the fused optimizer walks memory, so the moments must lie as the weights do
            laid = value.contiguous(memory_format=torch.channels_last) if value.dim() == 4 else value
            moments.setdefault(int(index), {})[name] = laid
        self.optimizer.load_state_dict(
            {"state": moments, "param_groups": self.optimizer.state_dict()["param_groups"]}
        )
        self.progress = Progress(**json.loads(metadata["progress"]))
        report(f"resumed after epoch {self.progress.epoch}")
