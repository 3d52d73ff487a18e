"""Models, options and tokenizers that do not fit together are refused before anything is written."""

from __future__ import annotations

import copy
import os

import pytest
import torch
from export_models import FIELDS, export, fields, models, tokenizer_file
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

from mend_training.export.errors import ExportError
from mend_training.export.folder import export_model


def broken(name, change):
    """Copies of the models with `change(target, distiller)` applied."""
    target, distiller = copy.deepcopy(models(name))
    with torch.no_grad():
        change(target, distiller)
    return target, distiller


BAD_MODELS = {
    "NaN": (lambda t, d: d.body.h[0].mlp.c_fc.weight.__setitem__((0, 0), float("nan")), "NaN"),
    "infinity": (lambda t, d: t.transformer.wpe.weight.__setitem__((0, 0), float("inf")), "infinity"),
    "too large for float16": (lambda t, d: d.placeholders.__setitem__((0, 0), 1e5), "too large for float16"),
    "another activation": (lambda t, d: setattr(d.body.config, "activation_function", "relu"), "relu"),
    "unscaled attention": (lambda t, d: setattr(t.config, "scale_attn_weights", False), "attention scaled"),
    "placeholders too wide": (
        lambda t, d: setattr(d, "placeholders", nn.Parameter(torch.zeros(8, 33))),
        "placeholders",
    ),
    "no placeholder": (lambda t, d: setattr(d, "placeholders", nn.Parameter(torch.zeros(0, 32))), "placeholders"),
    "unknown adapter": (lambda t, d: setattr(d, "adapter", nn.ReLU()), "unknown adapter"),
    "unknown second half": (lambda t, d: setattr(d, "adapter", nn.Sequential(nn.Linear(32, 32), nn.ReLU())), "unknown"),
    "vectors too narrow": (lambda t, d: setattr(d, "adapter", nn.Linear(32, 31)), "width 31"),
    "a body of another family": (lambda t, d: setattr(d, "body", models("t5")[1].body), "needs a GPT2Model"),
}
BAD_T5_MODELS = {
    "NaN": (lambda t, d: d.body.block[0].layer[0].SelfAttention.o.weight.__setitem__((0, 0), float("nan")), "NaN"),
    "another feed-forward": (lambda t, d: setattr(t.config, "feed_forward_proj", "gated-silu"), "gated-silu"),
    "another one in the body": (lambda t, d: setattr(d.body.config, "feed_forward_proj", "gelu"), "gelu"),
    "too few steps for the buckets": (
        lambda t, d: setattr(t.config, "relative_attention_max_distance", 16),
        "largest distance",
    ),
    "embeddings of the encoder's own": (lambda t, d: setattr(t.encoder, "embed_tokens", nn.Embedding(480, 32)), "own"),
    "no start token": (lambda t, d: setattr(t.config, "decoder_start_token_id", None), "decoder_start_token_id"),
    "several end tokens": (lambda t, d: setattr(t.config, "eos_token_id", [1, 2]), "eos_token_id"),
    "a decoder that distils": (lambda t, d: setattr(d, "body", t.decoder), "expected an encoder"),
    "a whole T5 that distils": (lambda t, d: setattr(d, "body", t), "needs a T5Stack"),
    "placeholders too wide": (
        lambda t, d: setattr(d, "placeholders", nn.Parameter(torch.zeros(8, 33))),
        "placeholders",
    ),
    "vectors too narrow": (lambda t, d: setattr(d, "adapter", nn.Linear(32, 31)), "width 31"),
}
ALL_BAD_MODELS = [("identity", bad) for bad in BAD_MODELS] + [("t5", bad) for bad in BAD_T5_MODELS]


@pytest.mark.parametrize(("good", "bad"), ALL_BAD_MODELS)
def test_models_that_do_not_fit_are_refused(good, bad, tmp_path):
    change, message = (BAD_MODELS if good == "identity" else BAD_T5_MODELS)[bad]
    with pytest.raises(ExportError, match=message):
        export(good, tmp_path / "model", models=broken(good, change))
    assert os.listdir(tmp_path) == []


def test_a_target_of_no_known_family_is_refused(tmp_path):
    config = BertConfig(vocab_size=384, hidden_size=32, num_hidden_layers=1, num_attention_heads=2)
    with pytest.raises(ExportError, match="BertModel"):
        export("identity", tmp_path / "model", models=(BertModel(config), models()[1]))


BAD_OPTIONS = {
    "missing field": ({"fields": {key: value for key, value in FIELDS.items() if key != "licences"}}, "licences"),
    "no dtype": ({"dtypes": []}, "dtypes"),
    "unknown dtype": ({"dtypes": ["int4"]}, "int4"),
    "unknown storage": ({"storage": "bfloat16"}, "bfloat16"),
    "default not exported": ({"dtypes": ["fp32"], "fields": FIELDS | {"defaultDtype": "int8"}}, "defaultDtype"),
    "distiller too short": (
        {"fields": FIELDS | {"limits": {"demonstrationTokens": 129, "exampleTokens": 8}}},
        "exceed the distiller's 128 positions",
    ),
    "no room for a query": (
        {"fields": FIELDS | {"limits": {"demonstrationTokens": 110, "exampleTokens": 40}}},
        "no room",
    ),
}
T5_FIELDS = fields("t5")
BAD_T5_OPTIONS = {
    "no context": (
        {"fields": {key: value for key, value in T5_FIELDS.items() if key != "contextTokens"}},
        "contextTokens",
    ),
    "a query that goes nowhere": ({"fields": T5_FIELDS | {"queryIn": "both"}}, "both"),
    "no room for a query": ({"fields": T5_FIELDS | {"contextTokens": 90}}, "no room for a query in 90 positions"),
}
ALL_BAD_OPTIONS = [("identity", bad) for bad in BAD_OPTIONS] + [("t5", bad) for bad in BAD_T5_OPTIONS]


@pytest.mark.parametrize(("good", "bad"), ALL_BAD_OPTIONS)
def test_options_that_do_not_fit_are_refused(good, bad, tmp_path):
    options, message = (BAD_OPTIONS if good == "identity" else BAD_T5_OPTIONS)[bad]
    with pytest.raises(ExportError, match=message):
        export(good, tmp_path / "model", **copy.deepcopy(options))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1.0"', "\x00\x01"])
def test_a_tokenizer_that_cannot_be_read_is_refused(content, tmp_path):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ExportError, match="tokenizer"):
        export_model(*models(), tmp_path / "tokenizer.json", tmp_path / "model", FIELDS)


def test_a_tokenizer_with_too_many_tokens_is_refused(tmp_path):
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.add_tokens([f"more{index}" for index in range(10)])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ExportError, match="394 tokens"):
        export_model(*models(), tmp_path / "tokenizer.json", tmp_path / "model", FIELDS)
