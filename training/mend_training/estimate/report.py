"""`mend-train estimate`: prints what the recipes take, as a Markdown table."""

from dataclasses import dataclass
from pathlib import Path

from ..model_settings import CheckpointSettings
from ..recipe import Recipe, load_recipe
from .steps import Step, count_stages


@dataclass(frozen=True)
class Gpu:
    """`memory` in GB; `peak`: dense bfloat16 FLOP/s of its tensor cores, as its maker's data sheet says."""

    name: str
    memory: int
    peak: float


GPUS = (Gpu("A10", 24, 125e12), Gpu("A100", 80, 312e12), Gpu("H100", 80, 989e12))

RUNTIME = 1_500_000_000
"""Bytes that CUDA, its libraries and what the allocator leaves between tensors take, roughly."""


def estimate(recipes: list[Path], utilisation: float) -> None:
    """Prints the table of the recipes, each stage on one GPU that reaches `utilisation` of its peak."""
    if not 0 < utilisation <= 1:
        raise SystemExit(f"--utilisation is {utilisation}; it must be above 0, and at most 1")
    loaded = [(path, load_recipe(path)) for path in recipes]
    for path, recipe in loaded:
        if not isinstance(recipe.model, CheckpointSettings):
            raise SystemExit(f"{path.name} trains its own target LM; estimates are for target LMs that exist")
    print(head(utilisation))
    for path, recipe in loaded:
        for line in rows(path.stem, recipe, utilisation):
            print(line, flush=True)


def head(utilisation: float) -> str:
    """The table's head."""
    share = f"{100 * utilisation:g} %"
    gpus = [f"hours, {gpu.name} {gpu.memory} GB at {share}" for gpu in GPUS]
    names = ["recipe", "stage", "M parameters trained", "TFLOP a step", "GB in one process", *gpus]
    return "| " + " | ".join(names) + " |\n|" + "---|" * len(names)


def rows(name: str, recipe: Recipe, utilisation: float) -> list[str]:
    """One row a stage."""
    steps = {"pretrain": recipe.pretrain.loop.steps, "finetune": recipe.finetune.loop.steps}
    lines = []
    for stage, step in count_stages(recipe).items():
        cells = [hours(step, steps[stage], gpu, utilisation) for gpu in GPUS]
        trained, tera = step.gradients / 4e6, step.flops / 1e12
        lines.append("| " + " | ".join([name, stage, f"{trained:.1f}", f"{tera:.1f}", memory(step), *cells]) + " |")
    return lines


def memory(step: Step) -> str:
    """The sum, and what it is the sum of."""
    parts = [("target", step.target), ("distiller", step.distiller), ("gradients", step.gradients)]
    parts += [("AdamW", step.optimizer), ("activations", step.activations)]
    told = " + ".join(f"{name} {size / 1e9:.2f}" for name, size in parts)
    return f"**{step.bytes / 1e9:.1f}** = {told}"


def hours(step: Step, steps: int, gpu: Gpu, utilisation: float) -> str:
    """Of a whole stage, or that it does not fit."""
    if step.bytes + RUNTIME > gpu.memory * 1e9:
        return "does not fit"
    return f"{step.flops * steps / (gpu.peak * utilisation) / 3600:.1f}"
