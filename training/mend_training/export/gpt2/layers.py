"""The layers of GPT-2 as ONNX nodes."""

from __future__ import annotations

from ..attention import count_to, hide, mix_values, seen, split_heads
from ..graph import GraphBuilder
from ..linear import Linear
from ..weights import BodyWeights


class Gpt2Graph:
    """Writes parts of one GPT-2 body into a graph."""

    def __init__(self, graph: GraphBuilder, body: BodyWeights, linear: Linear):
        self.graph = graph
        self.body = body
        self.linear = linear

    def add_positions(self, embeddings: str, position_ids: str) -> str:
        positions = self.graph.node("Gather", [self.linear.tensor(self.graph, "wpe.weight"), position_ids])
        return self.graph.node("Add", [embeddings, positions], "embedded")

    def norm(self, name: str, value: str) -> str:
        return self.graph.node(
            "LayerNormalization",
            [value, *(self.linear.tensor(self.graph, f"{name}.{kind}") for kind in ("weight", "bias"))],
            name,
            axis=-1,
            epsilon=self.body.epsilon,
        )

    def keys_and_values(self, layer: int, normed: str) -> tuple[str, str]:
        """Keys and values of the new positions, each `[B, H, T, D]`."""
        width = self.body.width
        both = self._project(f"h.{layer}.attn.c_attn", normed, slice(width, 3 * width))
        key, value = self.graph.nodes("Split", [both], 2, f"h.{layer}.attn.kv", axis=-1, num_outputs=2)
        return self._split_heads(key), self._split_heads(value)

    def attend(self, layer: int, normed: str, keys: str, values: str, bias: str) -> str:
        """
        Attention from the rows of `normed` `[B, Q, width]` over keys and values `[B, H, S, D]`, with `bias` `[B, 1,
        Q, S]`.
        """
        graph, name = self.graph, f"h.{layer}.attn"
        query = self._split_heads(self._project(f"{name}.c_attn", normed, slice(0, self.body.width)))
        scaled = graph.node("Mul", [query, graph.float(self.body.head_width**-0.5)])
        return self._project(f"{name}.c_proj", mix_values(graph, name, scaled, keys, values, bias, self.body.width))

    def feed_forward(self, layer: int, value: str) -> str:
        """The second half of a block, with its residual connection."""
        name = f"h.{layer}.mlp"
        hidden = self._project(f"{name}.c_fc", self.norm(f"h.{layer}.ln_2", value))
        active = self.graph.node("Gelu", [hidden], f"{name}.gelu", approximate="tanh")
        return self.graph.node("Add", [value, self._project(f"{name}.c_proj", active)], f"h.{layer}.out")

    def _project(self, name: str, value: str, columns: slice = slice(None)) -> str:
        """`columns`: of the output. Weights are stored whole; runtimes cut constants when they load them."""
        bias = self.graph.columns(self.linear.tensor(self.graph, f"{name}.bias"), columns)
        return self.graph.node("Add", [self.linear.matmul(self.graph, name, value, columns), bias], name)

    def _split_heads(self, value: str) -> str:
        return split_heads(self.graph, value, self.body.heads, self.body.head_width)


def attention_bias(graph: GraphBuilder, attention_mask: str, new: str, past: str) -> str:
    """
    `[B, 1, T, P + T]`: 0 where a new position may look, `HIDDEN_BIAS` elsewhere. `new` and `past` are 1-D tensors of
    one int64.
    """
    columns = count_to(graph, graph.node("Add", [new, past]))
    rows = graph.node("Add", [count_to(graph, new), past])
    causal = graph.node("LessOrEqual", [columns, graph.node("Unsqueeze", [rows, graph.ints(1)])], "causal")
    visible = graph.node("And", [seen(graph, attention_mask), causal], "visible")
    return hide(graph, visible)
