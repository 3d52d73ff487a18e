"""The layers of T5 as ONNX nodes."""

from __future__ import annotations

import torch
from transformers.models.t5.modeling_t5 import T5Attention

from ..attention import mix_values, split_heads
from ..graph import GraphBuilder
from ..linear import Linear
from .weights import T5Weights


class T5Graph:
    """Writes parts of one stack into a graph; `prefix` is what its tensors' names start with."""

    def __init__(self, graph: GraphBuilder, weights: T5Weights, linear: Linear, prefix: str):
        self.graph = graph
        self.weights = weights
        self.linear = linear
        self.prefix = prefix

    def norm(self, name: str, value: str) -> str:
        """RMS norm: no mean is taken away, no bias added."""
        graph, name = self.graph, f"{self.prefix}{name}"
        # A positive axis: onnxruntime reduces an empty value (no position asked) along -1 to a wrong shape.
        square = graph.node("ReduceMean", [graph.node("Pow", [value, graph.float(2.0)]), graph.ints(2)], keepdims=1)
        root = graph.node("Sqrt", [graph.node("Add", [square, graph.float(self.weights.epsilon)])])
        weight = self.linear.tensor(graph, f"{name}.weight")
        return graph.node("Mul", [graph.node("Div", [value, root]), weight], name)

    def keys_and_values(self, name: str, states: str) -> tuple[str, str]:
        """Keys and values of an attention layer, each `[B, H, T, D]`."""
        key, value = (self._heads(f"{name}.{kind}", states) for kind in "kv")
        return key, value

    def attend(self, name: str, normed: str, keys: str, values: str, bias: str) -> str:
        """
        Attention from the rows of `normed` `[B, Q, width]` over keys and values `[B, H, S, D]` (or of batch 1), with a
        `bias` that broadcasts to `[B, H, Q, S]`. T5 does not scale its scores.
        """
        inner = self.weights.heads * self.weights.head_width
        query = self._heads(f"{name}.q", normed)
        mixed = mix_values(self.graph, f"{self.prefix}{name}", query, keys, values, bias, inner)
        return self._project(f"{name}.o", mixed)

    def feed_forward(self, name: str, value: str) -> str:
        """The last part of a block, with its residual connection; `name` is the layer's."""
        graph, dense = self.graph, f"{name}.DenseReluDense"
        normed = self.norm(f"{name}.layer_norm", value)
        if self.weights.gated:
            gate = graph.node("Gelu", [self._project(f"{dense}.wi_0", normed)], approximate="tanh")
            active = graph.node("Mul", [gate, self._project(f"{dense}.wi_1", normed)])
        else:
            active = graph.node("Relu", [self._project(f"{dense}.wi", normed)])
        return graph.node("Add", [value, self._project(f"{dense}.wo", active)], f"{self.prefix}{name}.out")

    def relative_bias(self, of: str, to: str, bidirectional: bool) -> str:
        """
        `[B, H, Q, S]`: how position ids `of [B, Q]` like to look at `to [B, S]`. In a decoder, which is not
        `bidirectional`, what is said of later positions means nothing: they are hidden.

        Buckets depend on the clipped difference of two positions alone, so that the graph looks them up; the runtime
        makes one table of them and the weights when it loads the graph.
        """
        graph, furthest = self.graph, self.weights.max_distance
        lowest = -furthest if bidirectional else 0
        buckets = graph.weight(f"{self.prefix}buckets", self._buckets(bidirectional).numpy())
        weight = f"{self.prefix}block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        table = graph.node("Gather", [self.linear.tensor(graph, weight), buckets], f"{self.prefix}bias.table")
        keys, queries = graph.node("Unsqueeze", [to, graph.ints(1)]), graph.node("Unsqueeze", [of, graph.ints(2)])
        difference = graph.node("Sub", [keys, queries] if bidirectional else [queries, keys])
        clipped = graph.node("Clip", [difference, graph.int(lowest), graph.int(furthest)])
        index = graph.node("Sub", [clipped, graph.int(lowest)])
        bias = graph.node("Gather", [table, index], f"{self.prefix}bias.gather")
        return graph.node("Transpose", [bias], f"{self.prefix}bias", perm=[0, 3, 1, 2])

    def _buckets(self, bidirectional: bool) -> torch.Tensor:
        """
        The bucket of every clipped difference: of `-max_distance .. max_distance` between a position and the one it
        looks at, or of `0 .. max_distance` steps back.
        """
        furthest = self.weights.max_distance
        steps = torch.arange(-furthest, furthest + 1) if bidirectional else -torch.arange(furthest + 1)
        return T5Attention._relative_position_bucket(
            steps, bidirectional=bidirectional, num_buckets=self.weights.buckets, max_distance=furthest
        )

    def _heads(self, name: str, value: str) -> str:
        return split_heads(self.graph, self._project(name, value), self.weights.heads, self.weights.head_width)

    def _project(self, name: str, value: str) -> str:
        return self.linear.matmul(self.graph, f"{self.prefix}{name}", value)
