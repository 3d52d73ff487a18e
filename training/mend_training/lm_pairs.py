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
    for part in buckets(mine, 4, lambda pair: len(pair.prefix) + 1):
        loss = loss + part_loss(model, part)
    loss = loss * (shard.world / total)
    return loss, {"loss": loss.item()}, sum(pair.tokens for pair in mine)


def part_loss(model: nn.Module, pairs: list[Pair]) -> Tensor:
    """Sum of weighted cross-entropies of pairs whose prefixes are of like length."""
    device = next(model.parameters()).device
    prefix, lengths = pad([pair.prefix for pair in pairs], device)
    weights = torch.tensor([pair.weight for pair in pairs], device=device)
    groups = query_groups(pairs, device)
    loss = torch.zeros((), device=device)
    for queries, logits in zip(groups, model(prefix, lengths, groups), strict=True):
        wanted = queries.answer_positions()
        losses = functional.cross_entropy(logits.float(), queries.next_tokens()[wanted], reduction="none")
        loss = loss + (losses * weights[queries.owner][:, None].expand(wanted.shape)[wanted]).sum()
    return loss


def query_groups(pairs: list[Pair], device: torch.device) -> list[Queries]:
    """The pairs' queries in groups of like length, whatever pair they are of, so that padding is small."""
    rows = [(index, query, answer) for index, pair in enumerate(pairs) for query, answer in pair.queries]
    parts = buckets(rows, 4, lambda row: len(row[1]) + len(row[2]))
    return [Queries.of(sorted(part, key=lambda row: row[0]), device) for part in parts]


class PairLogits(nn.Module):
    """
    The logits of groups of queries behind prefixes, at their answers' positions; one module, so that it can be
    wrapped for several processes.
    """

    def __init__(self, target: T5Target):
        super().__init__()
        self.target = target

    def forward(self, prefix: Tensor, lengths: Tensor, groups: list[Queries]) -> list[Tensor]:
        memory = self.target.read(self.target.embeddings(prefix), lengths)
        return [self.target.head(self.target.hidden(memory, queries)[queries.answer_positions()]) for queries in groups]
