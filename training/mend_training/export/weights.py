"""A target LM and a distiller as plain arrays, named by hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from torch import nn

from ..anchors import Anchoring
from .safetensors_file import hash_weights
from .tensors import Tensors

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


@dataclass(frozen=True)
class Layout:
    """How a module lays its weights out."""

    table: str
    """The token embeddings `[V, width]`."""
    head: str | None
    """The head's matrix `[V, width]`, less `.weight`; None where it is tied to the token embeddings."""
    transposed: bool
    """All other matrices are `[out, in]`, as in `nn.Linear`, instead of `[in, out]`."""

    def is_transposed(self, name: str) -> bool:
        """Whether the matrix of that name, less `.weight`, is `[out, in]`."""
        return self.transposed or name == self.head


@dataclass(frozen=True)
class BodyWeights:
    """A target LM, or a distiller's body; `tensors` go by the names of the PyTorch module, `prefix` left out."""

    tensors: Tensors
    prefix: str
    """What the tensors' names start with in a file; but for the head's, which is no part of the body."""
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

    def named(self) -> Tensors:
        """All tensors, by the names they have in a file."""
        return self.tensors.renamed(self._in_file)

    def _in_file(self, name: str) -> str:
        return name if name == f"{self.layout.head}.weight" else f"{self.prefix}{name}"


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

    def named(self) -> Tensors:
        """All tensors, by the names they have in a file; the token embeddings too, be they the target's or not."""
        own = {"placeholders": self.placeholders}
        if self.adapter:
            own |= {"adapter.weight": self.adapter.weight, "adapter.bias": self.adapter.bias}
        if self.recent:
            own |= {"recent_adapter.weight": self.recent.weight, "recent_adapter.bias": self.recent.bias}
        return self.body.named() | Tensors.of_arrays(own)

    @property
    def out_width(self) -> int:
        """Width of the vectors that it gives."""
        return self.adapter.weight.shape[0] if self.adapter else self.body.width


def hash_target(target: BodyWeights) -> str:
    return hash_weights(target.named())


def hash_distiller(distiller: DistillerWeights) -> str:
    return hash_weights(distiller.named())
