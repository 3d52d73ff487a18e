"""
The training loop all stages share: accelerate, schedule, accumulated gradients, checkpoints that resume exactly,
metrics and progress.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType, InitProcessGroupKwargs, set_seed
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from transformers.optimization import Adafactor

from .checkpoints import (
    full_optimizer_state,
    full_state,
    load_optimizer_state,
    load_state,
    read_checkpoint,
    save_checkpoint,
)
from .progress import Report


@dataclass(frozen=True)
class LoopSettings:
    """
    `decay` is the last share of the steps in which the learning rate falls, to the share `floor` of itself;
    `precision` is `auto`, `no` or `bf16`. `micro_batch`: how many of a step's packs or documents a process reads at
    once, adding up their gradients (0: its whole share), so that a recipe is the same for any number of processes.
    `restarts`: steps at which the schedule, warm-up and fall, begins anew. `workers`: processes that draw the data of
    coming steps, where drawing would hold up a GPU. `optimizer`: `adamw`, or `adafactor`, T5's own, whose learning
    rate is relative to the weights' size (Shazeer and Stern 2018).
    """

    steps: int
    learning_rate: float
    warmup: int = 100
    decay: float = 0.3
    floor: float = 0.1
    weight_decay: float = 0.01
    betas: tuple[float, float] = (0.9, 0.95)
    clip: float = 1.0
    save_every: int = 200
    seed: int = 13
    precision: str = "auto"
    threads: int = 0
    micro_batch: int = 0
    restarts: tuple[int, ...] = ()
    workers: int = 0
    optimizer: str = "adamw"


@dataclass(frozen=True)
class Shard:
    """
    Which rows of a global batch are worked on at once: those of a process or, where gradients accumulate, a part of
    them. `world` counts all shards of a step.
    """

    rank: int
    world: int


# step → the data of that step, for all processes together
Draw = Callable[[int], Any]
# model, a step's data → (loss to back-propagate, figures to log, tokens read); its mean over the shards is the step's
StepLoss = Callable[[nn.Module, Any, Shard], tuple[Tensor, dict[str, float], int]]


def learning_rate(settings: LoopSettings, step: int) -> float:
    """Linear warm-up, a plateau, then a linear fall to `floor` in the last `decay` of the run (or of each restart)."""
    borders = [0, *settings.restarts, settings.steps]
    begin = max(border for border in borders[:-1] if border <= step)
    end = min((border for border in borders if border > step), default=settings.steps)
    fall = (end - begin) * settings.decay
    remaining = (end - step) / fall if fall else 1.0
    warm = (step - begin + 1) / max(1, settings.warmup)
    return settings.learning_rate * min(1.0, warm, settings.floor + (1 - settings.floor) * max(0.0, remaining))


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
    # Long enough for one process to encode the text while the others wait.
    patience = InitProcessGroupKwargs(timeout=timedelta(hours=3))
    return Accelerator(mixed_precision=precision, cpu=not torch.cuda.is_available(), kwargs_handlers=[patience])


def train(
    settings: LoopSettings,
    accelerator: Accelerator,
    model: nn.Module,
    draw: Draw,
    step_loss: StepLoss,
    folder: Path,
    items: int = 0,
) -> None:
    """
    Trains `model` in place up to `settings.steps`, resuming from `folder`'s checkpoint if there is one.

    `step_loss` gets the prepared (possibly distributed) model. What `draw` gives must depend on the step number alone,
    which is what makes a resumed run equal one that never stopped. `items`: how many packs or documents that is, where
    they can be read part by part.
    """
    shards = shards_of(settings, accelerator, items)
    optimizer = make_optimizer(settings, [parameter for parameter in model.parameters() if parameter.requires_grad])
    earlier = read_checkpoint(folder)
    if earlier:
        load_state(model, earlier["model"], folder / "checkpoint.pt")
    prepared, optimizer = accelerator.prepare(model, optimizer)
    if earlier:
        load_optimizer_state(optimizer, earlier["optimizer"])
    trainable = [parameter for parameter in prepared.parameters() if parameter.requires_grad]
    start, processes = earlier["step"] if earlier else 0, accelerator.num_processes
    report = Report(folder, settings.steps, start, processes) if accelerator.is_main_process else None
    prepared.train()
    for step, drawn in draw_ahead(draw, range(start, settings.steps), settings.workers):
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(settings, step)
        figures, tokens = add_gradients(settings, accelerator, prepared, step_loss, shards, step, drawn)
        accelerator.clip_grad_norm_(trainable, settings.clip)
        optimizer.step()
        optimizer.zero_grad()
        if report:
            report.step(step, figures, tokens * processes)
        done = step + 1
        if done % settings.save_every == 0 or done == settings.steps:
            weights, moments = full_state(model), full_optimizer_state(optimizer)
            if accelerator.is_main_process:
                save_checkpoint(folder, weights, moments, done)
    accelerator.wait_for_everyone()


def shards_of(settings: LoopSettings, accelerator: Accelerator, items: int) -> list[Shard]:
    """The shards of each step that this process works on, one after another."""
    processes, at_once = accelerator.num_processes, settings.micro_batch
    if at_once and not items:
        raise SystemExit("lm.loop.micro_batch: the steps of a target LM cannot be read part by part; leave it out")
    parts = -(-items // (processes * at_once)) if at_once else 1
    if items and items < parts * processes:
        raise SystemExit(
            f"a step's {items} packs or documents cannot be shared among {processes} processes, {at_once or 'all'} at "
            f"once: make packs_per_step and documents_per_step multiples of {processes}"
        )
    if accelerator.distributed_type == DistributedType.FSDP and (at_once != 1 or items % processes):
        raise SystemExit(
            "under FSDP every process must run the model equally often: set loop.micro_batch to 1, and packs_per_step "
            f"and documents_per_step to multiples of {processes}"
        )
    return [Shard(part * processes + accelerator.process_index, parts * processes) for part in range(parts)]


def add_gradients(
    settings: LoopSettings,
    accelerator: Accelerator,
    prepared: nn.Module,
    step_loss: StepLoss,
    shards: list[Shard],
    step: int,
    drawn: Any,
) -> tuple[dict[str, float], int]:
    """A step's gradients; figures as means over the shards, tokens as their sum."""
    means: dict[str, float] = {}
    tokens = 0
    for shard in shards:
        # Dropout depends on step and shard alone, so that a resumed run draws the same.
        torch.manual_seed(random.Random(f"dropout:{settings.seed}:{step}:{shard.rank}").getrandbits(63))
        with nullcontext() if shard is shards[-1] else accelerator.no_sync(prepared):
            with accelerator.autocast():
                loss, figures, read = step_loss(prepared, drawn, shard)
            accelerator.backward(loss / len(shards))
        tokens += read
        for name, value in figures.items():
            means[name] = means.get(name, 0.0) + value / len(shards)
    return means, tokens


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
