"""A distiller as the export reads it, wherever it was trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from ..anchors import Anchoring


@dataclass(frozen=True)
class Distiller:
    body: nn.Module
    placeholders: nn.Parameter
    """`[l, d_s]`"""
    adapter: nn.Module
    anchoring: Anchoring
    recent_adapter: nn.Linear | None = None
    """Of a `hybrid`."""
    manifest: Mapping[str, Any] | None = None
    """Of the model folder that it comes from, where it does."""


def linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    """A layer of these weights, which are not copied."""
    layer = nn.Linear(weight.shape[1], weight.shape[0], device="meta")
    layer.weight, layer.bias = nn.Parameter(weight), nn.Parameter(bias)
    return layer
