"""Matrix products and embedding tables, in float32 or int8: the only places where the two dtypes differ."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from onnx import TensorProto

from .graph import ExternalFile, ExternalTensor, GraphBuilder

QUANTIZED_ZERO = 128
"""Codes are unsigned with this zero: products of two unsigned codes cannot saturate on processors without VNNI."""


class Linear(Protocol):
    """How one dtype writes products and tables into a graph."""

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        """`[..., K] x [K, N] -> [..., N]`"""
        ...

    def embed(self, graph: GraphBuilder, table: "Table", ids: str) -> str:
        """`[B, T] -> [B, T, width]`"""
        ...

    def head(self, graph: GraphBuilder, table: "Table", value: str) -> str:
        """`[B, N, width] -> [B, N, V]` with the same table."""
        ...

    def table(self, array: np.ndarray, file: ExternalFile | None) -> "Table":
        """Prepares an embedding table, in the shared file or (`None`) inside the graph."""
        ...


class Table:
    """An embedding table as one dtype stores it: the codes or floats, and the scale of each row for int8."""

    def __init__(self, name: str, values: np.ndarray, scales: np.ndarray | None, file: ExternalFile | None):
        self.name = name
        self._values = _place(values, file)
        self._scales = None if scales is None else _place(scales, file)

    def values(self, graph: GraphBuilder) -> str:
        return graph.weight(self.name, self._values)

    def scales(self, graph: GraphBuilder) -> str:
        assert self._scales is not None
        return graph.weight(f"{self.name}.scales", self._scales)


class FloatLinear:
    """float32 weights."""

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        return graph.node("MatMul", [value, graph.weight(f"{name}.weight", matrix)], f"{name}.matmul")

    def table(self, array: np.ndarray, file: ExternalFile | None) -> Table:
        return Table("token_embeddings", array, None, file)

    def embed(self, graph: GraphBuilder, table: Table, ids: str) -> str:
        return graph.node("Gather", [table.values(graph), ids], "embed.gather")

    def head(self, graph: GraphBuilder, table: Table, value: str) -> str:
        transposed = graph.node("Transpose", [table.values(graph)], "head.table", perm=[1, 0])
        return graph.node("MatMul", [value, transposed], "head.matmul")


class Int8Linear:
    """
    int8 codes, symmetric, one scale per output channel; activations are quantized on the fly, one scale per row (token), so that a row's
    result does not depend on what else is in the batch.
    """

    def matmul(self, graph: GraphBuilder, name: str, value: str, matrix: np.ndarray) -> str:
        codes, scales = quantize(matrix, axis=0)
        return _quantized_matmul(
            graph, name, value, graph.weight(f"{name}.weight", codes), graph.weight(f"{name}.scales", scales)
        )

    def table(self, array: np.ndarray, file: ExternalFile | None) -> Table:
        codes, scales = quantize(array, axis=1)
        return Table("token_embeddings", codes, scales, file)

    def embed(self, graph: GraphBuilder, table: Table, ids: str) -> str:
        codes = graph.node("Gather", [table.values(graph), ids], "embed.gather")
        scales = graph.node("Gather", [table.scales(graph), ids], "embed.scales")
        centred = graph.node(
            "Sub", [graph.node("Cast", [codes], to=TensorProto.FLOAT), graph.float(float(QUANTIZED_ZERO))]
        )
        return graph.node("Mul", [centred, graph.node("Unsqueeze", [scales, graph.ints(-1)])], "embed.scaled")

    def head(self, graph: GraphBuilder, table: Table, value: str) -> str:
        transposed = graph.node("Transpose", [table.values(graph)], "head.table", perm=[1, 0])
        return _quantized_matmul(graph, "head", value, transposed, table.scales(graph))


def quantize(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Symmetric 8-bit codes of a matrix, `matrix ~ (codes - 128) * scales`, one scale for each index of the other axis: `axis` is the one
    that is reduced.
    """
    largest = np.abs(matrix).max(axis=axis, keepdims=True)
    scales = np.where(largest > 0, largest / 127, 1).astype(np.float32)
    codes = np.rint(matrix / scales) + QUANTIZED_ZERO
    return codes.astype(np.uint8), scales.reshape(-1)


def dequantize(codes: np.ndarray, scales: np.ndarray, axis: int) -> np.ndarray:
    """What `quantize` stands for, in float32."""
    return (codes.astype(np.float32) - QUANTIZED_ZERO) * np.expand_dims(scales, axis)


def _quantized_matmul(graph: GraphBuilder, name: str, value: str, codes: str, scales: str) -> str:
    largest = graph.node("ReduceMax", [graph.node("Abs", [value]), graph.ints(2)], f"{name}.largest", keepdims=1)
    # The floor keeps a row of zeros from dividing by zero.
    scale = graph.node("Div", [graph.node("Max", [largest, graph.float(1e-20)]), graph.float(127.0)], f"{name}.row_scale")
    rounded = graph.node("Round", [graph.node("Div", [value, scale])])
    shifted = graph.node("Add", [rounded, graph.float(float(QUANTIZED_ZERO))])
    quantized = graph.node("Cast", [shifted], f"{name}.quantized", to=TensorProto.UINT8)
    zero = graph.weight("quantized_zero", np.array(QUANTIZED_ZERO, np.uint8))
    product = graph.node("MatMulInteger", [quantized, codes, zero, zero], f"{name}.matmul")
    unscaled = graph.node("Mul", [graph.node("Cast", [product], to=TensorProto.FLOAT), scale])
    return graph.node("Mul", [unscaled, scales], f"{name}.scaled")


def _place(array: np.ndarray, file: ExternalFile | None) -> np.ndarray | ExternalTensor:
    return array if file is None else file.add(array)
