"""GPT-2, the decoder-only family: prefix, query and answer are one text."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import DynamicCache, GPT2Config, GPT2LMHeadModel, GPT2Model

from ..recipe import ModelSettings
from .eager import eager_attention
from .gpt2_start import start_near_induction
from .rows import Queries, join, visible
from .target import TargetLM


@dataclass(frozen=True)
class KeysAndValues:
    """Keys and values `[B, H, P, D]` of each layer, and the prefixes' lengths `[B]`."""

    layers: list[tuple[Tensor, Tensor]]
    lengths: Tensor
    width: int


class Gpt2Target(TargetLM):
    """A GPT-2 with its key/value cache as memory."""

    def __init__(self, model: GPT2LMHeadModel):
        super().__init__()
        self.model = model
        self.width, self.vocabulary = model.config.n_embd, model.config.vocab_size
        self.context = model.config.n_positions

    @property
    def reader(self) -> GPT2Model:
        return self.model.transformer

    def read(self, embeds: Tensor, lengths: Tensor) -> KeysAndValues:
        width = embeds.shape[1]
        if width == 0:
            return KeysAndValues([], lengths, width)
        past = self.reader(inputs_embeds=embeds, use_cache=True).past_key_values
        return KeysAndValues([(layer.keys, layer.values) for layer in past.layers], lengths, width)

    def hidden(self, memory: KeysAndValues, queries: Queries) -> Tensor:
        cache, lengths = DynamicCache(), memory.lengths[queries.owner]
        for layer, (keys, values) in enumerate(memory.layers):
            cache.update(keys[queries.owner], values[queries.owner], layer)
        positions = lengths[:, None] + torch.arange(queries.ids.shape[1], device=lengths.device)
        return self.reader(
            input_ids=queries.ids,
            attention_mask=torch.cat([visible(lengths, memory.width), queries.all_positions()], dim=1).long(),
            # Only padding can stand past the last position.
            position_ids=positions.clamp(max=self.context - 1),
            past_key_values=cache,
            use_cache=True,
        ).last_hidden_state

    def positions(self, queries: Queries) -> Tensor:
        return queries.all_positions()

    def count_positions(self, query: int, answer: int) -> int:
        return query + answer

    def head(self, hidden: Tensor) -> Tensor:
        return self.model.lm_head(hidden)

    @property
    def answering_blocks(self) -> list[nn.Module]:
        return list(self.reader.h)

    def answering_places(self, queries: Queries) -> Tensor:
        return queries.first_answer - 1

    def prefix_attention(self, prefix: Tensor, lengths: Tensor, queries: Queries) -> Tensor:
        own = lengths[queries.owner]
        rows, total = join(prefix[queries.owner], own, self.embeddings(queries.ids), queries.first_answer)
        with eager_attention(self.model):
            seen = visible(total, rows.shape[1]).long()
            read = self.reader(inputs_embeds=rows, attention_mask=seen, output_attentions=True, use_cache=False)
        row, width = torch.arange(len(own), device=own.device), prefix.shape[1]
        weights = torch.stack([block[row, :, total - 1, :width].mean(1) for block in read.attentions])
        return weights * visible(own, width)


def new_gpt2(shape: ModelSettings, seed: int) -> Gpt2Target:
    """A fresh GPT-2 with tied head and no dropout."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=shape.vocabulary,
        n_layer=shape.layers,
        n_head=shape.heads,
        n_embd=shape.width,
        n_positions=shape.context,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=0,
        eos_token_id=0,
    )
    model = GPT2LMHeadModel(config)
    if shape.induction_start:
        start_near_induction(model, seed)
    return Gpt2Target(model)
