"""Training of a decoder-only target LM: every row is one text."""

import random

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import GPT2LMHeadModel

from .data.rows import Row, RowSampler, buckets
from .families.gpt2 import Gpt2Target
from .loop import Shard
from .prepare import Workshop

PlacedRow = tuple[Row, int]
"""A row and the position of its first token."""


class RowsLm:
    """A GPT-2 that learns rows."""

    def __init__(self, workshop: Workshop, prose, target: Gpt2Target):
        recipe = workshop.recipe
        if any(phase.rows.spans for phase in recipe.lm.phases):
            raise SystemExit("lm.phases[…].rows.spans: only an encoder-decoder model (model.family: t5) fills in spans")
        self.module = SelectedLogits(target.model)
        self.phases, self.context = recipe.lm.phases, target.context
        self.samplers = [
            RowSampler(workshop.sampler(phase.packs), workshop.encoder, prose, phase.rows, target.vocabulary)
            for phase in recipe.lm.phases
        ]

    def draw(self, phase: int, rng: random.Random) -> list[PlacedRow]:
        rows = draw_rows(self.samplers[phase], rng, self.phases[phase].tokens_per_step)
        return place(rows, rng, self.context)

    def loss(self, prepared: nn.Module, drawn: list[PlacedRow], shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        return rows_loss(prepared, drawn, shard, self.context)


def draw_rows(sampler: RowSampler, rng: random.Random, tokens: int) -> list[Row]:
    rows, drawn = [], 0
    while drawn < tokens:
        row = sampler.draw(rng)
        if len(row.ids) > 1:
            rows.append(row)
            drawn += len(row.ids)
    return rows


def place(rows: list[Row], rng: random.Random, context: int) -> list[PlacedRow]:
    """Half of the rows begin at a position of their own, so that no position stays untrained."""
    return [(row, rng.randint(0, context - len(row.ids)) if rng.random() < 0.5 else 0) for row in rows]


def rows_loss(
    model: nn.Module, placed: list[PlacedRow], shard: Shard, context: int
) -> tuple[Tensor, dict[str, float], int]:
    """
    Weighted cross-entropy of this process's rows, scaled so that the mean over processes is the loss of all rows
    together.
    """
    total_weight = sum(sum(row.weights[1:]) for row, _ in placed)
    mine = placed[shard.rank :: shard.world]
    loss = torch.zeros(())
    for part in buckets(mine, 3, lambda one: len(one[0].ids)):
        loss = loss + part_loss(model, part, context)
    tokens = sum(len(row.ids) for row, _ in mine)
    loss = loss * (shard.world / total_weight)
    return loss, {"loss": loss.item()}, tokens


def part_loss(model: nn.Module, placed: list[PlacedRow], context: int) -> Tensor:
    """
    Sum of weighted cross-entropies. The head is computed only where a weight is set; each row starts at its
    own position.
    """
    rows = [row for row, _ in placed]
    longest = max(len(row.ids) for row in rows)
    device = next(model.parameters()).device
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    weights = torch.zeros(len(rows), longest)
    offsets = torch.tensor([[start] for _, start in placed])
    for index, row in enumerate(rows):
        ids[index, : len(row.ids)] = torch.tensor(row.ids)
        weights[index, : len(row.ids)] = torch.tensor(row.weights)
    ids, weights = ids.to(device), weights.to(device)
    # Only padding can stand past the last position.
    positions = (offsets.to(device) + torch.arange(longest, device=device)).clamp(max=context - 1)
    wanted = weights[:, 1:] > 0
    logits = model(ids, positions, wanted)
    losses = functional.cross_entropy(logits.float(), ids[:, 1:][wanted], reduction="none")
    return (losses * weights[:, 1:][wanted]).sum()


class SelectedLogits(nn.Module):
    """
    A GPT-2 whose forward gives the logits of wanted positions only; one module, so that it can be wrapped for
    several processes.
    """

    def __init__(self, model: GPT2LMHeadModel):
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, position_ids: Tensor, wanted: Tensor) -> Tensor:
        hidden = self.model.transformer(input_ids=input_ids, position_ids=position_ids).last_hidden_state
        return self.model.lm_head(hidden[:, :-1][wanted])
