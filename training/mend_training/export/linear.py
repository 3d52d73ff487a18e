"""Weights, matrix products and token embeddings of a graph: what every dtype has to say of them."""

from __future__ import annotations

from typing import Protocol

from .graph import GraphBuilder


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
