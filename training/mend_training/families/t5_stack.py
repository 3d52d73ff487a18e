"""T5's encoder with position ids of one's own, which transformers does not take: there positions are counted."""

import torch
from torch import Tensor
from transformers.models.t5.modeling_t5 import T5Stack

HIDDEN = torch.finfo(torch.float32).min
"""Added to the score of an invisible position."""


def encoder_states(stack: T5Stack, embeds: Tensor, positions: Tensor, visible: Tensor) -> list[Tensor]:
    """
    Residual stream `[B, T, d]` before each block and, last, after the final norm. `embeds` `[B, T, d]`, `positions`
    `[B, T]`: between any two of them the relative position bias is that of their difference; `visible` `[B, T]`:
    whether others may look at a position.
    """
    bias = position_bias(stack, positions).to(embeds.dtype)
    bias = bias + torch.where(visible.bool(), 0.0, HIDDEN)[:, None, None, :].to(embeds.dtype)
    states = [embeds]
    for block in stack.block:
        states.append(block(states[-1], position_bias=bias)[0])
    return [*states[:-1], stack.final_layer_norm(states[-1])]


def position_bias(stack: T5Stack, positions: Tensor) -> Tensor:
    """`[B, H, T, T]` of the stack's relative position bias; it is bidirectional, as in every encoder."""
    attention = stack.block[0].layer[0].SelfAttention
    buckets = attention._relative_position_bucket(
        positions[:, None, :] - positions[:, :, None],
        bidirectional=True,
        num_buckets=attention.relative_attention_num_buckets,
        max_distance=attention.relative_attention_max_distance,
    )
    return attention.relative_attention_bias(buckets).permute(0, 3, 1, 2)
