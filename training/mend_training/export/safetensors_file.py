"""
Safetensors files written, and hashed, a tensor at a time: 8 bytes with the length of the JSON header, the header with
offsets behind itself, then the tensors as raw little-endian rows. The bytes are those that the `safetensors` library
gives, which would hold the whole file in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from .external import ExternalTensor
from .tensors import Tensors

_NAMES = {np.dtype(np.float32): "F32", np.dtype(np.float16): "F16"}


def write_safetensors(folder: Path, location: str, tensors: Tensors, storage: np.dtype) -> dict[str, ExternalTensor]:
    """Writes the tensors as `storage`, and says where in the file each lies."""
    # transformers refuses files that do not say which framework's tensors they hold.
    header, offsets = _header(tensors, storage, {"__metadata__": {"format": "pt"}})
    with (folder / location).open("wb") as file:
        file.write(header)
        for name in offsets:
            file.write(tensors[name].astype(storage, copy=False).tobytes())
    return {
        name: ExternalTensor(storage, tensors.shape(name), location, len(header) + offset)
        for name, offset in offsets.items()
    }


def hash_weights(tensors: Tensors) -> str:
    """sha256 of the tensors as one safetensors file of float32 without metadata, in the order of their names."""
    header, offsets = _header(tensors, np.dtype(np.float32), {})
    digest = hashlib.sha256(header)
    for name in offsets:
        digest.update(tensors[name].data)
    return digest.hexdigest()


def _header(tensors: Tensors, storage: np.dtype, metadata: Mapping[str, Any]) -> tuple[bytes, dict[str, int]]:
    """The file up to the first tensor, and each tensor's offset behind that, in the order they lie."""
    entries, offsets, end = dict(metadata), {}, 0
    for name in sorted(tensors):
        shape = tensors.shape(name)
        offsets[name] = end
        end += prod(shape) * storage.itemsize
        entries[name] = {"dtype": _NAMES[storage], "shape": list(shape), "data_offsets": [offsets[name], end]}
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text, offsets
