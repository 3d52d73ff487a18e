"""The graphs of a T5; their inputs and outputs are specified in docs/model-folder.md."""

from __future__ import annotations

from ..attention import append_past, count_to, hide, seen
from ..graph import GraphBuilder
from ..linear import Linear
from ..pieces import FLOAT, INT, DistillerInputs, embed_tokens, last, output_vectors, rows
from ..weights import DistillerWeights
from .layers import T5Graph
from .weights import T5TargetWeights


def graphs(
    of_target: Linear, target: T5TargetWeights, of_distiller: Linear, distiller_weights: DistillerWeights
) -> dict[str, GraphBuilder]:
    """Every graph by its part's name in the manifest."""
    return {
        "embedTokens": embed_tokens(of_target, target.width),
        "encoder": encoder(of_target, target),
        "decoder": decoder(of_target, target),
        "distiller": distiller(of_distiller, distiller_weights),
    }


def encoder(linear: Linear, target: T5TargetWeights) -> GraphBuilder:
    """The target's encoder, up to the keys and values of the decoder's cross-attention."""
    graph = GraphBuilder("encoder_model")
    embeds = graph.input("inputs_embeds", FLOAT, ["batch", "read", target.width])
    mask = graph.input("attention_mask", INT, ["batch", "read"])
    t5 = T5Graph(graph, target, linear, "encoder.")
    positions = graph.node("Unsqueeze", [count_to(graph, graph.dimension(embeds, 1)), graph.ints(0)])
    bias = graph.node("Add", [t5.relative_bias(positions, positions, True), hide(graph, seen(graph, mask))])
    states = _encode(t5, target.encoder_layers, embeds, bias)
    cross = T5Graph(graph, target, linear, "decoder.")
    shape: list[str | int] = ["batch", target.heads, "read", target.head_width]
    for layer in range(target.layers):
        keys, values = cross.keys_and_values(f"block.{layer}.layer.1.EncDecAttention", states)
        graph.output(f"present.{layer}.encoder.key", keys, FLOAT, shape)
        graph.output(f"present.{layer}.encoder.value", values, FLOAT, shape)
    return graph


def decoder(linear: Linear, target: T5TargetWeights) -> GraphBuilder:
    """
    The target's decoder over what its encoder read, and over a key/value cache of its own. In the last block only the
    asked positions (`logits_index`) are carried on: nothing else reads them.
    """
    graph = GraphBuilder("decoder_model_merged")
    embeds = graph.input("inputs_embeds", FLOAT, ["batch", "new", target.width])
    encoder_mask = graph.input("encoder_attention_mask", INT, ["encoder_batch", "read"])
    asked = graph.input("logits_index", INT, ["batch", "asked"])
    pasts = [
        (
            _past_inputs(graph, target, layer, "encoder", ["encoder_batch", "read"]),
            _past_inputs(graph, target, layer, "decoder", ["past_batch", "past"]),
        )
        for layer in range(target.layers)
    ]
    t5 = T5Graph(graph, target, linear, "decoder.")
    batch, new, past = graph.dimension(embeds, 0), graph.dimension(embeds, 1), graph.dimension(pasts[0][1][0], 2)
    everything = graph.node("Unsqueeze", [count_to(graph, graph.node("Add", [past, new])), graph.ints(0)])
    positions = graph.node("Unsqueeze", [graph.node("Add", [count_to(graph, new), past]), graph.ints(0)])
    cross_bias = hide(graph, seen(graph, encoder_mask))
    bias = _causal_bias(t5, positions, everything)
    asked_pairs = graph.node("Unsqueeze", [asked, graph.ints(-1)])
    hidden = embeds
    for layer, (encoded, before) in enumerate(pasts):
        block = f"block.{layer}.layer"
        normed = t5.norm(f"{block}.0.layer_norm", hidden)
        added = t5.keys_and_values(f"{block}.0.SelfAttention", normed)
        keys, values = (append_past(graph, *pair, batch) for pair in zip(before, added, strict=True))
        shape: list[str | int] = ["batch", target.heads, "past_and_new", target.head_width]
        graph.output(f"present.{layer}.decoder.key", keys, FLOAT, shape)
        graph.output(f"present.{layer}.decoder.value", values, FLOAT, shape)
        if layer == target.layers - 1:
            hidden, normed = (rows(graph, value, asked_pairs) for value in (hidden, normed))
            bias = _causal_bias(t5, graph.node("Add", [asked, past]), everything)
        mixed = t5.attend(f"{block}.0.SelfAttention", normed, keys, values, bias)
        hidden = graph.node("Add", [hidden, mixed])
        normed = t5.norm(f"{block}.1.layer_norm", hidden)
        mixed = t5.attend(f"{block}.1.EncDecAttention", normed, *encoded, cross_bias)
        hidden = t5.feed_forward(f"{block}.2", graph.node("Add", [hidden, mixed]))
    states = t5.norm("final_layer_norm", hidden)
    if target.scaled:
        states = graph.node("Mul", [states, graph.float(target.width**-0.5)])
    graph.output("logits", linear.head(graph, states), FLOAT, ["batch", "asked", target.vocabulary])
    return graph


def distiller(linear: Linear, weights: DistillerWeights) -> GraphBuilder:
    """
    `input_ids`, `attention_mask [B, T]`, `placeholder_positions [B, l]` -> `distilled_vectors [B, l, width]`.
    Padding on the right changes nothing.
    """
    graph = GraphBuilder("distiller")
    inputs = DistillerInputs(graph, linear, weights)
    t5 = T5Graph(graph, weights.body, linear, "")
    visible = seen(graph, graph.concat([inputs.mask, inputs.ones()], 1))
    bias = t5.relative_bias(inputs.position_ids, inputs.position_ids, True)
    bias = graph.node("Add", [bias, hide(graph, visible)])
    # Nothing reads the tokens' own states after the last block.
    states = _encode(t5, weights.body.layers, inputs.embedded, bias, asked=inputs.count)
    output_vectors(graph, linear, weights, inputs, states)
    return graph


def _encode(t5: T5Graph, layers: int, hidden: str, bias: str, asked: int | None = None) -> str:
    """The stack's states `[B, S, width]`, or those of its last `asked` positions, `[B, asked, width]`."""
    graph = t5.graph
    for layer in range(layers):
        block = f"block.{layer}.layer"
        normed = t5.norm(f"{block}.0.layer_norm", hidden)
        keys, values = t5.keys_and_values(f"{block}.0.SelfAttention", normed)
        if asked is not None and layer == layers - 1:
            hidden, normed = (last(graph, value, asked, axis=1) for value in (hidden, normed))
            bias = last(graph, bias, asked, axis=2)
        mixed = t5.attend(f"{block}.0.SelfAttention", normed, keys, values, bias)
        hidden = t5.feed_forward(f"{block}.1", graph.node("Add", [hidden, mixed]))
    return t5.norm("final_layer_norm", hidden)


def _causal_bias(t5: T5Graph, of: str, to: str) -> str:
    """`[B, H, Q, S]`, from position ids `of [B, Q]` to `to [1, S]`; later positions are hidden."""
    graph = t5.graph
    causal = graph.node(
        "LessOrEqual",
        [graph.node("Unsqueeze", [to, graph.ints(1)]), graph.node("Unsqueeze", [of, graph.ints(2)])],
        "causal",
    )
    hidden = hide(graph, graph.node("Unsqueeze", [causal, graph.ints(1)]))
    return graph.node("Add", [t5.relative_bias(of, to, False), hidden])


def _past_inputs(
    graph: GraphBuilder, target: T5TargetWeights, layer: int, kind: str, names: list[str]
) -> tuple[str, str]:
    shape: list[str | int] = [names[0], target.heads, names[1], target.head_width]
    name = f"past_key_values.{layer}.{kind}"
    return graph.input(f"{name}.key", FLOAT, shape), graph.input(f"{name}.value", FLOAT, shape)
