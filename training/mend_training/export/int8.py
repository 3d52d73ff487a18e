"""Weights, matrix products and token embeddings in int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from .external import ExternalFile, ExternalTensor
from .graph import GraphBuilder
from .tensors import Tensors
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
    """Token embeddings as codes and the scale of each row, in a file that several graphs share."""

    codes: ExternalTensor
    scales: ExternalTensor

    @classmethod
    def of(cls, array: np.ndarray, file: ExternalFile) -> QuantizedTable:
        codes, scales = quantize(array, axis=1)
        return cls(file.add(codes), file.add(scales))


class Int8Linear:
    """
    int8 codes, symmetric, one scale per output channel; activations are quantized on the fly, one scale per row
    (token), so that a row's result does not depend on what else is in the batch. What a graph refers to is made and
    written into the file then; `table`: given where the token embeddings are in another file already.
    """

    def __init__(self, tensors: Tensors, layout: Layout, file: ExternalFile, table: QuantizedTable | None = None):
        self._tensors = tensors
        self._layout = layout
        self._file = file
        self._placed: dict[str, ExternalTensor] = {}
        self.table = table or QuantizedTable.of(tensors[layout.table], file)

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        if name not in self._placed:
            self._placed[name] = self._file.add(self._tensors[name])
        return graph.weight(name, self._placed[name])

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        weight, scales = f"{name}.weight", f"{name}.scales"
        if weight not in self._placed:
            matrix = self._tensors[weight]
            parts = quantize(matrix.T if self._layout.is_transposed(name) else matrix, axis=0)
            self._placed[weight], self._placed[scales] = map(self._file.add, parts)
        codes, channels = (graph.columns(graph.weight(each, self._placed[each]), columns) for each in (weight, scales))
        return _quantized_matmul(graph, name, value, codes, channels)

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        codes = graph.node("Gather", [self._codes(graph), ids], "embed.gather")
        scales = graph.node("Gather", [self._scales(graph), ids], "embed.scales")
        column = graph.node("Unsqueeze", [scales, graph.ints(-1)])
        return graph.node("Mul", [graph.node("Cast", [codes], to=TensorProto.FLOAT), column], "embed.scaled")

    def head(self, graph: GraphBuilder, value: str) -> str:
        if self._layout.head is not None:
            return self.matmul(graph, self._layout.head, value)
        transposed = graph.of_weight("Transpose", [self._codes(graph)], "head.table", perm=[1, 0])
        return _quantized_matmul(graph, "head", value, transposed, self._scales(graph))

    def _codes(self, graph: GraphBuilder) -> str:
        return graph.weight(self._layout.table, self.table.codes)

    def _scales(self, graph: GraphBuilder) -> str:
        return graph.weight(self._layout.table.removesuffix("weight") + "scales", self.table.scales)


def quantize(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Symmetric codes of a matrix, `matrix ~ codes * scales`, one scale for each index of the axis that is kept; `axis`
    is the other one.
    """
    largest = np.maximum(matrix.max(axis=axis, keepdims=True), -matrix.min(axis=axis, keepdims=True))
    scales = np.where(largest > 0, largest / CODE_LIMIT, 1).astype(np.float32)
    codes = matrix / scales
    return np.rint(codes, out=codes).astype(np.int8), scales.reshape(-1)


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
