"""
Teacher and student passes: the same frozen target LM, behind the full demonstrations and behind the distilled
vectors.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import DynamicCache, GPT2LMHeadModel


def pad(rows: list[list[int]], device: torch.device) -> tuple[Tensor, Tensor]:
    """Right-padded ids `[B, T]` and lengths `[B]`."""
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows], device=device)
    return ids, torch.tensor([len(row) for row in rows], device=device)


@dataclass(frozen=True)
class Queries:
    """
    Query rows of several packs: `owner` `[R]` is the pack of a row, `ids` `[R, T]`, `lengths` `[R]`, `first_answer`
    `[R]` the place of the first answer token.
    """

    owner: Tensor
    ids: Tensor
    lengths: Tensor
    first_answer: Tensor

    def all_positions(self) -> Tensor:
        """Mask `[R, T]` of every real position."""
        return torch.arange(self.ids.shape[1], device=self.ids.device) < self.lengths[:, None]

    def answer_positions(self) -> Tensor:
        """Mask `[R, T]` of the positions whose next token belongs to the answer."""
        index = torch.arange(self.ids.shape[1], device=self.ids.device)
        return (index >= self.first_answer[:, None] - 1) & (index < self.lengths[:, None] - 1)

    def next_tokens(self) -> Tensor:
        """The token after each position, `[R, T]`; 0 after the last."""
        return torch.cat([self.ids[:, 1:], self.ids.new_zeros(self.ids.shape[0], 1)], dim=1)


@torch.no_grad()
def teacher_hidden(target: GPT2LMHeadModel, prefix: Tensor, prefix_lengths: Tensor, queries: Queries) -> Tensor:
    """Final hidden states `[R, T, d]` at the query positions, behind the full demonstrations `prefix` `[B, P]`."""
    index = torch.arange(prefix.shape[1], device=prefix.device)
    past = target.transformer(input_ids=prefix, use_cache=True).past_key_values
    cache = DynamicCache()
    for layer, part in enumerate(past.layers):
        cache.update(part.keys[queries.owner], part.values[queries.owner], layer)
    mask = torch.cat([(index < prefix_lengths[:, None])[queries.owner], queries.all_positions()], dim=1)
    positions = prefix_lengths[queries.owner][:, None] + torch.arange(queries.ids.shape[1], device=prefix.device)
    return target.transformer(
        input_ids=queries.ids,
        attention_mask=mask.long(),
        position_ids=positions.clamp(max=target.config.n_positions - 1),
        past_key_values=cache,
        use_cache=True,
    ).last_hidden_state


def student_hidden(target: GPT2LMHeadModel, vectors: Tensor, queries: Queries) -> Tensor:
    """
    Final hidden states `[R, T, d]` at the query positions, behind the vectors `[B, l, d]`; gradients flow to the
    vectors.
    """
    embedded = target.transformer.wte(queries.ids)
    inputs = torch.cat([vectors[queries.owner].to(embedded.dtype), embedded], dim=1)
    hidden = target.transformer(inputs_embeds=inputs, use_cache=False).last_hidden_state
    return hidden[:, vectors.shape[1] :]
