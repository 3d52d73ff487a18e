"""Reads a T5 into plain arrays, and refuses what the graphs do not know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack

from ..weights import BODY_PREFIX, BodyWeights, ExportError, Layout, as_array

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


def is_tied(target: T5ForConditionalGeneration) -> bool:
    """Whether the head is the token embeddings."""
    return torch.equal(target.lm_head.weight, target.shared.weight)


def read_target(target: T5ForConditionalGeneration) -> T5TargetWeights:
    """The whole target LM, its token embeddings once, its head where that is untied."""
    config, tensors = target.config, dict(target.state_dict())
    shared = target.shared.weight
    for stack in ("encoder", "decoder"):
        if not torch.equal(tensors.pop(f"{stack}.embed_tokens.weight"), shared):
            raise ExportError(f"the {stack} has token embeddings of its own, which the graphs know nothing of")
    tied = is_tied(target)
    if tied:
        del tensors["lm_head.weight"]
    return T5TargetWeights(
        **_shape(config),
        tensors={name: as_array(name, tensor) for name, tensor in tensors.items()},
        prefix="",
        layout=Layout("shared.weight", None if tied else "lm_head", transposed=True),
        layers=config.num_decoder_layers,
        encoder_layers=config.num_layers,
        scaled=config.scale_decoder_outputs,
        start_token=_token(config, "decoder_start_token_id"),
        end_token=_token(config, "eos_token_id"),
    )


def read_body(body: T5Stack) -> T5Weights:
    """A distiller's body, which must be an encoder."""
    if body.is_decoder:
        raise ExportError("the distiller's body is a T5 decoder; expected an encoder")
    return T5Weights(
        **_shape(body.config),
        tensors={name: as_array(name, tensor) for name, tensor in body.state_dict().items()},
        prefix=BODY_PREFIX,
        layout=Layout("embed_tokens.weight", None, transposed=True),
        layers=body.config.num_layers,
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
