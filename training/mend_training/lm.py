"""Trains the target LM of a recipe: next-token prediction on prose, on repeated strings, and on answers."""

import random
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from .checkpoints import save_weights
from .families.new import new_target
from .lm_pairs import PairsLm
from .lm_rows import RowsLm
from .loop import StepLoss, make_accelerator, train
from .prepare import Workshop, phase_at, step_random
from .prose import read_prose

T = TypeVar("T")


class FamilyLm(Protocol):
    """How a family's target LM is trained; built of the workshop, the prose and the target."""

    module: Any
    """What is trained: the target, made to give the logits that the loss asks for."""
    loss: StepLoss

    def draw(self, phase: int, rng: random.Random) -> Any:
        """The data of a step, of one of the recipe's phases."""
        ...


LMS: dict[str, Callable[..., FamilyLm]] = {"gpt2": RowsLm, "t5": PairsLm}


def train_lm(workshop: Workshop) -> None:
    """Trains (or goes on training) the recipe's target LM and writes `lm/model.safetensors`."""
    recipe = workshop.recipe
    settings = recipe.lm
    if settings is None:
        raise SystemExit(f"the target LM {recipe.model.target} exists already and is not trained: go on with pretrain")
    accelerator = make_accelerator(settings.loop)
    with accelerator.local_main_process_first():
        prose = read_prose(workshop)
    target = new_target(recipe.model, settings.loop.seed)
    lm = LMS[recipe.model.family](workshop, prose.tokens, target)

    def draw(step: int) -> Any:
        return lm.draw(phase_at(settings.phases, step), step_random("lm", settings.loop.seed, step))

    train(settings.loop, accelerator, lm.module, draw, lm.loss, recipe.folder("lm"))
    save_weights(recipe.folder("lm") / "model.safetensors", target.model, accelerator.is_main_process)
