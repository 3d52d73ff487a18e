"""
PromptTuning for a target task: a soft prompt of its own for every episode, learned on the episode's demonstrations
when they are read. What distilling does in one pass takes this a training run.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..evaluation.answering import Answerer
from ..evaluation.arms import Arm, Ready
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode
from ..families.target import TargetLM
from ..loop import LoopSettings, learning_rate, make_optimizer
from .prompts import Prompt, prompt_loop, prompt_loss

_ROWS_PER_STEP = 8

Pairs = list[tuple[list[int], list[int]]]
"""`(query, answer)` ids of demonstrations."""


def task_prompts(bench: Bench, name: str) -> Arm:
    """As long as the vectors are."""
    recipe, target = bench.workshop.recipe, bench.answerer.target
    loop = LoopSettings(recipe.baselines.task_steps, 0.0, warmup=recipe.baselines.task_steps // 10)
    return TaskPromptsArm(
        name, bench.answerer, recipe.model.vectors, prompt_loop(loop, target, recipe.baselines.prompt_rate)
    )


@dataclass(frozen=True)
class TaskPromptsArm:
    """`count` vectors, trained as `loop` says."""

    name: str
    answerer: Answerer
    count: int
    loop: LoopSettings

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        shown = [self.answerer.encoder.pairs(episode.demonstrations) for episode in episodes]
        prompts = list(tune(self.answerer.target, shown, self.count, self.loop, episodes[0].seed))
        queries = [episode.queries for episode in episodes]
        return Ready([self.count] * len(episodes), lambda longest: self.answerer.answer(prompts, queries, longest))


def tune(target: TargetLM, shown: list[Pairs], count: int, loop: LoopSettings, seed: int) -> Tensor:
    """
    Prompts `[E, count, d]` for `E` sets of demonstrations, all trained in the same steps, each by its own alone: the
    loss is a sum, and AdamW does not mind its scale.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        prompts = nn.ModuleList([Prompt(target, count) for _ in shown]).to(target.embeddings.weight.device)
    optimizer, rng = make_optimizer(loop, list(prompts.parameters())), random.Random(f"task prompts:{seed}")
    for step in range(loop.steps):
        rows = [
            (owner, query, answer)
            for owner, pairs in enumerate(shown)
            for query, answer in rng.sample(pairs, min(_ROWS_PER_STEP, len(pairs)))
        ]
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(loop, step)
        prompt_loss(target, torch.stack([prompt() for prompt in prompts]), rows).backward()
        optimizer.step()
        optimizer.zero_grad()
    return torch.stack([prompt().detach() for prompt in prompts])
