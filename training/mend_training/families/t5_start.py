"""A start for small T5 models from which copying in context is learned in minutes, the likes of gpt2_start.py.

- The residual streams of encoder and decoder start in three parts: token identity, identity of the token before,
  identity of the token two before. T5 has no positions to store.
- In every stack, the relative position bias of heads 0 and 1 prefers the key one and two places back; in the first
  block they copy the token found there into its part.
- In the decoder's second block, cross-attention head 0 attends to encoder places whose "token before" equals the
  current token, head 1 to those whose "token two before" equals the token before (a match across a separator); both
  copy the encoder's token into the output.

Nothing is frozen or masked: it is a starting point of an ordinary T5.
"""

import torch
from torch import Tensor
from transformers import T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention, T5Stack

_SCALE = 0.1
"""
Of the residual stream. T5's own embeddings have a standard deviation of 1, which Adafactor's steps, relative to the
weights, suit; Adam's do not: at the same rate they would take ten times longer to move them.
"""
_NOISE = 0.1
_WRITTEN = 0.2
_LOOK_BACK_BIAS = 10.0
_LOOK_BACK_GAIN = 1.0
_MATCH_GAIN = 0.35
_COPY_GAIN = 4.0


@torch.no_grad()
def start_near_induction(model: T5ForConditionalGeneration, seed: int) -> None:
    """Rewrites the embeddings and six heads of a freshly drawn model."""
    config = model.config
    if config.num_decoder_layers < 2 or config.num_heads < 2 or config.d_model < 64:
        raise ValueError("the start needs at least 2 decoder layers, 2 heads and width 64")
    generator = torch.Generator().manual_seed(seed)
    parts = _Parts(config.d_model)
    model.shared.weight.normal_(0.0, _NOISE, generator=generator)
    model.shared.weight[:, parts.token] = torch.empty(config.vocab_size, len(parts.token)).normal_(generator=generator)
    model.shared.weight.mul_(_SCALE)
    # The head, tied to the embeddings, as it was before they were scaled.
    model.decoder.final_layer_norm.weight.div_(_SCALE)
    for stack in (model.encoder, model.decoder):
        _quieten(stack)
        for head, (steps, part) in enumerate([(1, parts.previous), (2, parts.before_previous)]):
            _look_back(stack, head, steps, config.d_kv, parts.token, part)
    cross = model.decoder.block[1].layer[1].EncDecAttention
    for head, (query, key) in enumerate([(parts.token, parts.previous), (parts.previous, parts.before_previous)]):
        _match(cross, head, config.d_kv, query, key, parts.token)
        _copy(cross, head, config.d_kv, parts.token, generator)


class _Parts:
    """Index sets of the residual stream: 1/2 token, 1/4 the token before, 1/4 the token two before."""

    def __init__(self, width: int):
        quarter = width // 4
        self.token = list(range(0, width - 2 * quarter))
        self.previous = list(range(width - 2 * quarter, width - quarter))
        self.before_previous = list(range(width - quarter, width))


def _quieten(stack: T5Stack) -> None:
    """T5's own start writes as much as the embeddings in every block; less, so that the parts stay legible."""
    for block in stack.block:
        *attentions, feed_forward = block.layer
        for layer in attentions:
            attention = layer.SelfAttention if hasattr(layer, "SelfAttention") else layer.EncDecAttention
            attention.o.weight.mul_(_WRITTEN * _SCALE)
        feed_forward.DenseReluDense.wo.weight.mul_(_WRITTEN * _SCALE)


def _rows(head: int, size: int) -> slice:
    return slice(head * size, (head + 1) * size)


def _projection(token: list[int], part: list[int]) -> Tensor:
    """The fixed projection `[token, part]` by which token identity is written into a part, and matched with it."""
    generator = torch.Generator().manual_seed(len(token) * 1009 + len(part))
    drawn = torch.empty(len(token), len(part)).normal_(generator=generator)
    return torch.linalg.qr(drawn).Q


def _look_back(stack: T5Stack, head: int, steps: int, size: int, token: list[int], part: list[int]) -> None:
    """Head `head` of all blocks prefers the key `steps` back; in the first block it copies the token found there."""
    attention = stack.block[0].layer[0].SelfAttention
    bucket = attention._relative_position_bucket(
        torch.tensor(-steps),
        bidirectional=not stack.is_decoder,
        num_buckets=attention.relative_attention_num_buckets,
        max_distance=attention.relative_attention_max_distance,
    )
    attention.relative_attention_bias.weight[:, head] = 0.0
    attention.relative_attention_bias.weight[bucket, head] = _LOOK_BACK_BIAS
    rows = _rows(head, size)
    attention.q.weight[rows] = 0.0
    columns = min(size, len(part))
    projection = _projection(token, part)[:, :columns]
    attention.v.weight[rows] = 0.0
    attention.v.weight[rows.start : rows.start + columns, token] = projection.T
    attention.o.weight[:, rows] = 0.0
    attention.o.weight[part[:columns], rows.start : rows.start + columns] = (
        _LOOK_BACK_GAIN * _SCALE * torch.eye(columns)
    )


def _match(cross: T5Attention, head: int, size: int, query: list[int], key: list[int], token: list[int]) -> None:
    """Query and key compare token identities; a part other than the token part already holds the projection."""
    rows, columns = _rows(head, size), min(size, len(key))
    for matrix, part in ((cross.q.weight, query), (cross.k.weight, key)):
        projection = _projection(token, key) if part is token else torch.eye(len(part))
        matrix[rows] = 0.0
        matrix[rows.start : rows.start + columns, part] = _MATCH_GAIN * projection[:, :columns].T


def _copy(cross: T5Attention, head: int, size: int, token: list[int], generator: torch.Generator) -> None:
    """Value and output: the token's identity, as far as the head has room for it."""
    rows, columns = _rows(head, size), min(size, len(token))
    basis = torch.linalg.qr(torch.empty(len(token), columns).normal_(generator=generator)).Q
    cross.v.weight[rows] = 0.0
    cross.v.weight[rows.start : rows.start + columns, token] = basis.T
    cross.o.weight[:, rows] = 0.0
    cross.o.weight[token, rows.start : rows.start + columns] = _COPY_GAIN * _SCALE * basis
