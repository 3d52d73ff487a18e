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
        tokens, places = body.get_input_embeddings()(real), torch.tensor(placeholder_positions[index])
        copied = tokens[places] if distiller.anchoring.copies else 0
        embeds = torch.cat([tokens, distiller.placeholders + copied])
        hidden = family.states(body, embeds, torch.cat([torch.arange(len(real)), places]))
        states, recent = hidden[-distiller.placeholders.shape[0] :], distiller.anchoring.recent
        vectors = distiller.adapter(states)
        if recent:
            vectors[-recent:] = copied[-recent:] + distiller.recent_adapter(states[-recent:])
        rows.append(vectors)
    return torch.stack(rows)


@torch.no_grad()
def logits_after(
    target: PreTrainedModel,
    prefix: torch.Tensor,
    query: torch.Tensor,
    answer: torch.Tensor | None = None,
    query_in: str = "decoder",
) -> torch.Tensor:
    """
    Logits `[Q + A, V]` at every position of `query [Q]` and of `answer [A]` (none by default) after it, read behind
    `prefix [P, width]` (vectors or token embeddings; P may be 0). `query_in`: where a T5 reads the query; in the
    encoder it has but one next-token distribution, that behind its last token: `[1 + A, V]`.
    """
    answer = query[:0] if answer is None else answer
    return family_of(target).logits_after(target, prefix, query, answer, query_in)
