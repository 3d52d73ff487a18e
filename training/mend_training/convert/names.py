"""Which tensors a model of transformers needs, and whether a checkpoint holds them in their shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import nn

from ..export.errors import ExportError
from ..wording import listed
from .checkpoint import Sources


def expected_shapes(build: Callable[[], nn.Module]) -> dict[str, tuple[int, ...]]:
    """The tensors of a module by name, without making it."""
    with torch.device("meta"):
        return {name: tuple(tensor.shape) for name, tensor in build().state_dict().items()}


def fitted(
    found: Sources, expected: dict[str, tuple[int, ...]], where: str, called: Callable[[str], str] = lambda name: name
) -> Sources:
    """
    What of `found` is expected; ExportError, naming them, where tensors are missing or have another shape. `called`:
    what the checkpoint calls a tensor, for the error.
    """
    missing = [called(name) for name in expected if name not in found]
    if missing:
        raise ExportError(f"{where} lacks {listed(missing)}")
    for name, shape in expected.items():
        if found[name].shape != shape:
            raise ExportError(f"{where}: {called(name)} is {list(found[name].shape)}, where {list(shape)} is expected")
    return {name: found[name] for name in expected}


def refuse_others(found: Iterable[str], expected: Iterable[str], where: str) -> None:
    """ExportError, naming them, where there are tensors that nothing reads."""
    others = sorted(set(found) - set(expected))
    if others:
        raise ExportError(f"{where} holds {listed(others)}, which nothing here knows")
