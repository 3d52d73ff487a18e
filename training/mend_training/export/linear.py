"""Matrix products and embedding tables, in float32 or int8: the only places where the two dtypes differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from onnx import TensorProto

from .graph import ExternalFile, ExternalTensor, GraphBuilder

CODE_LIMIT, ACTIVATION_LIMIT, ACTIVATION_ZERO = 100, 81, 81
"""
Weights are coded as -100..100, activations as 0..162 around 81. Processors without VNNI add two products in 16 bits,
saturating, and 2 * 162 * 100 cannot saturate: every processor gets the same, exact sums. Both parts of the error
count about equally at this split (measured on a trained model of width 256: 0.0016 nats; 64 with 127 gives 0.0027;
the full range of both 0.0008 where nothing saturates). Activations are unsigned because products of two signed bytes
are about ten times slower in onnxruntime on x64.
"""

SMALLEST_SCALE = 1e-20
"""Keeps a row of zeros from being divided by zero."""


class Linear(Protocol):
    """How one dtype writes products and tables into a graph."""

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        """`[B, T, K] x [K, N] -> [B, T, N]`"""
        ...

    def table(self, array: np.ndarray, file: ExternalFile | None) -> Table:
        """Prepares an embedding table `[V, width]`, in the shared file or (`None`) inside the graph."""
        ...

    def embed(self, graph: GraphBuilder, table: Table, ids: str) -> str:
        """`[B, T] -> [B, T, width]`"""
        ...

    def head(self, graph: GraphBuilder, table: Table, value: str) -> str:
        """`[B, N, width] -> [B, N, V]` with the same table."""
        ...


@dataclass(frozen=True)
class Table:
    """An embedding table as one dtype stores it: floats, or codes and the scale of each row."""

    rows: np.ndarray | ExternalTensor
    scales: np.ndarray | ExternalTensor | None = None

    def add_rows(self, graph: GraphBuilder) -> str:
        return graph.weight("token_embeddings", self.rows)

    def add_scales(self, graph: GraphBuilder) -> str:
        assert self.scales is not None
        return graph.weight("token_embeddings.scales", self.scales)


class FloatLinear:
    """float32 products; the weights may be stored as float16, which the runtime widens once when it loads them."""

    def __init__(self, storage: type[np.floating] = np.float32):
        self._storage = storage

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        stored = graph.weight(f"{name}.weight", matrix.astype(self._storage))
        return graph.node("MatMul", [value, self._widen(graph, stored)], f"{name}.matmul")

    def table(self, array: np.ndarray, file: ExternalFile | None) -> Table:
        return Table(_place(array.astype(self._storage), file))

    def embed(self, graph: GraphBuilder, table: Table, ids: str) -> str:
        return self._widen(graph, graph.node("Gather", [table.add_rows(graph), ids], "embed.gather"))

    def head(self, graph: GraphBuilder, table: Table, value: str) -> str:
        transposed = graph.node("Transpose", [table.add_rows(graph)], "head.table", perm=[1, 0])
        return graph.node("MatMul", [value, self._widen(graph, transposed)], "head.matmul")

    def _widen(self, graph: GraphBuilder, value: str) -> str:
        return value if self._storage == np.float32 else graph.node("Cast", [value], to=TensorProto.FLOAT)


class Int8Linear:
    """
    int8 codes, symmetric, one scale per output channel; activations are quantized on the fly, one scale per row
    (token), so that a row's result does not depend on what else is in the batch.
    """

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        codes, scales = quantize(matrix, axis=0)
        weight = graph.weight(f"{name}.weight", codes)
        return _quantized_matmul(graph, name, value, weight, graph.weight(f"{name}.scales", scales))

    def table(self, array: np.ndarray, file: ExternalFile | None) -> Table:
        codes, scales = quantize(array, axis=1)
        return Table(_place(codes, file), _place(scales, file))

    def embed(self, graph: GraphBuilder, table: Table, ids: str) -> str:
        codes = graph.node("Gather", [table.add_rows(graph), ids], "embed.gather")
        scales = graph.node("Gather", [table.add_scales(graph), ids], "embed.scales")
        column = graph.node("Unsqueeze", [scales, graph.ints(-1)])
        return graph.node("Mul", [graph.node("Cast", [codes], to=TensorProto.FLOAT), column], "embed.scaled")

    def head(self, graph: GraphBuilder, table: Table, value: str) -> str:
        transposed = graph.node("Transpose", [table.add_rows(graph)], "head.table", perm=[1, 0])
        return _quantized_matmul(graph, "head", value, transposed, table.add_scales(graph))


def quantize(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Symmetric codes of a matrix, `matrix ~ codes * scales`, one scale for each index of the axis that is kept; `axis`
    is the other one.
    """
    largest = np.abs(matrix).max(axis=axis, keepdims=True)
    scales = np.where(largest > 0, largest / CODE_LIMIT, 1).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales.reshape(-1)


def dequantize(codes: np.ndarray, scales: np.ndarray, axis: int) -> np.ndarray:
    """What `quantize` stands for, in float32."""
    return codes.astype(np.float32) * np.expand_dims(scales, axis)


def _quantized_matmul(graph: GraphBuilder, name: str, value: str, codes: str, scales: str) -> str:
    # A positive axis: onnxruntime reduces an empty value (no position asked) along -1 to a wrong shape.
    largest = graph.node("ReduceMax", [graph.node("Abs", [value]), graph.ints(2)], f"{name}.largest", keepdims=1)
    bounded = graph.node("Max", [largest, graph.float(SMALLEST_SCALE)])
    row_scale = graph.node("Div", [bounded, graph.float(ACTIVATION_LIMIT)], f"{name}.row_scale")
    rounded = graph.node("Round", [graph.node("Div", [value, row_scale])])
    shifted = graph.node("Add", [rounded, graph.float(ACTIVATION_ZERO)])
    quantized = graph.node("Cast", [shifted], f"{name}.quantized", to=TensorProto.UINT8)
    zeros = [
        graph.weight("activation_zero", np.array(ACTIVATION_ZERO, np.uint8)),
        graph.weight("code_zero", np.array(0, np.int8)),
    ]
    product = graph.node("MatMulInteger", [quantized, codes, *zeros], f"{name}.matmul")
    unscaled = graph.node("Mul", [graph.node("Cast", [product], to=TensorProto.FLOAT), row_scale])
    return graph.node("Mul", [unscaled, scales], f"{name}.scaled")


def _place(array: np.ndarray, file: ExternalFile | None) -> np.ndarray | ExternalTensor:
    return array if file is None else file.add(array)
