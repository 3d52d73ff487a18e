"""Weights in a file beside the graph as they are, in float32 or float16, and products with them in either."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from onnx import TensorProto

from .external import ExternalTensor
from .graph import GraphBuilder
from .weights import Layout


class FloatLinear:
    """
    float32 products over weights in a file beside the graph; where that holds float16, the runtime widens them when it
    loads them.
    """

    def __init__(self, tensors: Mapping[str, ExternalTensor], layout: Layout):
        self._tensors = tensors
        self._layout = layout

    def tensor(self, graph: GraphBuilder, name: str) -> str:
        return self._widen(graph, self._stored(graph, name))

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        matrix = graph.columns(self._matrix(graph, name), columns)
        return graph.node("MatMul", [value, self._widen(graph, matrix)], f"{name}.matmul")

    def embed(self, graph: GraphBuilder, ids: str) -> str:
        embedded = graph.node("Gather", [self._stored(graph, self._layout.table), ids], "embed.gather")
        return graph.node("Cast", [embedded], to=TensorProto.FLOAT) if self._is_half else embedded

    def head(self, graph: GraphBuilder, value: str) -> str:
        return self.matmul(graph, self._head, value)

    def _matrix(self, graph: GraphBuilder, name: str) -> str:
        """`[in, out]`, as stored."""
        stored = self._stored(graph, f"{name}.weight")
        if not (name == self._head or self._layout.is_transposed(name)):
            return stored
        return graph.of_weight("Transpose", [stored], f"{name}.transposed", perm=[1, 0])

    @property
    def _head(self) -> str:
        return self._layout.head or self._layout.table.removesuffix(".weight")

    def _stored(self, graph: GraphBuilder, name: str) -> str:
        return graph.weight(name, self._tensors[name])

    def _widen(self, graph: GraphBuilder, weight: str) -> str:
        return graph.of_weight("Cast", [weight], to=TensorProto.FLOAT) if self._is_half else weight

    @property
    def _is_half(self) -> bool:
        return self._tensors[self._layout.table].dtype == np.float16


class HalfLinear(FloatLinear):
    """
    Products in float16, for GPUs, over weights in float16; everything between them is float32. `wide`: what the names
    of matrices end in whose products are made in float32, because they leave the range of float16.
    """

    def __init__(self, tensors: Mapping[str, ExternalTensor], layout: Layout, wide: tuple[str, ...]):
        super().__init__(tensors, layout)
        self._wide = wide

    def matmul(self, graph: GraphBuilder, name: str, value: str, columns: slice = slice(None)) -> str:
        if self._wide and name.endswith(self._wide):
            return super().matmul(graph, name, value, columns)
        matrix = graph.columns(self._matrix(graph, name), columns)
        narrow = graph.node("Cast", [value], f"{name}.narrow", to=TensorProto.FLOAT16)
        product = graph.node("MatMul", [narrow, matrix], f"{name}.matmul")
        return graph.node("Cast", [product], f"{name}.wide", to=TensorProto.FLOAT)
