"""T5 for the export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transformers import T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack

from ..errors import ExportError
from ..family import Family
from . import reference
from .graphs import graphs
from .runtime import T5OnnxModel
from .weights import T5TargetWeights, read_body, read_target


def config(target: T5TargetWeights) -> dict[str, Any]:
    """
    transformers 5 calls every head tied, unties one that has a tensor of its own in the file, and keeps apart whether
    the head's input is scaled; older ones take both from `tie_word_embeddings`.
    """
    return {"tie_word_embeddings": target.layout.head is None, "scale_decoder_outputs": target.scaled}


def target_fields(target: T5TargetWeights, fields: Mapping[str, Any]) -> dict[str, Any]:
    """ExportError where `queryIn` is not a place that a query can go to."""
    query_in = fields.get("queryIn", "decoder")
    if query_in not in ("decoder", "encoder"):
        raise ExportError(f"queryIn is {query_in}; expected decoder or encoder")
    return {
        "encoderLayers": target.encoder_layers,
        "headWidth": target.head_width,
        "queryIn": query_in,
        "startToken": target.start_token,
        "endToken": target.end_token,
    }


T5 = Family(
    name="t5",
    target=T5ForConditionalGeneration,
    body=T5Stack,
    graph_names={
        "embedTokens": "embed_tokens",
        "encoder": "encoder_model",
        "decoder": "decoder_model_merged",
        "distiller": "distiller",
    },
    # As transformers keeps them: gated layers of large T5s give more than 65504.
    wide=("DenseReluDense.wo",),
    graphs=graphs,
    read_target=read_target,
    read_body=read_body,
    config=config,
    target_fields=target_fields,
    tokenizer_fields={"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"},
    states=reference.states,
    logits_after=reference.logits_after,
    onnx_model=T5OnnxModel,
)
