"""
Writes a model folder with random weights of a given shape, int8 only, to time shapes that no trained model is at hand for.

    PYTHONPATH=training python bench/randomModel.py mini|gpt2|t5-mini|t5-small FOLDER
    npm run bench -- queries --model FOLDER

What it predicts is noise; what it costs is what a trained model of that shape costs. The vocabulary is the tests' small one padded to
the shape's size, so texts take more tokens than a trained tokenizer's would.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from mend_training.export.folder import export_model
from mend_training.export.tiny import Fixture, TinyDistiller
from mend_training.export.tiny_gpt2 import TINY_GPT2
from mend_training.export.tiny_t5 import TINY_T5
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model, PreTrainedModel, T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack


@dataclass(frozen=True)
class Shape:
    layers: int
    heads: int
    width: int
    vocabulary: int
    context_tokens: int
    demonstration_tokens: int
    vectors: int


@dataclass(frozen=True)
class T5Shape(Shape):
    """`layers` of the encoder, and as many of the decoder."""

    head_width: int
    feed_forward: int


# Two of each family, of the shape of the embedded model and of the smallest that everybody knows. The latter have the method's own budgets:
# 900 tokens of demonstrations in 100 vectors.
SHAPES = {
    "mini": Shape(4, 4, 256, 4096, 512, 384, 32),
    "gpt2": Shape(12, 12, 768, 50257, 1024, 900, 100),
    "t5-mini": T5Shape(3, 6, 256, 4096, 512, 384, 16, head_width=64, feed_forward=512),
    "t5-small": T5Shape(6, 8, 512, 32128, 1024, 900, 100, head_width=64, feed_forward=1024),
}


def gpt2(shape: Shape) -> tuple[PreTrainedModel, PreTrainedModel]:
    """A target LM and the body of its distiller, which share the token embeddings."""
    config = GPT2Config(
        vocab_size=shape.vocabulary,
        n_positions=shape.context_tokens + shape.vectors,
        n_embd=shape.width,
        n_layer=shape.layers,
        n_head=shape.heads,
        bos_token_id=0,
        eos_token_id=0,
    )
    target, body = GPT2LMHeadModel(config), GPT2Model(config)
    body.wte = target.transformer.wte
    return target, body


def t5(shape: T5Shape) -> tuple[PreTrainedModel, PreTrainedModel]:
    config = T5Config(
        vocab_size=shape.vocabulary,
        d_model=shape.width,
        d_kv=shape.head_width,
        d_ff=shape.feed_forward,
        num_layers=shape.layers,
        num_heads=shape.heads,
        feed_forward_proj="gated-gelu",
        decoder_start_token_id=0,
    )
    target, body = T5ForConditionalGeneration(config), T5Stack(config)
    body.embed_tokens = target.shared
    return target, body


def parts_of(shape: Shape) -> tuple[Callable, Fixture, dict]:
    """What makes the models, the fixture whose tokenizer and template they get, and more fields of the manifest."""
    if isinstance(shape, T5Shape):
        return t5, TINY_T5, {"contextTokens": shape.context_tokens}
    return gpt2, TINY_GPT2, {}


def write(shape_name: str, folder: Path) -> None:
    shape = SHAPES[shape_name]
    torch.manual_seed(0)
    models, fixture, more = parts_of(shape)
    target, body = models(shape)
    placeholders = nn.Parameter(torch.randn(shape.vectors, shape.width))
    distiller = TinyDistiller(body.eval(), placeholders, nn.Identity())
    with tempfile.TemporaryDirectory() as temporary:
        tokenizer_file = Path(temporary) / "tokenizer.json"
        tokenizer_file.write_text(json.dumps(padded_tokenizer(fixture, shape.vocabulary)), "utf-8")
        fields = {
            "id": f"random-{shape_name}",
            "name": f"Random weights of the shape {shape_name}",
            "description": "Random weights for timing; it predicts nothing.",
            "template": fixture.template,
            "limits": {"demonstrationTokens": shape.demonstration_tokens, "exampleTokens": 128},
            "licences": {"code": "Apache-2.0", "weights": "Apache-2.0", "data": []},
            "training": {"note": "not trained"},
            **more,
        }
        export_model(target.eval(), distiller, tokenizer_file, folder, fields, ["int8"])


def padded_tokenizer(fixture: Fixture, vocabulary: int) -> dict:
    """The tests' tokenizer with unused entries up to the wanted size."""
    tokenizer = json.loads(fixture.tokenizer().to_str())
    entries = tokenizer["model"]["vocab"]
    for token_id in range(len(entries), vocabulary):
        unused = f"<unused{token_id}>"
        if isinstance(entries, list):
            entries.append([unused, -1000.0])
        else:
            entries[unused] = token_id
    return tokenizer


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("shape", choices=sorted(SHAPES))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(arguments.shape, arguments.folder)
