"""
Writes a model folder with random weights of a given shape, int8 only, to time shapes that no trained model is at hand for.

    PYTHONPATH=training python bench/randomModel.py mini|gpt2 FOLDER
    npm run bench -- queries --model FOLDER

What it predicts is noise; what it costs is what a trained model of that shape costs. The vocabulary is the tests' small one padded to
the shape's size, so texts take more tokens than a trained tokenizer's would.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
from mend_training.export.fixture import TEMPLATE, TinyDistiller, tiny_tokenizer
from mend_training.export.folder import export_model
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model


@dataclass(frozen=True)
class Shape:
    layers: int
    heads: int
    width: int
    vocabulary: int
    context_tokens: int
    demonstration_tokens: int
    vectors: int


SHAPES = {
    "mini": Shape(4, 4, 256, 4096, 512, 384, 32),
    # GPT-2 with the method's own budgets: 900 tokens of demonstrations in 100 vectors.
    "gpt2": Shape(12, 12, 768, 50257, 1024, 900, 100),
}


def write(shape_name: str, folder: Path) -> None:
    shape = SHAPES[shape_name]
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=shape.vocabulary,
        n_positions=shape.context_tokens + shape.vectors,
        n_embd=shape.width,
        n_layer=shape.layers,
        n_head=shape.heads,
        bos_token_id=0,
        eos_token_id=0,
    )
    target = GPT2LMHeadModel(config).eval()
    body = GPT2Model(config).eval()
    body.wte = target.transformer.wte
    placeholders = nn.Parameter(torch.randn(shape.vectors, shape.width))
    with tempfile.TemporaryDirectory() as temporary:
        tokenizer_file = Path(temporary) / "tokenizer.json"
        tokenizer_file.write_text(json.dumps(padded_tokenizer(shape.vocabulary)), "utf-8")
        fields = {
            "id": f"random-{shape_name}",
            "name": f"Random weights of the shape {shape_name}",
            "description": "Random weights for timing; it predicts nothing.",
            "template": TEMPLATE,
            "limits": {"demonstrationTokens": shape.demonstration_tokens, "exampleTokens": 128},
            "licences": {"code": "Apache-2.0", "weights": "Apache-2.0", "data": []},
            "training": {"note": "not trained"},
        }
        export_model(target, TinyDistiller(body, placeholders, nn.Identity()), tokenizer_file, folder, fields, ["int8"])


def padded_tokenizer(vocabulary: int) -> dict:
    """The tests' tokenizer with unused entries up to the wanted size."""
    tokenizer = json.loads(tiny_tokenizer().to_str())
    entries = tokenizer["model"]["vocab"]
    for token_id in range(len(entries), vocabulary):
        entries[f"<unused{token_id}>"] = token_id
    return tokenizer


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("shape", choices=sorted(SHAPES))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(arguments.shape, arguments.folder)
