"""Training of an encoder-decoder target LM: answers behind prefixes."""

import random

import torch
from torch import Tensor, nn
from torch.nn import functional

from .data.pairs import Pair, PairSampler
from .data.rows import buckets
from .families.rows import Queries, pad
from .families.t5 import T5Target
from .loop import Shard
from .prepare import Workshop


class PairsLm:
    """A T5 that learns the answers of pairs."""

    def __init__(self, workshop: Workshop, prose, target: T5Target):
        recipe = workshop.recipe
        self.module = PairLogits(target)
        self.phases = recipe.lm.phases
        sentinels = sentinel_ids(workshop.tokenizer)
        self.samplers = [
            PairSampler(workshop.sampler(phase.packs), workshop.encoder, prose, phase.rows, sentinels)
            for phase in recipe.lm.phases
        ]

    def draw(self, phase: int, rng: random.Random) -> list[Pair]:
        pairs: list[Pair] = []
        while sum(pair.tokens for pair in pairs) < self.phases[phase].tokens_per_step:
            pair = self.samplers[phase].draw(rng)
            if pair.queries:
                pairs.append(pair)
        return pairs

    def loss(self, prepared: nn.Module, drawn: list[Pair], shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        return pairs_loss(prepared, drawn, shard)


def sentinel_ids(tokenizer) -> list[int]:
    """Ids of <extra_id_0>, <extra_id_1>, … as many as the tokenizer has."""
    ids: list[int] = []
    while (found := tokenizer.token_to_id(f"<extra_id_{len(ids)}>")) is not None:
        ids.append(found)
    if not ids:
        raise SystemExit("the tokenizer has no <extra_id_0>: a T5 needs one in T5's layout")
    return ids


def pairs_loss(model: nn.Module, pairs: list[Pair], shard: Shard) -> tuple[Tensor, dict[str, float], int]:
    """
    Weighted cross-entropy of the answers of this process's pairs, scaled so that the mean over processes is the loss
    of all pairs together.
    """
    total = sum(pair.weight * len(answer) for pair in pairs for _, answer in pair.queries)
    mine = pairs[shard.rank :: shard.world]
    loss = torch.zeros(())
    for part in buckets(mine, 6, lambda pair: pair.longest + len(pair.prefix) // 8):
        loss = loss + part_loss(model, part)
    loss = loss * (shard.world / total)
    return loss, {"loss": loss.item()}, sum(pair.tokens for pair in mine)


def part_loss(model: nn.Module, pairs: list[Pair]) -> Tensor:
    """Sum of weighted cross-entropies of pairs of like size."""
    device = next(model.parameters()).device
    prefix, lengths = pad([pair.prefix for pair in pairs], device)
    rows = [(index, query, answer) for index, pair in enumerate(pairs) for query, answer in pair.queries]
    queries = Queries.of(rows, device)
    wanted = queries.answer_positions()
    logits = model(prefix, lengths, queries, wanted)
    losses = functional.cross_entropy(logits.float(), queries.next_tokens()[wanted], reduction="none")
    weights = torch.tensor([pair.weight for pair in pairs], device=device)[queries.owner]
    return (losses * weights[:, None].expand(wanted.shape)[wanted]).sum()


class PairLogits(nn.Module):
    """
    The logits of wanted positions behind prefixes; one module, so that it can be wrapped for several processes.
    """

    def __init__(self, target: T5Target):
        super().__init__()
        self.target = target

    def forward(self, prefix: Tensor, lengths: Tensor, queries: Queries, wanted: Tensor) -> Tensor:
        hidden = self.target.behind(self.target.embeddings(prefix), lengths, queries)
        return self.target.head(hidden[wanted])
