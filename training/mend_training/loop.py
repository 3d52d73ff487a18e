"""
The training loop all stages share: accelerate, schedule, checkpoints that resume exactly, metrics as JSONL, progress
with time left.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import set_seed
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers.optimization import Adafactor

from .atomic import replacing


@dataclass(frozen=True)
class LoopSettings:
    """
    `decay` is the last share of the steps in which the learning rate falls to a tenth; `precision` is `auto`, `no`
    or `bf16`. `restarts`: steps at which the schedule, warm-up and fall, begins anew. `workers`:
    processes that draw the data of coming steps, where drawing would hold up a GPU. `optimizer`: `adamw`, or
    `adafactor`, T5's own, whose learning rate is relative to the weights' size (Shazeer and Stern 2018).
    """

    steps: int
    learning_rate: float
    warmup: int = 100
    decay: float = 0.3
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.95)
    clip: float = 1.0
    save_every: int = 200
    seed: int = 13
    precision: str = "auto"
    threads: int = 0
    restarts: tuple[int, ...] = ()
    workers: int = 0
    optimizer: str = "adamw"


@dataclass(frozen=True)
class Shard:
    """Which rows of a global batch this process works on."""

    rank: int
    world: int


# step → the data of that step, for all processes together
Draw = Callable[[int], Any]
# model, a step's data → (loss to back-propagate, figures to log, tokens read by this process)
StepLoss = Callable[[nn.Module, Any, Shard], tuple[Tensor, dict[str, float], int]]


def learning_rate(settings: LoopSettings, step: int) -> float:
    """Linear warm-up, a plateau, then a linear fall to a tenth in the last `decay` of the run (or of each restart)."""
    borders = [0, *settings.restarts, settings.steps]
    begin = max(border for border in borders[:-1] if border <= step)
    end = min((border for border in borders if border > step), default=settings.steps)
    fall = (end - begin) * settings.decay
    remaining = (end - step) / fall if fall else 1.0
    warm = (step - begin + 1) / max(1, settings.warmup)
    return settings.learning_rate * min(1.0, warm, 0.1 + 0.9 * max(0.0, remaining))


def bf16_is_fast() -> bool:
    """CUDA with bf16, or a CPU with bf16 dot products (AVX512-BF16 or AMX)."""
    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported()
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def make_accelerator(settings: LoopSettings) -> Accelerator:
    if settings.threads:
        torch.set_num_threads(settings.threads)
    precision = settings.precision
    if precision == "auto":
        precision = "bf16" if bf16_is_fast() else "no"
    set_seed(settings.seed)
    return Accelerator(mixed_precision=precision, cpu=not torch.cuda.is_available())


def train(
    settings: LoopSettings,
    accelerator: Accelerator,
    model: nn.Module,
    draw: Draw,
    step_loss: StepLoss,
    folder: Path,
) -> None:
    """Trains `model` in place up to `settings.steps`, resuming from `folder`'s checkpoint if there is one.

    `step_loss` gets the prepared (possibly distributed) model. What `draw` gives must depend on the step number alone,
    which is what makes a resumed run equal one that never stopped.
    """
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = make_optimizer(settings, trainable)
    start = load_checkpoint(folder, model, optimizer)
    prepared, optimizer = accelerator.prepare(model, optimizer)
    shard = Shard(accelerator.process_index, accelerator.num_processes)
    report = Report(folder, settings.steps, start, shard.world) if accelerator.is_main_process else None
    prepared.train()
    for step, drawn in draw_ahead(draw, range(start, settings.steps), settings.workers):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(settings, step)
        with accelerator.autocast():
            loss, figures, tokens = step_loss(prepared, drawn, shard)
        accelerator.backward(loss)
        accelerator.clip_grad_norm_(trainable, settings.clip)
        optimizer.step()
        optimizer.zero_grad()
        if report:
            report.step(step, figures, tokens * shard.world)
        done = step + 1
        if accelerator.is_main_process and (done % settings.save_every == 0 or done == settings.steps):
            save_checkpoint(folder, model, optimizer, done)
    accelerator.wait_for_everyone()


def make_optimizer(settings: LoopSettings, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
    """The recipe's optimizer; vectors (norms and biases) do not decay."""
    matrices = [parameter for parameter in parameters if parameter.dim() > 1]
    vectors = [parameter for parameter in parameters if parameter.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": settings.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    if settings.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=settings.betas, fused=True)
    if settings.optimizer == "adafactor":
        return Adafactor(
            groups, lr=settings.learning_rate, beta1=settings.betas[0], relative_step=False, scale_parameter=True
        )
    raise SystemExit(f"loop.optimizer is {settings.optimizer!r}; known are adamw, adafactor")


def draw_ahead(draw: Draw, steps: range, workers: int) -> Iterator[tuple[int, Any]]:
    """Each step with its data, in order; `workers` processes draw them ahead of time."""
    # Forked, since what draws is not made to be sent to another process.
    context = "fork" if workers else None
    loader = DataLoader(
        Steps(draw), batch_size=None, sampler=steps, num_workers=workers, multiprocessing_context=context
    )
    return zip(steps, loader, strict=True)


class Steps(Dataset):
    """A step's data as a data set's item."""

    def __init__(self, draw: Draw):
        self.draw = draw

    def __getitem__(self, step: int) -> Any:
        return self.draw(step)


def save_checkpoint(folder: Path, model: nn.Module, optimizer, step: int) -> None:
    """
    Writes weights, optimizer and step as one file, replaced at once: a kill leaves the old checkpoint or the new
    one.
    """
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}
    with replacing(folder / "checkpoint.pt") as temporary:
        torch.save(state, temporary)


def has_checkpoint(folder: Path) -> bool:
    """Whether a run would go on from an earlier one."""
    return (folder / "checkpoint.pt").exists()


def load_checkpoint(folder: Path, model: nn.Module, optimizer) -> int:
    """Restores what `save_checkpoint` wrote and returns the step to go on from; 0 without a checkpoint."""
    path = folder / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True, map_location="cpu")
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]


def save_weights(path: Path, model: nn.Module) -> None:
    """The weights alone, as safetensors; tensors that share memory are stored once each."""
    tensors = {name: tensor.detach().clone().contiguous().cpu() for name, tensor in model.state_dict().items()}
    with replacing(path) as temporary:
        save_file(tensors, temporary)


def load_weights(path: Path, model: nn.Module) -> None:
    if not path.exists():
        raise SystemExit(f"no weights at {path}: run the earlier stage of this recipe first")
    model.load_state_dict(load_file(path))


class Report:
    """Prints a line now and then and appends every figure to metrics.jsonl."""

    def __init__(self, folder: Path, steps: int, start: int, processes: int):
        folder.mkdir(parents=True, exist_ok=True)
        self.processes = processes
        self.stream = open(folder / "metrics.jsonl", "a", encoding="utf-8")  # noqa: SIM115 - open for the whole run
        self.steps, self.start, self.began, self.shown, self.tokens = steps, start, time.time(), 0.0, 0
        self.sums: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def step(self, step: int, figures: dict[str, float], tokens: int) -> None:
        self.tokens += tokens
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
            self.counts[name] = self.counts.get(name, 0) + 1
        now = time.time()
        if now - self.shown < 15 and step + 1 != self.steps:
            return
        speed = self.tokens / (now - self.began)
        left = (now - self.began) / (step + 1 - self.start) * (self.steps - step - 1)
        means = {name: round(total / self.counts[name], 4) for name, total in self.sums.items()}
        self.stream.write(
            json.dumps({"step": step + 1, "tokens_per_second": round(speed), "processes": self.processes, **means})
            + "\n"
        )
        self.stream.flush()
        text = " ".join(f"{name} {value:.3f}" for name, value in means.items())
        print(f"step {step + 1}/{self.steps}  {text}  {speed:.0f} tokens/s  {left / 60:.0f} min left", flush=True)
        self.shown, self.sums, self.counts = now, {}, {}
