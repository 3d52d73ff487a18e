"""
Vectors for every block: what the target LM would remember of its prefix, keys and values, written by the distiller
itself. For comparison with vectors that are read like tokens (`model.prefix: layers`): a model made so can be trained
and evaluated, not exported.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import GPT2LMHeadModel

from .families.gpt2 import Gpt2Target, KeysAndValues
from .families.target import TargetLM
from .model import Distiller


class LayeredGpt2(Gpt2Target):
    """A GPT-2 that besides embeddings takes prefixes `[B, P, 2 L d]`: keys, then values, block by block."""

    def __init__(self, model: GPT2LMHeadModel):
        super().__init__(model)
        self.blocks, self.heads = model.config.n_layer, model.config.n_head

    def read(self, embeds: Tensor, lengths: Tensor) -> KeysAndValues:
        if embeds.shape[2] == self.width:
            return super().read(embeds, lengths)
        batch, places, _ = embeds.shape
        apart = embeds.view(batch, places, self.blocks, 2, self.heads, -1).permute(2, 3, 0, 4, 1, 5)
        return KeysAndValues([(block[0], block[1]) for block in apart], lengths, places)


def in_one(layers: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Keys and values `[B, H, P, D]` of each block as a prefix `[B, P, 2 L d]`."""
    blocks = torch.stack([torch.stack(layer) for layer in layers])
    return blocks.permute(2, 4, 0, 1, 3, 5).flatten(2)


class LayeredDistiller(Distiller):
    """
    Its body, which starts as the target LM itself, reads `[demonstrations ; placeholders]`, and the keys and values
    that it computes at the placeholders are the prefix, as with gist tokens (Mu et al. 2023, arXiv 2304.08467). It has
    no adapters.
    """

    def __init__(self, *parts: Any, **settings: Any):
        super().__init__(*parts, **settings)
        self.adapter, self.recent_adapter = torch.nn.Identity(), None

    def forward(self, input_ids: Tensor, lengths: Tensor, anchors: Tensor) -> Tensor:
        """`input_ids` `[B, T]` right-padded, `lengths` `[B]`, `anchors` `[B, l]` → keys and values `[B, l, 2 L d]`."""
        inputs, positions, _ = self.inputs(input_ids, lengths, anchors)
        # Padding stands behind everything that counts, and the body is causal.
        past = self.body(
            inputs_embeds=inputs, position_ids=positions, attention_mask=torch.ones_like(positions), use_cache=True
        )
        written = in_one([(layer.keys, layer.values) for layer in past.past_key_values.layers])
        return self.at_placeholders(written, lengths)


def layered(target: TargetLM) -> LayeredGpt2:
    """The same weights, for prefixes of either kind."""
    if not isinstance(target, Gpt2Target):
        raise SystemExit("model.prefix: layers is a study of GPT-2 alone: leave it out for other families")
    return LayeredGpt2(target.model)
