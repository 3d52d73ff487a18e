"""Bodies of distillers, made from tensors alone: their configuration is read off the shapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from transformers import GPT2Config, GPT2Model, PreTrainedConfig, T5Config
from transformers.models.t5.modeling_t5 import T5Stack

from ..export.errors import ExportError
from .checkpoint import Sources
from .names import expected_shapes, fitted, refuse_others

PUBLISHED_HEAD_WIDTH = 64
"""Of every published GPT-2; heads are the one thing that the shapes of its tensors do not tell."""

Shapes = Mapping[str, tuple[int, ...]]


def read_body(found: Sources, like: PreTrainedConfig, heads: int | None, where: str, prefix: str) -> nn.Module:
    """
    A GPT-2, or the encoder of a T5, of these tensors, of the same family as `like`, and like it in what shapes do not
    tell. `heads` of a GPT-2: where None, those of published ones. `where` and `prefix`: where the tensors are and what
    their names start with there, for errors.
    """
    shapes = {name: source.shape for name, source in found.items()}
    if isinstance(like, GPT2Config):
        config = _gpt2_config(shapes, heads, f"{where}: {prefix}")
        kind = GPT2Model
    else:
        config = _t5_config(shapes, like, f"{where}: {prefix}")
        kind = T5Stack
    expected = expected_shapes(lambda: kind(config))
    refuse_others((prefix + name for name in found), (prefix + name for name in expected), where)
    tensors = fitted(found, expected, where, called=lambda name: prefix + name)
    with torch.device("meta"):
        body = kind(config)
    body.load_state_dict({name: source.read().float() for name, source in tensors.items()}, assign=True)
    return body.eval()


def _gpt2_config(shapes: Shapes, heads: int | None, where: str) -> GPT2Config:
    vocabulary, width = _matrix(shapes, "wte.weight", where)
    positions, _ = _matrix(shapes, "wpe.weight", where)
    _, inner = _matrix(shapes, "h.0.mlp.c_fc.weight", where)
    heads = heads or width // PUBLISHED_HEAD_WIDTH
    if heads == 0 or width % heads:
        raise ExportError(
            f"{where}wte.weight is {width} wide, which {heads} heads do not share: put the body's config.json beside it"
        )
    return GPT2Config(
        vocab_size=vocabulary,
        n_positions=positions,
        n_embd=width,
        n_inner=None if inner == 4 * width else inner,
        n_layer=_count(shapes, r"h\.(\d+)\."),
        n_head=heads,
    )


def _t5_config(shapes: Shapes, like: T5Config, where: str) -> T5Config:
    attention, dense = "block.0.layer.0.SelfAttention", "block.0.layer.1.DenseReluDense"
    gated = f"{dense}.wi_0.weight" in shapes
    vocabulary, width = _matrix(shapes, "embed_tokens.weight", where)
    buckets, heads = _matrix(shapes, f"{attention}.relative_attention_bias.weight", where)
    inner, _ = _matrix(shapes, f"{attention}.q.weight", where)
    forward, _ = _matrix(shapes, f"{dense}.wi_0.weight" if gated else f"{dense}.wi.weight", where)
    if inner % heads:
        raise ExportError(f"{where}{attention}.q.weight gives {inner}, which {heads} heads do not share")
    own: dict[str, Any] = {
        "vocab_size": vocabulary,
        "d_model": width,
        "d_kv": inner // heads,
        "d_ff": forward,
        "num_layers": _count(shapes, r"block\.(\d+)\."),
        "num_heads": heads,
        "relative_attention_num_buckets": buckets,
        "feed_forward_proj": "gated-gelu" if gated else "relu",
    }
    alike = ("relative_attention_max_distance", "layer_norm_epsilon")
    config = T5Config(**own, **{name: getattr(like, name) for name in alike})
    config.is_encoder_decoder, config.use_cache = False, False
    return config


def _matrix(shapes: Shapes, name: str, where: str) -> tuple[int, int]:
    shape = shapes.get(name)
    if shape is None:
        raise ExportError(f"{where}{name} is missing")
    if len(shape) != 2 or 0 in shape:
        raise ExportError(f"{where}{name} is {list(shape)}, where a matrix is expected")
    return shape[0], shape[1]


def _count(shapes: Shapes, pattern: str) -> int:
    return 1 + max(int(found[1]) for name in shapes if (found := re.match(pattern, name)))
