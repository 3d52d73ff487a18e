"""Reads a GPT-2 into plain arrays, and refuses what the graphs do not know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from transformers import GPT2Config

from ..errors import ExportError
from ..tensors import Tensors
from ..weights import BODY_PREFIX, BodyWeights, Layout

TARGET_PREFIX = "transformer."
_HEAD = "lm_head"
LAYOUT = Layout(table="wte.weight", head=None, transposed=False)


def read_target(config: GPT2Config, tensors: Tensors) -> BodyWeights:
    """The target LM from the tensors of a `GPT2LMHeadModel`: its body, and its head where that is untied."""
    tensors = tensors.renamed(lambda name: name.removeprefix(TARGET_PREFIX))
    head = f"{_HEAD}.weight"
    if np.array_equal(tensors[head], tensors[LAYOUT.table]):
        return _read(config, tensors.without(head), TARGET_PREFIX, LAYOUT)
    return _read(config, tensors, TARGET_PREFIX, replace(LAYOUT, head=_HEAD))


def read_body(config: GPT2Config, tensors: Tensors) -> BodyWeights:
    """A distiller's body from the tensors of a `GPT2Model`."""
    return _read(config, tensors, BODY_PREFIX, LAYOUT)


def _read(config: GPT2Config, tensors: Tensors, prefix: str, layout: Layout) -> BodyWeights:
    _check_config(config)
    return BodyWeights(
        tensors=tensors,
        prefix=prefix,
        layout=layout,
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
