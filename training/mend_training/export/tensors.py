"""A model's tensors by name, read one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import torch

from .errors import ExportError


@dataclass(frozen=True)
class Source:
    """Where a tensor comes from: a file that is not read yet, or a module's own memory."""

    shape: tuple[int, ...]
    read: Callable[[], torch.Tensor]
    half: bool = False
    """Whether it is in float16 there."""


class Tensors(Mapping[str, np.ndarray]):
    """
    float32 arrays by name. Each is made when it is asked for and not kept, so that a model of which a file or a module
    holds the weights is not in memory a second time. ExportError, with the name, where a number is not finite.
    """

    def __init__(self, sources: Mapping[str, Source]):
        self._sources = dict(sources)

    @classmethod
    def of(cls, tensors: Mapping[str, torch.Tensor]) -> Tensors:
        """Of a module's `state_dict`, say."""
        return cls({name: Source(tuple(tensor.shape), _giving(tensor)) for name, tensor in tensors.items()})

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Tensors:
        return cls.of({name: torch.from_numpy(array) for name, array in arrays.items()})

    def __getitem__(self, name: str) -> np.ndarray:
        return as_array(name, self._sources[name].read())

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def __or__(self, other: Tensors) -> Tensors:
        return Tensors(self._sources | other._sources)

    @property
    def half(self) -> bool:
        """Whether all are in float16 where they come from."""
        return all(source.half for source in self._sources.values())

    def shape(self, name: str) -> tuple[int, ...]:
        return self._sources[name].shape

    def count(self) -> int:
        """How many numbers all tensors hold together."""
        return sum(prod(source.shape) for source in self._sources.values())

    def renamed(self, rename: Callable[[str], str]) -> Tensors:
        return Tensors({rename(name): source for name, source in self._sources.items()})

    def without(self, *names: str) -> Tensors:
        return Tensors({name: source for name, source in self._sources.items() if name not in names})

    def changed(self, change: Callable[[torch.Tensor], torch.Tensor]) -> Tensors:
        """The same with every tensor changed, in float32, whenever it is read; its shape must stay."""

        def changing(read: Callable[[], torch.Tensor]) -> Callable[[], torch.Tensor]:
            return lambda: change(read().float())

        return Tensors({name: Source(each.shape, changing(each.read)) for name, each in self._sources.items()})


def _giving(tensor: torch.Tensor) -> Callable[[], torch.Tensor]:
    return lambda: tensor


def as_array(name: str, tensor: torch.Tensor) -> np.ndarray:
    """A copy in float32; ExportError, with the name, where a number is not finite."""
    array = tensor.detach().to("cpu", torch.float32, copy=True).contiguous().numpy()
    if not np.isfinite(array).all():
        raise ExportError(f"weight {name} holds NaN or infinity")
    return array
