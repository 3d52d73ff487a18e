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


def decoder_states(stack: T5Stack, embeds: Tensor, memory: Tensor, memory_bias: Tensor, owner: Tensor) -> Tensor:
    """
    Final hidden states `[R, T, d]` of the decoder's rows `embeds` `[R, T, d]`; row r looks at encoder states
    `memory[owner[r]]` `[B, S, d]`, with `memory_bias` `[B, 1, 1, S]` added to the scores. Padding on the right changes
    nothing before it. Keys and values of the encoder states are made once for all rows of an owner, which is why this
    is not transformers' own forward.
    """
    length = embeds.shape[1]
    attention = stack.block[0].layer[0].SelfAttention
    later = torch.ones(length, length, dtype=torch.bool, device=embeds.device).triu(1)
    bias = attention.compute_bias(length, length, device=embeds.device) + torch.where(later, HIDDEN, 0.0)
    groups = Groups(owner, memory.shape[0])
    hidden, bias = embeds, bias.to(embeds.dtype)
    for self_attention, cross_attention, feed_forward in (block.layer for block in stack.block):
        hidden = self_attention(hidden, position_bias=bias)[0]
        together = groups.gather(hidden)
        hidden = groups.scatter(
            cross_attention(together, key_value_states=memory, position_bias=memory_bias)[0], hidden
        )
        hidden = feed_forward(hidden)
    return stack.final_layer_norm(hidden)


class Groups:
    """Rows of the same owner, side by side."""

    def __init__(self, owner: Tensor, owners: int):
        """`owner` `[R]` in ascending order."""
        counts = torch.bincount(owner, minlength=owners)
        self.owners, self.slots = owners, max(1, int(counts.max()))
        first = torch.cumsum(counts, 0) - counts
        self.places = owner * self.slots + torch.arange(len(owner), device=owner.device) - first[owner]

    def gather(self, rows: Tensor) -> Tensor:
        """`[R, T, d]` -> `[B, slots * T, d]`, zeros where an owner has fewer rows."""
        _, length, width = rows.shape
        out = rows.new_zeros(self.owners * self.slots, length, width)
        return out.index_copy(0, self.places, rows).view(self.owners, self.slots * length, width)

    def scatter(self, together: Tensor, like: Tensor) -> Tensor:
        """The way back, to the shape of `like`."""
        return together.reshape(self.owners * self.slots, *like.shape[1:])[self.places]
