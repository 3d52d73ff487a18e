"""Reads a target LM and a distiller into plain arrays, and names them by hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from safetensors.numpy import save
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model

from ..anchors import Anchoring

Weights = dict[str, np.ndarray]

TARGET_PREFIX, BODY_PREFIX = "transformer.", "body."
"""What the names of a body's tensors start with in a target LM and in a distiller."""


class DistillerLike(Protocol):
    """What the export needs to know of a distiller."""

    body: GPT2Model
    placeholders: nn.Parameter
    """`[l, d_s]`"""
    adapter: nn.Module
    """`nn.Identity`, `nn.Linear`, or `nn.Sequential(nn.Linear, nn.Tanh)`"""
    anchoring: Anchoring


class ExportError(ValueError):
    """The models given cannot be written as a model folder; the message says why."""


@dataclass(frozen=True)
class BodyWeights:
    """A GPT-2 body: `tensors` has the names of `GPT2Model.state_dict()`."""

    tensors: Weights
    layers: int
    heads: int
    width: int
    positions: int
    vocabulary: int
    epsilon: float

    def named(self, prefix: str) -> Weights:
        return {f"{prefix}{name}": tensor for name, tensor in self.tensors.items()}


@dataclass(frozen=True)
class AdapterWeights:
    """`y = W x + b`, then tanh where `tanh` is set. `weight` is `[d, d_s]`."""

    weight: np.ndarray
    bias: np.ndarray
    tanh: bool


@dataclass(frozen=True)
class DistillerWeights:
    body: BodyWeights
    placeholders: np.ndarray
    adapter: AdapterWeights | None
    anchors: str
    """Which position ids the placeholders take: a kind of `Anchoring`."""

    def named(self) -> Weights:
        """All tensors, by the names they have in a file; the token embeddings too, be they the target's or not."""
        tensors = self.body.named(BODY_PREFIX) | {"placeholders": self.placeholders}
        if self.adapter:
            tensors |= {"adapter.weight": self.adapter.weight, "adapter.bias": self.adapter.bias}
        return tensors


def read_body(body: GPT2Model) -> BodyWeights:
    """Copies the weights of a GPT-2 body as float32; refuses configurations that the graphs do not know."""
    config = body.config
    _check_config(config)
    tensors = {name: _array(name, tensor) for name, tensor in body.state_dict().items()}
    return BodyWeights(
        tensors=tensors,
        layers=config.n_layer,
        heads=config.n_head,
        width=config.n_embd,
        positions=config.n_positions,
        vocabulary=config.vocab_size,
        epsilon=config.layer_norm_epsilon,
    )


def read_target(target: GPT2LMHeadModel) -> BodyWeights:
    """The target LM's body; its head must be tied to the token embeddings."""
    if not torch.equal(target.lm_head.weight, target.transformer.wte.weight):
        raise ExportError("the target LM's head is not tied to its token embeddings, which the graphs rely on")
    return read_body(target.transformer)


def read_distiller(distiller: DistillerLike) -> DistillerWeights:
    placeholders = _array("placeholders", distiller.placeholders)
    body = read_body(distiller.body)
    if placeholders.ndim != 2 or placeholders.shape[1] != body.width or placeholders.shape[0] == 0:
        raise ExportError(f"placeholders of shape {placeholders.shape} do not fit a distiller of width {body.width}")
    return DistillerWeights(body, placeholders, _read_adapter(distiller.adapter), distiller.anchoring.kind)


def hash_target(target: BodyWeights) -> str:
    return hash_weights(target.named(TARGET_PREFIX))


def hash_distiller(distiller: DistillerWeights) -> str:
    return hash_weights(distiller.named())


def hash_weights(tensors: Weights) -> str:
    """sha256 of the tensors as one safetensors file without metadata, in the order of their names."""
    return hashlib.sha256(save({name: tensors[name] for name in sorted(tensors)})).hexdigest()


def count_parameters(tensors: Weights) -> int:
    return sum(tensor.size for tensor in tensors.values())


def _read_adapter(adapter: nn.Module) -> AdapterWeights | None:
    if isinstance(adapter, nn.Identity):
        return None
    tanh = isinstance(adapter, nn.Sequential)
    if tanh and not (len(adapter) == 2 and isinstance(adapter[1], nn.Tanh)):
        raise ExportError(f"unknown adapter {adapter}; expected Identity, Linear, or Sequential(Linear, Tanh)")
    linear = adapter[0] if isinstance(adapter, nn.Sequential) else adapter
    if not isinstance(linear, nn.Linear):
        raise ExportError(f"unknown adapter {adapter}; expected Identity, Linear, or Sequential(Linear, Tanh)")
    weight = _array("adapter.weight", linear.weight)
    bias = np.zeros(weight.shape[0], np.float32) if linear.bias is None else _array("adapter.bias", linear.bias)
    return AdapterWeights(weight, bias, tanh)


def _array(name: str, tensor: torch.Tensor) -> np.ndarray:
    array = tensor.detach().to("cpu", torch.float32).contiguous().numpy().copy()
    if not np.isfinite(array).all():
        raise ExportError(f"weight {name} holds NaN or infinity")
    return array


def _check_config(config: GPT2Config) -> None:
    if config.activation_function != "gelu_new":
        raise ExportError(f"activation {config.activation_function} is not supported; expected gelu_new")
    if not config.scale_attn_weights or config.scale_attn_by_inverse_layer_idx:
        raise ExportError("only attention scaled by 1 / sqrt(head width) is supported")
    if config.add_cross_attention:
        raise ExportError("cross-attention is not supported")
