"""The three graphs of a model folder; their inputs and outputs are specified in docs/model-folder.md."""

from __future__ import annotations

from onnx import TensorProto

from .gpt2 import Gpt2Graph, attention_bias, count_to
from .graph import GraphBuilder
from .linear import Linear
from .weights import BodyWeights, DistillerWeights

INT, FLOAT = TensorProto.INT64, TensorProto.FLOAT


def embed_tokens(linear: Linear, width: int) -> GraphBuilder:
    """`input_ids [B, T]` -> `inputs_embeds [B, T, width]`."""
    graph = GraphBuilder("embed_tokens")
    ids = graph.input("input_ids", INT, ["batch", "new"])
    graph.output("inputs_embeds", linear.embed(graph, ids), FLOAT, ["batch", "new", width])
    return graph


def decoder(linear: Linear, body: BodyWeights) -> GraphBuilder:
    """
    The target LM over a key/value cache. In the last block only the asked positions (`logits_index`) are carried on:
    nothing else reads them, and building a prefix (no position asked) skips most of that block.
    """
    graph = GraphBuilder("decoder_model_merged")
    gpt2 = Gpt2Graph(graph, body, linear)
    embeds = graph.input("inputs_embeds", FLOAT, ["batch", "new", body.width])
    mask = graph.input("attention_mask", INT, ["batch", "past_and_new"])
    position_ids = graph.input("position_ids", INT, ["batch", "new"])
    asked = graph.input("logits_index", INT, ["batch", "asked"])
    past = [_past_inputs(graph, layer, body, gpt2.head_width) for layer in range(body.layers)]

    batch, new = graph.dimension(embeds, 0), graph.dimension(embeds, 1)
    bias = attention_bias(graph, mask, new, graph.dimension(past[0][0], 2))
    asked_pairs = graph.node("Unsqueeze", [asked, graph.ints(-1)])
    hidden = gpt2.add_positions(embeds, position_ids)
    for layer in range(body.layers):
        normed = gpt2.norm(f"h.{layer}.ln_1", hidden)
        new_keys, new_values = gpt2.keys_and_values(layer, normed)
        keys = _append(graph, past[layer][0], new_keys, batch)
        values = _append(graph, past[layer][1], new_values, batch)
        shape: list[str | int] = ["batch", body.heads, "past_and_new", gpt2.head_width]
        graph.output(f"present.{layer}.key", keys, FLOAT, shape)
        graph.output(f"present.{layer}.value", values, FLOAT, shape)
        if layer == body.layers - 1:
            hidden, normed = (_rows(graph, value, asked_pairs) for value in (hidden, normed))
            rows = _rows(graph, graph.node("Squeeze", [bias, graph.ints(1)]), asked_pairs)
            bias = graph.node("Unsqueeze", [rows, graph.ints(1)])
        mixed = gpt2.attend(layer, normed, keys, values, bias)
        hidden = gpt2.feed_forward(layer, graph.node("Add", [hidden, mixed]))
    logits = linear.head(graph, gpt2.norm("ln_f", hidden))
    graph.output("logits", logits, FLOAT, ["batch", "asked", body.vocabulary])
    return graph


def distiller(linear: Linear, weights: DistillerWeights) -> GraphBuilder:
    """
    `input_ids`, `attention_mask [B, T]`, `placeholder_positions [B, l]` -> `distilled_vectors [B, l, width]`.
    Padding on the right changes nothing.
    """
    graph = GraphBuilder("distiller")
    body, count = weights.body, weights.placeholders.shape[0]
    gpt2 = Gpt2Graph(graph, body, linear)
    ids = graph.input("input_ids", INT, ["batch", "tokens"])
    mask = graph.input("attention_mask", INT, ["batch", "tokens"])
    anchors = graph.input("placeholder_positions", INT, ["batch", count])

    batch, tokens = graph.dimension(ids, 0), graph.dimension(ids, 1)
    placeholders = graph.node(
        "Expand",
        [linear.tensor(graph, "placeholders"), graph.concat([batch, graph.ints(1, 1)], 0)],
        "placeholders.batch",
    )
    embedded = graph.concat([linear.embed(graph, ids), placeholders], 1)
    of_tokens = graph.node("Expand", [count_to(graph, tokens), graph.concat([batch, graph.ints(1)], 0)])
    hidden = gpt2.add_positions(embedded, graph.concat([of_tokens, anchors], 1))
    ones = graph.node("Expand", [graph.int(1), graph.concat([batch, graph.ints(count)], 0)])
    length = graph.node("Add", [tokens, graph.ints(count)])
    bias = attention_bias(graph, graph.concat([mask, ones], 1), length, graph.ints(0))
    for layer in range(body.layers):
        normed = gpt2.norm(f"h.{layer}.ln_1", hidden)
        keys, values = gpt2.keys_and_values(layer, normed)
        if layer == body.layers - 1:
            # Nothing reads the tokens' own states after this.
            hidden, normed = (_last(graph, value, count, axis=1) for value in (hidden, normed))
            bias = _last(graph, bias, count, axis=2)
        hidden = gpt2.feed_forward(layer, graph.node("Add", [hidden, gpt2.attend(layer, normed, keys, values, bias)]))
    vectors, width = _adapt(graph, linear, weights, gpt2.norm("ln_f", hidden))
    graph.output("distilled_vectors", vectors, FLOAT, ["batch", count, width])
    return graph


def _past_inputs(graph: GraphBuilder, layer: int, body: BodyWeights, head_width: int) -> tuple[str, str]:
    shape: list[str | int] = ["past_batch", body.heads, "past", head_width]
    name = f"past_key_values.{layer}"
    return graph.input(f"{name}.key", FLOAT, shape), graph.input(f"{name}.value", FLOAT, shape)


def _append(graph: GraphBuilder, past: str, new: str, batch: str) -> str:
    """Repeats a past of batch 1 over the batch, and puts the new positions behind it."""
    shape = graph.concat([batch, graph.ints(1, 1, 1)], 0)
    return graph.concat([graph.node("Expand", [past, shape]), new], 2)


def _rows(graph: GraphBuilder, value: str, pairs: str) -> str:
    """`value [B, T, X]` at positions `pairs [B, N, 1]` -> `[B, N, X]`."""
    return graph.node("GatherND", [value, pairs], batch_dims=1)


def _last(graph: GraphBuilder, value: str, count: int, axis: int) -> str:
    return graph.node("Slice", [value, graph.ints(-count), graph.ints(2**62), graph.ints(axis)])


def _adapt(graph: GraphBuilder, linear: Linear, weights: DistillerWeights, value: str) -> tuple[str, int]:
    """The adapter is never in int8: it is small, and its errors would go into the vectors as they are."""
    adapter = weights.adapter
    if adapter is None:
        return value, weights.body.width
    matrix = graph.node("Transpose", [linear.tensor(graph, "adapter.weight")], perm=[1, 0])
    product = graph.node("MatMul", [value, matrix], "adapter.matmul")
    vectors = graph.node("Add", [product, linear.tensor(graph, "adapter.bias")])
    return (graph.node("Tanh", [vectors]) if adapter.tanh else vectors), adapter.weight.shape[0]
