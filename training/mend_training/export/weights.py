"""A target LM and a distiller as plain arrays, named by hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from safetensors.numpy import save
from torch import nn

from ..anchors import Anchoring

Weights = dict[str, np.ndarray]

BODY_PREFIX = "body."
"""What the names of a body's tensors start with in a distiller's file."""


class DistillerLike(Protocol):
    """What the export needs to know of a distiller."""

    body: nn.Module
    """`GPT2Model`, or the encoder's `T5Stack`"""
    placeholders: nn.Parameter
    """`[l, d_s]`"""
    adapter: nn.Module
    """`nn.Identity`, `nn.Linear`, or `nn.Sequential(nn.Linear, nn.Tanh)`"""
    recent_adapter: nn.Linear | None
    """what the vectors of the last tokens differ by from their embeddings; None where no placeholders stand for them"""
    anchoring: Anchoring


class ExportError(ValueError):
    """The models given cannot be written as a model folder; the message says why."""


@dataclass(frozen=True)
class Layout:
    """How a module lays its weights out."""

    table: str
    """The token embeddings `[V, width]`."""
    head: str | None
    """The head's matrix, less `.weight`; None where it is tied to the token embeddings."""
    transposed: bool
    """Matrices are `[out, in]`, as in `nn.Linear`, instead of `[in, out]`."""


@dataclass(frozen=True)
class BodyWeights:
    """A target LM, or a distiller's body; `tensors` go by the names of the PyTorch module, `prefix` left out."""

    tensors: Weights
    prefix: str
    """What the tensors' names start with in a file."""
    layout: Layout
    layers: int
    heads: int
    head_width: int
    width: int
    vocabulary: int
    epsilon: float
    positions: int | None
    """How many positions it knows; None where any number will do."""

    @property
    def table(self) -> np.ndarray:
        """The token embeddings `[V, width]`."""
        return self.tensors[self.layout.table]

    def named(self) -> Weights:
        """All tensors, by the names they have in a file."""
        return {f"{self.prefix}{name}": tensor for name, tensor in self.tensors.items()}


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
    anchoring: Anchoring
    recent: AdapterWeights | None = None
    """The adapter of the placeholders that stand for the last tokens."""

    @property
    def anchors(self) -> str:
        """Which position ids the placeholders take: a kind of `Anchoring`."""
        return self.anchoring.kind

    def named(self) -> Weights:
        """All tensors, by the names they have in a file; the token embeddings too, be they the target's or not."""
        tensors = self.body.named() | {"placeholders": self.placeholders}
        if self.adapter:
            tensors |= {"adapter.weight": self.adapter.weight, "adapter.bias": self.adapter.bias}
        if self.recent:
            tensors |= {"recent_adapter.weight": self.recent.weight, "recent_adapter.bias": self.recent.bias}
        return tensors


def hash_target(target: BodyWeights) -> str:
    return hash_weights(target.named())


def hash_distiller(distiller: DistillerWeights) -> str:
    return hash_weights(distiller.named())


def hash_weights(tensors: Weights) -> str:
    """sha256 of the tensors as one safetensors file without metadata, in the order of their names."""
    return hashlib.sha256(save({name: tensors[name] for name in sorted(tensors)})).hexdigest()


def count_parameters(tensors: Weights) -> int:
    return sum(tensor.size for tensor in tensors.values())


def as_array(name: str, tensor: torch.Tensor) -> np.ndarray:
    """A copy in float32; ExportError, with the name, where a number is not finite."""
    array = tensor.detach().to("cpu", torch.float32).contiguous().numpy().copy()
    if not np.isfinite(array).all():
        raise ExportError(f"weight {name} holds NaN or infinity")
    return array
