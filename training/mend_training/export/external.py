"""Files beside the graphs that hold tensors once for several graphs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from types import TracebackType

import numpy as np

PAGE = 4096
LINE = 64
"""What tensors begin at, in bytes: large ones at a page, so that runtimes can map them, small ones at a cache line."""


@dataclass(frozen=True)
class ExternalTensor:
    """Where a tensor lies inside a file beside the graph; `offset` in bytes from the start of the file."""

    dtype: np.dtype
    shape: tuple[int, ...]
    location: str
    offset: int

    @property
    def nbytes(self) -> int:
        return prod(self.shape) * self.dtype.itemsize

    def rows(self, rows: slice) -> ExternalTensor:
        """Some of the first axis: they lie together."""
        start, stop, _ = rows.indices(self.shape[0])
        row = self.nbytes // self.shape[0]
        return replace(self, shape=(stop - start, *self.shape[1:]), offset=self.offset + start * row)


class ExternalFile:
    """A raw file of tensors, each written when it is added."""

    def __init__(self, folder: Path, location: str):
        self.location = location
        self._file = (folder / location).open("wb")

    def __enter__(self) -> ExternalFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        self._file.close()

    def add(self, array: np.ndarray) -> ExternalTensor:
        """Appends a tensor."""
        boundary = PAGE if array.nbytes >= PAGE else LINE
        end = self._file.tell()
        self._file.write(bytes(-end % boundary))
        offset = self._file.tell()
        self._file.write(np.ascontiguousarray(array).data)
        return ExternalTensor(array.dtype, array.shape, self.location, offset)
