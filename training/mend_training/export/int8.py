"""Weights, matrix products and token embeddings in int8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from .external import ExternalFile, ExternalTensor
from .graph import GraphBuilder
from .weights import Layout

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


@dataclass(frozen=True)
class QuantizedTable:
    """Token embeddings as codes and the scale of each row."""

    codes: np.ndarray | ExternalTensor
    scales: np.ndarray | ExternalTensor

    @classmethod
    def of(cls, array: np.ndarray) -> QuantizedTable:
        return cls(*quantize(array, axis=1))

    def placed_in(self, file: ExternalFile) -> QuantizedTable:
        """The same table, stored in a file that several graphs share."""
        return QuantizedTable(file.add(self.codes), file.add(self.scales))


class Int8Linear:
    """
    int8 codes, symmetric, one scale per output channel; activations are quantized on the fly, one scale per row
    (token), so that a row's result does not depend on what else is in the batch.
    """

    def __init__(self, tensors: Mapping[str, np.ndarray], layout: Layout, table: QuantizedTable):
        self._tensors = tensors
        self._layout = layout
        self._table = table

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        return graph.weight(name, self._tensors[name])

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        matrix = self._tensors[f"{name}.weight"]
        codes, scales = quantize(matrix.T if self._layout.transposed else matrix, axis=0)
        weight = graph.columns(graph.weight(f"{name}.weight", codes), columns)
        channels = graph.columns(graph.weight(f"{name}.scales", scales), columns)
        return _quantized_matmul(graph, name, value, weight, channels)

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        codes = graph.node("Gather", [self._codes(graph), ids], "embed.gather")
        scales = graph.node("Gather", [self._scales(graph), ids], "embed.scales")
        column = graph.node("Unsqueeze", [scales, graph.ints(-1)])
        return graph.node("Mul", [graph.node("Cast", [codes], to=TensorProto.FLOAT), column], "embed.scaled")

    def head(self, graph: GraphBuilder, value: str) -> str:
        if self._layout.head is not None:
            return self.matmul(graph, self._layout.head, value)
        transposed = graph.node("Transpose", [self._codes(graph)], "head.table", perm=[1, 0])
        return _quantized_matmul(graph, "head", value, transposed, self._scales(graph))

    def _codes(self, graph: GraphBuilder) -> str:
        return graph.weight(self._layout.table, self._table.codes)

    def _scales(self, graph: GraphBuilder) -> str:
        return graph.weight(self._layout.table.removesuffix("weight") + "scales", self._table.scales)


def quantize(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Symmetric codes of a matrix, `matrix ~ codes * scales`, one scale for each index of the axis that is kept; `axis`
    is the other one.
    """
    largest = np.abs(matrix).max(axis=axis, keepdims=True)
    scales = np.where(largest > 0, largest / CODE_LIMIT, 1).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales.reshape(-1)


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
