"""GPT-2 in PyTorch, as docs/model-folder.md words it."""

from __future__ import annotations

import torch
from transformers import GPT2LMHeadModel, GPT2Model


def states(body: GPT2Model, embeds: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """States `[T, d_s]` of a distiller's body over `embeds [T, d_s]` at `positions [T]`."""
    seen = torch.ones_like(positions)
    out = body(inputs_embeds=embeds[None], position_ids=positions[None], attention_mask=seen[None])
    return out.last_hidden_state[0]


def logits_after(
    target: GPT2LMHeadModel, prefix: torch.Tensor, query: torch.Tensor, answer: torch.Tensor, _query_in: str
) -> torch.Tensor:
    """Logits `[Q + A, V]` at every position of query and answer, read behind `prefix [P, width]`."""
    embeds = torch.cat([prefix, target.transformer.wte(torch.cat([query, answer]))])
    return target(inputs_embeds=embeds[None]).logits[0, prefix.shape[0] :]
