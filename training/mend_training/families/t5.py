"""T5, the encoder-decoder family: the encoder reads the prefix, the decoder answers."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack

from ..recipe import ModelSettings
from .eager import eager_attention
from .rows import Queries, join, visible
from .t5_stack import HIDDEN, decoder_states, encoder_states
from .t5_start import start_near_induction
from .target import TargetLM

QUERY_IN = ("decoder", "encoder")
"""
Who reads the query: the `decoder` after the start token, as in the paper's data, or the `encoder` after the prefix, as
T5 is mostly used.
"""


@dataclass(frozen=True)
class Encoded:
    """Encoder states `[B, S, d]` and what is added to the score of each `[B, 1, 1, S]`: 0, or `HIDDEN` for padding."""

    states: Tensor
    bias: Tensor


@dataclass(frozen=True)
class Prefixes:
    """Prefixes `[B, P, d]` of `lengths` `[B]`, not read yet: the encoder meets them together with each query."""

    embeds: Tensor
    lengths: Tensor


class T5Target(TargetLM):
    """
    A T5. What the encoder reads ends with the end token, so that it reads something even without a prefix.
    `query_in`: one of `QUERY_IN`.
    """

    def __init__(self, model: T5ForConditionalGeneration, query_in: str, context: int):
        super().__init__()
        if query_in not in QUERY_IN:
            raise ValueError(f"query_in is {query_in!r}; expected one of {', '.join(QUERY_IN)}")
        self.model, self.query_in, self.context = model, query_in, context
        self.width, self.vocabulary = model.config.d_model, model.config.vocab_size

    @property
    def reader(self) -> T5Stack:
        return self.model.encoder

    def read(self, embeds: Tensor, lengths: Tensor) -> Encoded | Prefixes:
        return self._encode(embeds, lengths) if self.query_in == "decoder" else Prefixes(embeds, lengths)

    def hidden(self, memory: Encoded | Prefixes, queries: Queries) -> Tensor:
        if isinstance(memory, Encoded):
            return self._decode(memory, queries.owner, queries.ids)[:, 1:]
        owner, asked = queries.owner, self.embeddings(queries.ids)
        encoded = self._encode(*join(memory.embeds[owner], memory.lengths[owner], asked, queries.first_answer))
        # Row r answers with what stands behind its query, read by a decoder that starts anew.
        rows, longest = len(owner), queries.ids.shape[1]
        index = torch.arange(longest, device=owner.device)
        places = (index + queries.first_answer[:, None]).clamp(max=longest - 1)
        decoded = self._decode(encoded, torch.arange(rows, device=owner.device), queries.ids.gather(1, places))
        back = (index - queries.first_answer[:, None] + 1).clamp(min=0)
        return decoded.gather(1, back[..., None].expand(-1, -1, self.width))

    def positions(self, queries: Queries) -> Tensor:
        return queries.all_positions() if self.query_in == "decoder" else queries.positions_behind()

    def count_positions(self, query: int, answer: int) -> int:
        return query + answer if self.query_in == "decoder" else answer + 1

    def head(self, hidden: Tensor) -> Tensor:
        scale = self.width**-0.5 if self.model.config.scale_decoder_outputs else 1.0
        return self.model.lm_head(hidden * scale)

    @property
    def answering_blocks(self) -> list[nn.Module]:
        # The last part of a block: `decoder_states` calls them one by one.
        return [block.layer[-1] for block in self.model.decoder.block]

    def answering_places(self, queries: Queries) -> Tensor:
        # The decoder reads a start token first, and the query where it is not the encoder's.
        first = queries.first_answer
        return first if self.query_in == "decoder" else torch.zeros_like(first)

    def prefix_attention(self, prefix: Tensor, lengths: Tensor, queries: Queries) -> Tensor:
        own, row = lengths[queries.owner], torch.arange(len(queries.owner), device=lengths.device)
        rows, total, written = prefix[queries.owner], own, queries.ids
        if self.query_in == "encoder":
            rows, total = join(rows, own, self.embeddings(queries.ids), queries.first_answer)
            written = queries.ids[:, :0]
        encoded = self._encode(rows, total)
        start = written.new_full((len(row), 1), self.model.config.decoder_start_token_id)
        with eager_attention(self.model):
            decoded = self.model.decoder(
                input_ids=torch.cat([start, written], 1),
                encoder_hidden_states=encoded.states,
                encoder_attention_mask=(encoded.bias[:, 0, 0] == 0).long(),
                output_attentions=True,
                use_cache=False,
            )
        places, width = self.answering_places(queries), prefix.shape[1]
        weights = torch.stack([block[row, :, places, :width].mean(1) for block in decoded.cross_attentions])
        return weights * visible(own, width)

    def _encode(self, embeds: Tensor, lengths: Tensor) -> Encoded:
        end = self.embeddings.weight[self.model.config.eos_token_id].expand(len(lengths), 1, -1)
        rows, lengths = join(embeds, lengths, end, torch.ones_like(lengths))
        seen = visible(lengths, rows.shape[1])
        positions = torch.arange(rows.shape[1], device=rows.device)[None]
        bias = torch.where(seen, 0.0, HIDDEN)[:, None, None, :].to(rows.dtype)
        return Encoded(encoder_states(self.reader, rows, positions, seen)[-1], bias)

    def _decode(self, memory: Encoded, owner: Tensor, ids: Tensor) -> Tensor:
        """Hidden states `[R, T + 1, d]`: of the start token, then of `ids` `[R, T]`."""
        start = ids.new_full((ids.shape[0], 1), self.model.config.decoder_start_token_id)
        embeds = self.embeddings(torch.cat([start, ids], 1))
        return decoder_states(self.model.decoder, embeds, memory.states, memory.bias, owner)


def new_t5(shape: ModelSettings, seed: int) -> T5Target:
    """A fresh T5 with tied head, gated GELU and no dropout."""
    torch.manual_seed(seed)
    config = T5Config(
        vocab_size=shape.vocabulary,
        d_model=shape.width,
        d_kv=shape.head_width or shape.width // shape.heads,
        num_heads=shape.heads,
        d_ff=shape.feed_forward or 2 * shape.width,
        num_layers=shape.layers,
        num_decoder_layers=shape.decoder_layers or shape.layers,
        feed_forward_proj="gated-gelu",
        dropout_rate=0.0,
        decoder_start_token_id=0,
        tie_word_embeddings=True,
    )
    model = T5ForConditionalGeneration(config)
    if shape.induction_start:
        start_near_induction(model, seed)
    return T5Target(model, shape.query_in, shape.context)
