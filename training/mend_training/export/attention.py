"""Attention as ONNX nodes, as far as the families share it."""

from __future__ import annotations

from onnx import TensorProto

from .graph import GraphBuilder

HIDDEN_BIAS = -1e9
"""Added to the score of an invisible position; its probability becomes exactly 0 in float32."""


def split_heads(graph: GraphBuilder, value: str, heads: int, head_width: int) -> str:
    """`[B, T, H * D] -> [B, H, T, D]`"""
    shape = graph.ints(0, 0, heads, head_width)
    return graph.node("Transpose", [graph.node("Reshape", [value, shape])], perm=[0, 2, 1, 3])


def mix_values(graph: GraphBuilder, name: str, query: str, keys: str, values: str, bias: str, width: int) -> str:
    """
    What each row of `query [B, H, Q, D]` reads from keys and values `[B, H, S, D]`, heads joined again: `[B, Q, width]`
    with `width = H * D`. `bias` is added to the scores `[B, H, Q, S]`, which are not scaled here.
    """
    transposed = graph.node("Transpose", [keys], perm=[0, 1, 3, 2])
    scores = graph.node("Add", [graph.node("MatMul", [query, transposed]), bias], f"{name}.scores")
    mixed = graph.node("MatMul", [graph.node("Softmax", [scores], axis=-1), values], f"{name}.mixed")
    joined = graph.node("Transpose", [mixed], perm=[0, 2, 1, 3])
    return graph.node("Reshape", [joined, graph.ints(0, 0, width)], f"{name}.joined")


def append_past(graph: GraphBuilder, past: str, new: str, batch: str) -> str:
    """Repeats a past of batch 1 over the batch, and puts the new positions behind it."""
    shape = graph.concat([batch, graph.ints(1, 1, 1)], 0)
    return graph.concat([graph.node("Expand", [past, shape]), new], 2)


def count_to(graph: GraphBuilder, length: str) -> str:
    """`0 .. length - 1`; `length` is a 1-D tensor of one int64."""
    return graph.node("Range", [graph.int(0), graph.node("Squeeze", [length, graph.ints(0)]), graph.int(1)])


def seen(graph: GraphBuilder, attention_mask: str) -> str:
    """A mask `[B, S]` of ones and zeros as `[B, 1, 1, S]` of booleans."""
    return graph.node("Unsqueeze", [graph.node("Cast", [attention_mask], to=TensorProto.BOOL), graph.ints(1, 2)])


def hide(graph: GraphBuilder, visible: str) -> str:
    """0 where a position is visible, `HIDDEN_BIAS` elsewhere."""
    return graph.node("Where", [visible, graph.float(0.0), graph.float(HIDDEN_BIAS)], "attention_bias")
