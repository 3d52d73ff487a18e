"""Parts of graphs that are the same in every family."""

from __future__ import annotations

from onnx import TensorProto

from .attention import count_to
from .graph import GraphBuilder
from .linear import Linear
from .weights import AdapterWeights, DistillerWeights

INT, FLOAT = TensorProto.INT64, TensorProto.FLOAT


def embed_tokens(linear: Linear, width: int) -> GraphBuilder:
    """`input_ids [B, T]` -> `inputs_embeds [B, T, width]`."""
    graph = GraphBuilder("embed_tokens")
    ids = graph.input("input_ids", INT, ["batch", "new"])
    graph.output("inputs_embeds", linear.embed(graph, ids), FLOAT, ["batch", "new", width])
    return graph


class DistillerInputs:
    """
    The inputs of a distiller's graph, as its blocks read them. `embedded [B, T + l, d_s]`: the tokens and behind them
    the placeholders, of which there are `count`; `copied [B, l, d_s]`: the tokens at their anchors; `position_ids
    [B, T + l]`; `mask [B, T]`: of the tokens alone; `tokens`: `T`.
    """

    def __init__(self, graph: GraphBuilder, linear: Linear, weights: DistillerWeights):
        self.count = count = weights.placeholders.shape[0]
        ids = graph.input("input_ids", INT, ["batch", "tokens"])
        self.mask = graph.input("attention_mask", INT, ["batch", "tokens"])
        anchors = graph.input("placeholder_positions", INT, ["batch", count])
        self._graph = graph
        self._batch, self.tokens = graph.dimension(ids, 0), graph.dimension(ids, 1)
        placeholders = graph.node(
            "Expand",
            [linear.tensor(graph, "placeholders"), graph.concat([self._batch, graph.ints(1, 1)], 0)],
            "placeholders.batch",
        )
        tokens = linear.embed(graph, ids)
        if weights.anchoring.copies:
            self.copied = rows(graph, tokens, graph.node("Unsqueeze", [anchors, graph.ints(-1)]))
            placeholders = graph.node("Add", [placeholders, self.copied])
        self.embedded = graph.concat([tokens, placeholders], 1)
        of_tokens = graph.node("Expand", [count_to(graph, self.tokens), graph.concat([self._batch, graph.ints(1)], 0)])
        self.position_ids = graph.concat([of_tokens, anchors], 1)

    def ones(self) -> str:
        """The placeholders' part of the mask, `[B, l]`."""
        shape = self._graph.concat([self._batch, self._graph.ints(self.count)], 0)
        return self._graph.node("Expand", [self._graph.int(1), shape])


def rows(graph: GraphBuilder, value: str, pairs: str) -> str:
    """`value [B, T, X]` at positions `pairs [B, N, 1]` -> `[B, N, X]`."""
    return graph.node("GatherND", [value, pairs], batch_dims=1)


def last(graph: GraphBuilder, value: str, count: int, axis: int) -> str:
    """The last `count` indices of an axis."""
    return graph.node("Slice", [value, graph.ints(-count), graph.ints(2**62), graph.ints(axis)])


def all_but_last(graph: GraphBuilder, value: str, count: int, axis: int) -> str:
    """The others."""
    return graph.node("Slice", [value, graph.ints(0), graph.ints(-count), graph.ints(axis)])


def output_vectors(
    graph: GraphBuilder, linear: Linear, weights: DistillerWeights, inputs: DistillerInputs, states: str
) -> None:
    """
    Declares `distilled_vectors`: the placeholders' `states [B, l, d_s]` through the adapter, and those that stand for
    the last tokens through theirs, on top of the tokens. Adapters are never in int8: they are small, and their errors
    would go into the vectors as they are.
    """
    count, recent, adapter = weights.placeholders.shape[0], weights.anchoring.recent, weights.adapter
    width = weights.out_width
    if weights.recent is None:
        vectors = _adapt(graph, linear, adapter, "adapter", states)
    else:
        first = _adapt(graph, linear, adapter, "adapter", all_but_last(graph, states, recent, 1))
        change = _adapt(graph, linear, weights.recent, "recent_adapter", last(graph, states, recent, 1))
        tokens = last(graph, inputs.copied, recent, 1)
        vectors = graph.concat([first, graph.node("Add", [tokens, change])], 1)
    graph.output("distilled_vectors", vectors, FLOAT, ["batch", count, width])


def _adapt(graph: GraphBuilder, linear: Linear, adapter: AdapterWeights | None, name: str, states: str) -> str:
    if adapter is None:
        return states
    matrix = graph.of_weight("Transpose", [linear.tensor(graph, f"{name}.weight")], perm=[1, 0])
    product = graph.node("MatMul", [states, matrix], f"{name}.matmul")
    vectors = graph.node("Add", [product, linear.tensor(graph, f"{name}.bias")])
    return graph.node("Tanh", [vectors]) if adapter.tanh else vectors
