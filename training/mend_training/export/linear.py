"""Weights, matrix products and token embeddings of a graph, and how float32 writes them; int8.py does so in int8."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from onnx import TensorProto

from .external import ExternalTensor
from .graph import GraphBuilder
from .weights import Layout


class Linear(Protocol):
    """How one dtype writes the weights of one model into a graph; tensors go by the names of `BodyWeights`."""

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        """A tensor in float32."""
        ...

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        """`[B, T, K] x [K, N] -> [B, T, N]` with the matrix `{name}.weight`, or with some of its columns."""
        ...

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        """Token embeddings, `[B, T] -> [B, T, width]`."""
        ...

    def head(self, graph: GraphBuilder, value: str) -> str:
        """`[B, N, width] -> [B, N, V]` with the head, which may be the token embeddings."""
        ...


class FloatLinear:
    """
    float32 products over weights in a file beside the graph; where that holds float16, the runtime widens them once
    when it loads them.
    """

    def __init__(self, tensors: Mapping[str, ExternalTensor], layout: Layout):
        self._tensors = tensors
        self._layout = layout

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        return self._widen(graph, self._stored(graph, name))

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        matrix = self._stored(graph, f"{name}.weight")
        if self._layout.transposed:
            matrix = graph.node("Transpose", [matrix], f"{name}.transposed", perm=[1, 0])
        matrix = graph.columns(matrix, columns)
        return graph.node("MatMul", [value, self._widen(graph, matrix)], f"{name}.matmul")

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        return self._widen(graph, graph.node("Gather", [self._stored(graph, self._layout.table), ids], "embed.gather"))

    def head(self, graph: GraphBuilder, value: str) -> str:
        if self._layout.head is not None:
            return self.matmul(graph, self._layout.head, value)
        transposed = graph.node("Transpose", [self._stored(graph, self._layout.table)], "head.table", perm=[1, 0])
        return graph.node("MatMul", [value, self._widen(graph, transposed)], "head.matmul")

    def _stored(self, graph: GraphBuilder, name: str) -> str:
        return graph.weight(name, self._tensors[name])

    def _widen(self, graph: GraphBuilder, value: str) -> str:
        is_half = self._tensors[self._layout.table].array.dtype == np.float16
        return graph.node("Cast", [value], to=TensorProto.FLOAT) if is_half else value
