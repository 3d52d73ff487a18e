"""GPT-2 for the export."""

from __future__ import annotations

from transformers import GPT2LMHeadModel, GPT2Model

from ..family import Family
from . import reference
from .graphs import graphs
from .runtime import Gpt2OnnxModel
from .weights import read_body, read_target

GPT2 = Family(
    name="gpt2",
    target=GPT2LMHeadModel,
    body=GPT2Model,
    graph_names={"embedTokens": "embed_tokens", "decoder": "decoder_model_merged", "distiller": "distiller"},
    wide=(),
    graphs=graphs,
    read_target=read_target,
    read_body=read_body,
    config=lambda target: {"tie_word_embeddings": target.layout.head is None},
    target_fields=lambda weights, fields: {},
    tokenizer_fields={},
    states=reference.states,
    logits_after=reference.logits_after,
    onnx_model=Gpt2OnnxModel,
)
