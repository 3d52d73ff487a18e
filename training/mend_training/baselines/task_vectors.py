"""
Task vectors (Hendel et al. 2023, arXiv 2310.15916): one state of the target LM, taken where it is about to answer
behind the demonstrations, put in the same place and layer where it answers without any.

The place is where the first token of the answer is predicted from: the last token of the query or, in a T5 that reads
queries with its encoder, the decoder's start token. The query that the state is taken at is that of the last
demonstration, behind the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch

from ..evaluation.answering import Answerer
from ..evaluation.arms import Arm, Ready
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode
from ..families.rows import Queries
from ..families.target import TargetLM
from ..losses import answer_loss
from ..prepare import step_random
from .patched_target import Pairs, PatchedTarget, state_after

_PACKS = 48
"""Packs of training tasks that the layer is chosen by."""


def task_vector(bench: Bench, name: str) -> Arm:
    """With the layer at which it serves training tasks best, looked for when it is first needed."""
    return TaskVectorArm(name, bench.answerer, cache(lambda: best_layer(bench.answerer.target, training_packs(bench))))


@dataclass(frozen=True)
class TaskVectorArm:
    name: str
    answerer: Answerer
    layer: Callable[[], int]

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        target, encoder, layer = self.answerer.target, self.answerer.encoder, self.layer()
        patched = Answerer(PatchedTarget(target, layer), encoder)
        vectors = [state_after(target, encoder.pairs(episode.demonstrations))[layer][None] for episode in episodes]
        queries = [episode.queries for episode in episodes]
        return Ready([1] * len(episodes), lambda longest: patched.answer(vectors, queries, longest))


def training_packs(bench: Bench) -> list[tuple[Pairs, Pairs]]:
    """Demonstrations and queries of tasks that training may see, the same at every call."""
    settings, encoder = bench.workshop.recipe.finetune, bench.answerer.encoder
    sampler = bench.workshop.sampler(settings.phases[-1].packs)
    packs = []
    for index in range(_PACKS):
        pack = sampler.draw(step_random("task vector", settings.loop.seed, index), settings.shots, settings.queries)
        shown, queries = encoder.pairs(pack.demonstrations), list(filter(None, map(encoder.pair, pack.queries)))
        if shown and queries:
            packs.append((shown, queries))
    return packs


@torch.inference_mode()
def best_layer(target: TargetLM, packs: list[tuple[Pairs, Pairs]]) -> int:
    """The layer whose states, as task vectors, give the packs' answers the lowest cross-entropy."""
    states = [state_after(target, shown) for shown, _ in packs]
    losses = []
    for layer in range(len(target.answering_blocks)):
        patched = PatchedTarget(target, layer)
        total = 0.0
        for (_, asked), state in zip(packs, states, strict=True):
            queries = Queries.of([(0, query, answer) for query, answer in asked], state.device)
            answers = queries.answer_positions()
            logits = target.head(patched.behind_vectors(state[layer][None, None], queries)[answers])
            total += answer_loss(logits, queries.next_tokens()[answers]).item()
        losses.append(total)
    return losses.index(min(losses))
