"""
The distiller and the target LM in PyTorch, as docs/model-folder.md words them: what the graphs are measured against.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from transformers import PreTrainedModel

from .families import family_of
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
    body, family = distiller.body, family_of(distiller.body)
    rows = []
    for index, ids in enumerate(input_ids):
        real = ids if attention_mask is None else ids[attention_mask[index].bool()]
        embeds = torch.cat([body.get_input_embeddings()(real), distiller.placeholders])
        positions = torch.tensor([*range(len(real)), *placeholder_positions[index]])
        hidden = family.states(body, embeds, positions)
        rows.append(distiller.adapter(hidden[-distiller.placeholders.shape[0] :]))
    return torch.stack(rows)


@torch.no_grad()
def logits_after(
    target: PreTrainedModel, prefix: torch.Tensor, ids: torch.Tensor, query_in: str = "decoder"
) -> torch.Tensor:
    """
    Logits `[T, V]` at every position of `ids [T]`, read behind `prefix [P, width]` (vectors or token embeddings; P
    may be 0). `query_in`: where a T5 reads the ids; in the encoder they have one next-token distribution alone, that
    behind the last: `[1, V]`.
    """
    return family_of(target).logits_after(target, prefix, ids, query_in)


@torch.no_grad()
def answer_logits(
    target: PreTrainedModel, prefix: torch.Tensor, query: torch.Tensor, answer: torch.Tensor, query_in: str = "decoder"
) -> torch.Tensor:
    """Logits `[1 + A, V]` behind `prefix` and `query [T]`, and behind each token of `answer [A]` after them."""
    return family_of(target).answer_logits(target, prefix, query, answer, query_in)
