"""
PromptTuning for a target task: a soft prompt of its own for every episode, learned on the episode's demonstrations
when they are read. What distilling does in one pass takes this a training run.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from ..evaluation.answering import Answerer
from ..evaluation.arms import Arm, Ready
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode
from ..loop import LoopSettings, learning_rate, make_optimizer
from ..recipe import BaselineSettings
from .prompts import Prompt, prompt_loop, prompt_loss

_ROWS_PER_STEP = 8


def task_prompts(bench: Bench, name: str) -> Arm:
    """As long as the vectors are."""
    recipe = bench.workshop.recipe
    return TaskPromptsArm(name, bench.answerer, recipe.model.vectors, recipe.baselines, recipe.finetune.loop)


@dataclass(frozen=True)
class TaskPromptsArm:
    name: str
    answerer: Answerer
    count: int
    settings: BaselineSettings
    loop: LoopSettings

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        prompts = list(self._tune(episodes))
        queries = [episode.queries for episode in episodes]
        return Ready([self.count] * len(episodes), lambda longest: self.answerer.answer(prompts, queries, longest))

    @torch.enable_grad()
    def _tune(self, episodes: list[Episode]) -> Tensor:
        """Prompts `[E, l, d]`, all trained in the same steps, which are no less each one's own."""
        target, encoder = self.answerer.target, self.answerer.encoder
        shown = [encoder.pairs(episode.demonstrations) for episode in episodes]
        with torch.random.fork_rng():
            torch.manual_seed(episodes[0].seed)
            prompts = torch.nn.ModuleList([Prompt(target, self.count) for _ in episodes]).to(self.answerer.device)
        steps = self.settings.task_steps
        loop = prompt_loop(self.loop, target, self.settings.prompt_rate)
        schedule = LoopSettings(steps, loop.learning_rate, warmup=max(1, steps // 10), weight_decay=0.0)
        optimizer = make_optimizer(schedule, list(prompts.parameters()))
        rng = random.Random(f"task prompts:{episodes[0].seed}")
        for step in range(steps):
            rows = [
                (owner, *pair)
                for owner, pairs in enumerate(shown)
                for pair in rng.sample(pairs, min(_ROWS_PER_STEP, len(pairs)))
            ]
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(schedule, step)
            # A sum over prompts of means over tokens would be the same to AdamW.
            prompt_loss(target, torch.stack([prompt() for prompt in prompts]), rows).backward()
            optimizer.step()
            optimizer.zero_grad()
        return torch.stack([prompt().detach() for prompt in prompts])
