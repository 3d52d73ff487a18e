"""The graphs of a GPT-2; their inputs and outputs are specified in docs/model-folder.md."""

from __future__ import annotations

from ..attention import append_past
from ..graph import GraphBuilder
from ..linear import Linear
from ..pieces import FLOAT, INT, DistillerInputs, all_but_last, embed_tokens, last, output_vectors, rows
from ..weights import BodyWeights, DistillerWeights
from .layers import Gpt2Graph, attention_bias


def graphs(
    of_target: Linear, target: BodyWeights, of_distiller: Linear, distiller_weights: DistillerWeights
) -> dict[str, GraphBuilder]:
    """Every graph by its part's name in the manifest."""
    return {
        "embedTokens": embed_tokens(of_target, target.width),
        "decoder": decoder(of_target, target),
        "distiller": distiller(of_distiller, distiller_weights),
    }


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
    past = [_past_inputs(graph, layer, body) for layer in range(body.layers)]

    batch, new = graph.dimension(embeds, 0), graph.dimension(embeds, 1)
    bias = attention_bias(graph, mask, new, graph.dimension(past[0][0], 2))
    asked_pairs = graph.node("Unsqueeze", [asked, graph.ints(-1)])
    hidden = gpt2.add_positions(embeds, position_ids)
    for layer in range(body.layers):
        normed = gpt2.norm(f"h.{layer}.ln_1", hidden)
        new_keys, new_values = gpt2.keys_and_values(layer, normed)
        keys = append_past(graph, past[layer][0], new_keys, batch)
        values = append_past(graph, past[layer][1], new_values, batch)
        shape: list[str | int] = ["batch", body.heads, "past_and_new", body.head_width]
        graph.output(f"present.{layer}.key", keys, FLOAT, shape)
        graph.output(f"present.{layer}.value", values, FLOAT, shape)
        if layer == body.layers - 1:
            hidden, normed = (rows(graph, value, asked_pairs) for value in (hidden, normed))
            asked_bias = rows(graph, graph.node("Squeeze", [bias, graph.ints(1)]), asked_pairs)
            bias = graph.node("Unsqueeze", [asked_bias, graph.ints(1)])
        mixed = gpt2.attend(layer, normed, keys, values, bias)
        hidden = gpt2.feed_forward(layer, graph.node("Add", [hidden, mixed]))
    logits = linear.head(graph, gpt2.norm("ln_f", hidden))
    graph.output("logits", logits, FLOAT, ["batch", "asked", body.vocabulary])
    return graph


def distiller(linear: Linear, weights: DistillerWeights) -> GraphBuilder:
    """
    `input_ids`, `attention_mask [B, T]`, `placeholder_positions [B, l]` -> `distilled_vectors [B, l, width]`.
    Padding on the right changes nothing.

    `past_key_values`: of the first `P` of the `T` tokens, which are not read again. Their ids are given nevertheless,
    since placeholders may start from the embeddings of any of them. `present`: of all `T` tokens; the placeholders,
    which stand behind them, are left out.
    """
    graph = GraphBuilder("distiller")
    body = weights.body
    gpt2 = Gpt2Graph(graph, body, linear)
    inputs = DistillerInputs(graph, linear, weights)
    past = [_past_inputs(graph, layer, body) for layer in range(body.layers)]
    batch, before = graph.dimension(inputs.mask, 0), graph.dimension(past[0][0], 2)
    embedded, position_ids = (_behind(graph, value, before) for value in (inputs.embedded, inputs.position_ids))
    hidden = gpt2.add_positions(embedded, position_ids)
    mask = graph.concat([inputs.mask, inputs.ones()], 1)
    bias = attention_bias(graph, mask, graph.dimension(embedded, 1), before)
    for layer in range(body.layers):
        normed = gpt2.norm(f"h.{layer}.ln_1", hidden)
        added = gpt2.keys_and_values(layer, normed)
        keys, values = (append_past(graph, *pair, batch) for pair in zip(past[layer], added, strict=True))
        shape: list[str | int] = ["batch", body.heads, "tokens", body.head_width]
        for kind, value in (("key", keys), ("value", values)):
            graph.output(f"present.{layer}.{kind}", all_but_last(graph, value, inputs.count, axis=2), FLOAT, shape)
        if layer == body.layers - 1:
            # Nothing reads the tokens' own states after this.
            hidden, normed = (last(graph, value, inputs.count, axis=1) for value in (hidden, normed))
            bias = last(graph, bias, inputs.count, axis=2)
        hidden = gpt2.feed_forward(layer, graph.node("Add", [hidden, gpt2.attend(layer, normed, keys, values, bias)]))
    output_vectors(graph, linear, weights, inputs, gpt2.norm("ln_f", hidden))
    return graph


def _behind(graph: GraphBuilder, value: str, before: str) -> str:
    """`value [B, S, ...]` from index `before` on, a 1-D tensor of one int64."""
    return graph.node("Slice", [value, before, graph.ints(2**62), graph.ints(1)])


def _past_inputs(graph: GraphBuilder, layer: int, body: BodyWeights) -> tuple[str, str]:
    shape: list[str | int] = ["past_batch", body.heads, "past", body.head_width]
    name = f"past_key_values.{layer}"
    return graph.input(f"{name}.key", FLOAT, shape), graph.input(f"{name}.value", FLOAT, shape)
