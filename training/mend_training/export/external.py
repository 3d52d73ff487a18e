"""Files beside the graphs that hold tensors once for several graphs: safetensors, and raw ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save

PAGE = 4096


@dataclass(frozen=True)
class ExternalTensor:
    """Where a tensor lies inside a file beside the graph; `offset` in bytes from the start of the file."""

    array: np.ndarray
    location: str
    offset: int


def write_safetensors(folder: Path, location: str, tensors: dict[str, np.ndarray]) -> dict[str, ExternalTensor]:
    """
    Writes a safetensors file, and says where in it each tensor lies: 8 bytes with the length of the JSON header, the
    header with offsets behind itself, then the tensors as raw little-endian rows, which is what ONNX expects too.
    """
    # transformers refuses files that do not say which framework's tensors they hold.
    content = save({name: tensors[name] for name in sorted(tensors)}, metadata={"format": "pt"})
    (folder / location).write_bytes(content)
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    return {
        name: ExternalTensor(array, location, start + header[name]["data_offsets"][0])
        for name, array in tensors.items()
    }


class ExternalFile:
    """A raw file of tensors, each at the start of a page, so that runtimes can map it."""

    def __init__(self, location: str):
        self.location = location
        self._parts: list[ExternalTensor] = []
        self._end = 0

    def add(self, array: np.ndarray) -> ExternalTensor:
        """Appends a tensor."""
        offset = -(-self._end // PAGE) * PAGE
        array = np.ascontiguousarray(array)
        tensor = ExternalTensor(array, self.location, offset)
        self._parts.append(tensor)
        self._end = offset + array.nbytes
        return tensor

    def write(self, folder: Path) -> None:
        content = bytearray(self._end)
        for part in self._parts:
            content[part.offset : part.offset + part.array.nbytes] = part.array.tobytes()
        (folder / self.location).write_bytes(bytes(content))
