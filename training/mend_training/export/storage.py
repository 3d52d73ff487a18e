"""How weights lie on disk: as float32, or as float16 in half the room."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import chain
from typing import Literal, get_args

import torch
from torch import nn

from .errors import ExportError
from .weights import DistillerLike

Storage = Literal["float32", "float16"]


def as_stored(storage: Storage, target: nn.Module, distiller: DistillerLike) -> tuple[nn.Module, DistillerLike]:
    """
    The models with every weight at a value that the storage can hold; they still compute in float32. What is
    exported, hashed and measured are these, so that rounding happens in one place.
    """
    if storage not in get_args(Storage):
        raise ExportError(f"storage is {storage}; expected one of {list(get_args(Storage))}")
    if storage == "float32":
        return target, distiller
    # Copied together, so that shared token embeddings stay shared.
    target, distiller = copy.deepcopy((target, distiller))
    with torch.no_grad():
        for parameter in _parameters(target, distiller):
            parameter.copy_(narrowed(parameter))
    return target, distiller


def narrowed(tensor: torch.Tensor) -> torch.Tensor:
    """The values that float16 can hold, in float32; ExportError where one is too large for it."""
    rounded = tensor.half()
    if rounded.isinf().any() and tensor.isfinite().all():
        raise ExportError("a weight is too large for float16: export with storage float32")
    return rounded.float()


def _parameters(target: nn.Module, distiller: DistillerLike) -> Iterator[nn.Parameter]:
    modules = (target, distiller.body, distiller.adapter, distiller.recent_adapter or nn.Identity())
    return chain(*(module.parameters() for module in modules), [distiller.placeholders])
