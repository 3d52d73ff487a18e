"""T5 in PyTorch, as docs/model-folder.md words it."""

from __future__ import annotations

import torch
from transformers import T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack

from ...families.t5_stack import encoder_states


def states(body: T5Stack, embeds: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
    """States `[T, d_s]` of a distiller's body over `embeds [T, d_s]` at `positions [T]`."""
    return encoder_states(body, embeds[None], positions[None], torch.ones_like(positions)[None])[-1][0]


def logits_after(
    target: T5ForConditionalGeneration, prefix: torch.Tensor, query: torch.Tensor, answer: torch.Tensor, query_in: str
) -> torch.Tensor:
    """
    Logits `[Q + A, V]` at every position of query and answer, which the decoder reads where the encoder has read
    `prefix [P, width]`. Where the encoder reads the query too, `[1 + A, V]`: behind the query, and at the answer.
    """
    if query_in == "encoder":
        return _read(target, torch.cat([prefix, target.shared(query)]), answer)
    return _read(target, prefix, torch.cat([query, answer]))[1:]


def _read(target: T5ForConditionalGeneration, before: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
    """
    Logits `[1 + T, V]` at the start token and at `ids [T]`, which the decoder reads where the encoder has read `before
    [P, width]` and the end token.
    """
    config = target.config
    end, start = (torch.tensor([token]) for token in (config.eos_token_id, config.decoder_start_token_id))
    encoder_embeds = torch.cat([before, target.shared(end)])
    decoder_ids = torch.cat([start, ids])
    return target(inputs_embeds=encoder_embeds[None], decoder_input_ids=decoder_ids[None]).logits[0]
