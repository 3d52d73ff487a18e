"""
The distiller and the target LM in PyTorch, as docs/model-folder.md words them: what the graphs are measured against.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import GPT2LMHeadModel

from .weights import DistillerLike


@torch.no_grad()
def distil(
    distiller: DistillerLike,
    input_ids: torch.Tensor,
    placeholder_positions: Sequence[Sequence[int]],
    attention_mask: torch.Tensor | None = None,
) -> torch.Tensor:
    """
    `input_ids [B, T]`, `placeholder_positions [B, l]`, `attention_mask [B, T]` (padding on the right) ->
    `[B, l, width]`, one row at a time, padding left out.
    """
    rows = []
    for index, ids in enumerate(input_ids):
        real = ids if attention_mask is None else ids[attention_mask[index].bool()]
        embeds = torch.cat([distiller.body.wte(real), distiller.placeholders])
        positions = torch.tensor([[*range(len(real)), *placeholder_positions[index]]])
        seen = torch.ones_like(positions)
        out = distiller.body(inputs_embeds=embeds[None], position_ids=positions, attention_mask=seen)
        hidden = out.last_hidden_state[0]
        rows.append(distiller.adapter(hidden[-distiller.placeholders.shape[0] :]))
    return torch.stack(rows)


@torch.no_grad()
def logits_after(target: GPT2LMHeadModel, prefix: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """
    Logits `[T, V]` at every position of `ids [T]`, read behind `prefix [P, width]` (vectors or token embeddings; P
    may be 0).
    """
    embeds = torch.cat([prefix, target.transformer.wte(ids)])
    return target(inputs_embeds=embeds[None]).logits[0, prefix.shape[0] :]
