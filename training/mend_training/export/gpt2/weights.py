"""Reads a GPT-2 into plain arrays, and refuses what the graphs do not know."""

from __future__ import annotations

import torch
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model

from ..weights import BODY_PREFIX, BodyWeights, ExportError, Layout, as_array

TARGET_PREFIX = "transformer."
LAYOUT = Layout(table="wte.weight", head=None, transposed=False)


def read_target(target: GPT2LMHeadModel) -> BodyWeights:
    """The target LM's body; its head must be tied to the token embeddings."""
    if not torch.equal(target.lm_head.weight, target.transformer.wte.weight):
        raise ExportError("the target LM's head is not tied to its token embeddings, which the graphs rely on")
    return _read(target.transformer, TARGET_PREFIX)


def read_body(body: GPT2Model) -> BodyWeights:
    """A distiller's body."""
    return _read(body, BODY_PREFIX)


def _read(body: GPT2Model, prefix: str) -> BodyWeights:
    config = body.config
    _check_config(config)
    return BodyWeights(
        tensors={name: as_array(name, tensor) for name, tensor in body.state_dict().items()},
        prefix=prefix,
        layout=LAYOUT,
        layers=config.n_layer,
        heads=config.n_head,
        head_width=config.n_embd // config.n_head,
        width=config.n_embd,
        vocabulary=config.vocab_size,
        epsilon=config.layer_norm_epsilon,
        positions=config.n_positions,
    )


def _check_config(config: GPT2Config) -> None:
    if config.activation_function != "gelu_new":
        raise ExportError(f"activation {config.activation_function} is not supported; expected gelu_new")
    if not config.scale_attn_weights or config.scale_attn_by_inverse_layer_idx:
        raise ExportError("only attention scaled by 1 / sqrt(head width) is supported")
    if config.add_cross_attention:
        raise ExportError("cross-attention is not supported")
