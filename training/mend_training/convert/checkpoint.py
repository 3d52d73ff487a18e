"""Checkpoints in the layouts of transformers, read a tensor at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from ..export.errors import ExportError
from ..export.tensors import Source
from ..wording import listed, reason
from .files import INDEXES, WEIGHTS, read_json

Sources = dict[str, Source]


def open_checkpoint(folder: Path) -> Sources:
    """The tensors of a checkpoint's folder, whole or sharded, by the names they have there."""
    for whole, index in zip(WEIGHTS, INDEXES, strict=True):
        if (folder / whole).exists():
            return open_file(folder / whole)
        if (folder / index).exists():
            return _open_shards(folder / index)
    raise ExportError(f"{folder} holds no weights: none of {', '.join(WEIGHTS)}, nor an index of their shards")


def open_file(path: Path) -> Sources:
    """The tensors of one file, safetensors or a pickle of PyTorch's, which may hold nothing else."""
    return _open_safetensors(path) if path.suffix == ".safetensors" else _open_pickle(path)


def _open_shards(index: Path) -> Sources:
    shards = read_json(index).get("weight_map")
    if not isinstance(shards, dict) or not all(isinstance(name, str) for name in shards.values()):
        raise ExportError(f"{index} has no weight_map of names to files")
    found: Sources = {}
    for name in sorted(set(shards.values())):
        if Path(name).name != name:
            raise ExportError(f"{index} names {name}, which is not a file beside it")
        if not (index.parent / name).exists():
            raise ExportError(f"{index.parent} lacks the shard {name}")
        found |= open_file(index.parent / name)
    missing = sorted(set(shards) - set(found))
    if missing:
        raise ExportError(f"the shards of {index} lack {listed(missing)}")
    return found


def _open_safetensors(path: Path) -> Sources:
    try:
        file = safe_open(path, "pt")
        return {name: _source(file, name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except (SafetensorError, OSError) as error:
        raise ExportError(f"{path} is not a readable safetensors file: {error}") from error


def _source(file: Any, name: str) -> Source:
    place = file.get_slice(name)
    return Source(tuple(place.get_shape()), lambda: file.get_tensor(name), place.get_dtype() == "F16")


def _open_pickle(path: Path) -> Sources:
    try:
        content = _load(path)
    # What is no pickle makes the unpickler raise whatever it stumbles on.
    except Exception as error:
        raise ExportError(f"{path} is not a file of tensors alone: {reason(error)}") from error
    if not isinstance(content, Mapping) or not all(isinstance(value, torch.Tensor) for value in content.values()):
        raise ExportError(f"{path} is not a file of tensors by name")
    return {
        name: Source(tuple(tensor.shape), _giving(tensor), tensor.dtype == torch.float16)
        for name, tensor in content.items()
    }


def _load(path: Path) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except RuntimeError as error:
        # Written before PyTorch 1.6: such files can only be read whole.
        if "mmap" not in str(error):
            raise
        return torch.load(path, map_location="cpu", weights_only=True)


def _giving(tensor: torch.Tensor) -> Callable[[], torch.Tensor]:
    return lambda: tensor
