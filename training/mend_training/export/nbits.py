"""Weights in blocks of 4 or 8 bits, and onnxruntime's products with them (`MatMulNBits`, of which it has a kernel for
every provider)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .external import ExternalFile, ExternalTensor
from .graph import GraphBuilder
from .tensors import Tensors
from .weights import Layout

BLOCK = 32
"""How many weights share a scale: of one output channel, side by side."""

TABLE_BITS = 8
"""
Of token embeddings and heads, be the other matrices in 4 bits or not: errors of the head go into every distribution as
they are.
"""

ACCURACY_LEVEL = 4
"""onnxruntime may quantize activations to int8, each block by itself; without, CPUs are several times slower."""


@dataclass(frozen=True)
class Blocks:
    """A matrix `[N, K]`: `codes [N, K / BLOCK, BLOCK * bits / 8]` of unsigned bytes and `scales [N, K / BLOCK]`."""

    bits: int
    width: int
    """`K`; the last block is filled up with zeros."""
    codes: ExternalTensor
    scales: ExternalTensor

    @classmethod
    def of(cls, matrix: np.ndarray, bits: int, file: ExternalFile) -> Blocks:
        codes, scales = quantize_blocks(matrix, bits)
        return cls(bits, matrix.shape[1], file.add(codes), file.add(scales))

    def rows(self, rows: slice) -> Blocks:
        return replace(self, codes=self.codes.rows(rows), scales=self.scales.rows(rows))


class NBitsLinear:
    """
    Matrices in blocks of `bits` bits; biases, norms and position embeddings stay float32. What a graph refers to is
    made and written into the file then; `table`: given where the token embeddings are in another file already.
    """

    def __init__(
        self, tensors: Tensors, layout: Layout, file: ExternalFile, bits: int, table: Blocks | None = None
    ) -> None:
        self._tensors = tensors
        self._layout = layout
        self._file = file
        self._bits = bits
        self._placed: dict[str, ExternalTensor] = {}
        self._blocks: dict[str, Blocks] = {}
        self.table = table or Blocks.of(tensors[layout.table], TABLE_BITS, file)

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        if name not in self._placed:
            self._placed[name] = self._file.add(self._tensors[name])
        return graph.weight(name, self._placed[name])

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        return _product(graph, name, value, self._of(name, self._bits).rows(columns))

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        table, name = self.table, self._layout.table
        rows, blocks, block = table.codes.shape
        codes = graph.weight(name, replace(table.codes, shape=(rows, blocks * block)))
        scales = graph.weight(f"{name}.scales", table.scales)
        places = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK, "bits": TABLE_BITS}
        embedded = graph.contributed("GatherBlockQuantized", [codes, ids, scales], "embed.gather", **places)
        if blocks * block == table.width:
            return embedded
        return graph.node("Slice", [embedded, graph.ints(0), graph.ints(table.width), graph.ints(-1)])

    def head(self, graph: GraphBuilder, value: str) -> str:
        tied = self._layout.head is None
        return _product(graph, "head", value, self.table if tied else self._of(self._layout.head, TABLE_BITS))

    def _of(self, name: str, bits: int) -> Blocks:
        if name not in self._blocks:
            matrix = self._tensors[f"{name}.weight"]
            self._blocks[name] = Blocks.of(matrix if self._layout.is_transposed(name) else matrix.T, bits, self._file)
        return self._blocks[name]


def quantize_blocks(matrix: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Codes and scales of a matrix `[N, K]`, as `Blocks` has them: `weight ~ (code - 2 ** (bits - 1)) * scale`. The weight
    of a block that is furthest from zero gets the lowest code, which has one more step than the highest.
    """
    rows, width = matrix.shape
    padded = np.zeros((rows, -(-width // BLOCK) * BLOCK), np.float32)
    padded[:, :width] = matrix
    blocks = padded.reshape(rows, -1, BLOCK)
    high, low, middle = blocks.max(axis=-1), blocks.min(axis=-1), 2 ** (bits - 1)
    scales = np.where(high > -low, high, low) / -middle
    scales[scales == 0] = 1
    blocks /= scales[..., None]
    codes = np.clip(np.rint(blocks, out=blocks), -middle, middle - 1, out=blocks)
    unsigned = (codes + middle).astype(np.uint8)
    if bits == 4:
        # The first of two weights is in the lower half of their byte.
        unsigned = unsigned[..., 0::2] | (unsigned[..., 1::2] << 4)
    return unsigned, scales.astype(np.float32)


def _product(graph: GraphBuilder, name: str, value: str, blocks: Blocks) -> str:
    rows = blocks.codes.shape[0]
    place = f"{name}@{blocks.codes.offset}"
    codes, scales = graph.weight(f"{place}.codes", blocks.codes), graph.weight(f"{place}.scales", blocks.scales)
    sizes = {"K": blocks.width, "N": rows, "bits": blocks.bits, "block_size": BLOCK, "accuracy_level": ACCURACY_LEVEL}
    return graph.contributed("MatMulNBits", [value, codes, scales], f"{name}.matmul", **sizes)
