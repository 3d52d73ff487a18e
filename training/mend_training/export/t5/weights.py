"""Reads a T5 into plain arrays, and refuses what the graphs do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from transformers import T5Config

from ..errors import ExportError
from ..tensors import Tensors
from ..weights import BODY_PREFIX, BodyWeights, Layout

_TABLE, _HEAD = "shared.weight", "lm_head"

_GATED = {"relu": False, "gated-gelu": True}
"""The feed-forward layers known: of the first T5, and of T5 1.1 and all that came after it."""


@dataclass(frozen=True)
class T5Weights(BodyWeights):
    """An encoder stack, or a whole T5."""

    gated: bool
    """The feed-forward layers are gated by gelu (by its tanh approximation); they use relu otherwise."""
    buckets: int
    max_distance: int
    """The relative position bias: of how many buckets, and from which distance on all share the last."""


@dataclass(frozen=True)
class T5TargetWeights(T5Weights):
    """A T5; `layers` are the decoder's."""

    encoder_layers: int
    scaled: bool
    """The head reads the decoder's states times `width ** -0.5`."""
    start_token: int
    end_token: int


def read_target(config: T5Config, tensors: Tensors) -> T5TargetWeights:
    """
    The whole target LM from the tensors of a `T5ForConditionalGeneration`: its token embeddings once, its head where
    that is untied.
    """
    shared = tensors[_TABLE]
    for stack in ("encoder", "decoder"):
        name = f"{stack}.embed_tokens.weight"
        if not np.array_equal(tensors[name], shared):
            raise ExportError(f"the {stack} has token embeddings of its own, which the graphs know nothing of")
        tensors = tensors.without(name)
    tied = np.array_equal(tensors[f"{_HEAD}.weight"], shared)
    return T5TargetWeights(
        **_shape(config),
        tensors=tensors.without(f"{_HEAD}.weight") if tied else tensors,
        prefix="",
        layout=Layout(_TABLE, None if tied else _HEAD, transposed=True),
        layers=config.num_decoder_layers,
        encoder_layers=config.num_layers,
        scaled=config.scale_decoder_outputs,
        start_token=_token(config, "decoder_start_token_id"),
        end_token=_token(config, "eos_token_id"),
    )


def read_body(config: T5Config, tensors: Tensors) -> T5Weights:
    """A distiller's body from the tensors of a `T5Stack`, which must be an encoder."""
    if config.is_decoder:
        raise ExportError("the distiller's body is a T5 decoder; expected an encoder")
    return T5Weights(
        **_shape(config),
        tensors=tensors,
        prefix=BODY_PREFIX,
        layout=Layout("embed_tokens.weight", None, transposed=True),
        layers=config.num_layers,
    )


def _shape(config: T5Config) -> dict[str, Any]:
    """What encoder and decoder have in common."""
    if config.feed_forward_proj not in _GATED:
        raise ExportError(f"feed_forward_proj {config.feed_forward_proj} is not supported; expected {list(_GATED)}")
    if config.relative_attention_max_distance <= config.relative_attention_num_buckets // 2:
        raise ExportError("the relative position bias needs a largest distance of more than half its buckets")
    return {
        "heads": config.num_heads,
        "head_width": config.d_kv,
        "width": config.d_model,
        "vocabulary": config.vocab_size,
        "epsilon": config.layer_norm_epsilon,
        "positions": None,
        "gated": _GATED[config.feed_forward_proj],
        "buckets": config.relative_attention_num_buckets,
        "max_distance": config.relative_attention_max_distance,
    }


def _token(config: T5Config, name: str) -> int:
    value = getattr(config, name)
    if not isinstance(value, int):
        raise ExportError(f"the target LM's config names no single {name}, but {value}")
    return value
