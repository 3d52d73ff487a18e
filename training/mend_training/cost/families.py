"""The models of each family, by transformers' own classes."""

import torch
from torch import Tensor
from transformers import (
    AutoModel,
    AutoModelForCausalLM,
    AutoModelForSeq2SeqLM,
    AutoModelForTextEncoding,
    DynamicCache,
    EncoderDecoderCache,
)
from transformers.modeling_outputs import BaseModelOutput

from .models import Layers, Models
from .shapes import Lengths, Shape


class Gpt2Models(Models):
    """The prefix stands in front of the query. Logits are computed where they are read, for the query alone."""

    target_class, body_class = AutoModelForCausalLM, AutoModel

    def states(self, inputs: Tensor) -> Tensor:
        return self.body(inputs_embeds=inputs, attention_mask=everything(inputs), use_cache=False).last_hidden_state

    def answer(self, prefix: Tensor, batch: int) -> Tensor:
        query = self.target.get_input_embeddings()(self.tokens(batch, self.lengths.query))
        inputs = torch.cat([prefix.expand(batch, -1, -1), query], dim=1)
        options = {"attention_mask": everything(inputs), "use_cache": False, "logits_to_keep": self.lengths.query}
        return self.target(inputs_embeds=inputs, **options).logits

    def remember(self, prefix: Tensor) -> Layers:
        past = self.target.transformer(inputs_embeds=prefix, use_cache=True).past_key_values
        return [(layer.keys, layer.values) for layer in past.layers]

    def answer_behind(self, memory: Layers, batch: int) -> Tensor:
        past = filled_cache(memory, batch)
        return self.target(input_ids=self.tokens(batch, self.lengths.query), past_key_values=past).logits


class T5Models(Models):
    """The encoder reads the prefix and its end token, the decoder the query, as in the paper's data."""

    target_class, body_class = AutoModelForSeq2SeqLM, AutoModelForTextEncoding

    def states(self, inputs: Tensor) -> Tensor:
        return self.body(inputs_embeds=inputs).last_hidden_state

    def answer(self, prefix: Tensor, batch: int) -> Tensor:
        return self.target(
            inputs_embeds=self._ended(prefix).expand(batch, -1, -1),
            decoder_input_ids=self.tokens(batch, self.lengths.query),
            use_cache=False,
        ).logits

    def remember(self, prefix: Tensor) -> Layers:
        states = self.target.encoder(inputs_embeds=self._ended(prefix)).last_hidden_state
        cache = EncoderDecoderCache(DynamicCache(), DynamicCache())
        # The decoder computes the prefix's keys and values when it reads its first token.
        self.target.decoder(input_ids=self.tokens(1, 1), encoder_hidden_states=states, past_key_values=cache)
        return [(layer.keys, layer.values) for layer in cache.cross_attention_cache.layers]

    def answer_behind(self, memory: Layers, batch: int) -> Tensor:
        cache = EncoderDecoderCache(DynamicCache(), filled_cache(memory, batch))
        # Only the length of what the encoder read is looked at: its keys and values stand in the cache.
        states = self.noise(memory[0][0].shape[2], self.width).expand(batch, -1, -1)
        return self.target(
            encoder_outputs=BaseModelOutput(states),
            decoder_input_ids=self.tokens(batch, self.lengths.query),
            past_key_values=cache,
        ).logits

    def _ended(self, prefix: Tensor) -> Tensor:
        end = self.target.get_input_embeddings()(self.tokens(1, 1))
        return torch.cat([prefix, end], dim=1)


def everything(embeds: Tensor) -> Tensor:
    """The mask of inputs without padding."""
    return embeds.new_ones(embeds.shape[:2], dtype=torch.long)


def filled_cache(memory: Layers, batch: int) -> DynamicCache:
    """A cache that holds one prefix for each of `batch` queries."""
    cache = DynamicCache()
    for layer, (keys, values) in enumerate(memory):
        cache.update(keys.expand(batch, -1, -1, -1), values.expand(batch, -1, -1, -1), layer)
    return cache


def new_models(shape: Shape, lengths: Lengths, device: str, with_distiller: bool = True) -> Models:
    return (T5Models if shape.is_t5 else Gpt2Models)(shape, lengths, device, with_distiller)
