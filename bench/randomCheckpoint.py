"""
Writes a checkpoint with random weights in exactly the shape of a published GPT-2 or T5, as the hub has it, and beside it
a distiller from gpt2 in the layout of MEND's authors. What it predicts is noise; what it costs is what the real one
costs. The vocabulary is that of the tests' tokenizer, padded.

    PYTHONPATH=training python bench/randomCheckpoint.py gpt2|gpt2-large|gpt2-xl|t5-large FOLDER
    mend-train convert FOLDER/checkpoint FOLDER/model --distiller FOLDER/distiller --dtype fp16 int8 q4
    npm run bench -- engine --model FOLDER/model --dtype int8

A T5 has no distiller of the authors': give it one of a model folder.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import torch
from mend_training.convert.names import expected_shapes
from mend_training.export.tiny_gpt2 import TINY_GPT2
from mend_training.export.tiny_t5 import TINY_T5
from randomModel import padded_tokenizer
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model, PreTrainedConfig, T5Config, T5ForConditionalGeneration

GPT2 = {
    "gpt2": {"n_embd": 768, "n_layer": 12, "n_head": 12},
    "gpt2-large": {"n_embd": 1280, "n_layer": 36, "n_head": 20},
    "gpt2-xl": {"n_embd": 1600, "n_layer": 48, "n_head": 25},
}
T5 = {
    "t5-large": {"d_model": 1024, "d_kv": 64, "d_ff": 4096, "num_layers": 24, "num_heads": 16},
}
VOCABULARY = {"gpt2": 50257, "t5": 32128}
VECTORS = 100
SHARD = 2_000_000_000
"""Bytes."""


def main(shape: str, folder: Path) -> None:
    torch.manual_seed(0)
    if shape in GPT2:
        config = GPT2Config(**GPT2[shape], bos_token_id=50256, eos_token_id=50256)
        write_checkpoint(config, GPT2LMHeadModel, folder / "checkpoint")
        write_distiller(GPT2[shape]["n_embd"], folder / "distiller")
    else:
        config = T5Config(**T5[shape], decoder_start_token_id=0)
        write_checkpoint(config, T5ForConditionalGeneration, folder / "checkpoint")


def write_checkpoint(config: PreTrainedConfig, kind: type, folder: Path) -> None:
    """float16, in shards, a tensor at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config.to_dict() | {"architectures": [kind.__name__]}))
    fixture = TINY_GPT2 if config.model_type == "gpt2" else TINY_T5
    tokenizer = padded_tokenizer(fixture, VOCABULARY[config.model_type] - (config.model_type == "t5") * 28)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    shapes = expected_shapes(lambda: kind(config))
    for copy in ("lm_head.weight", "encoder.embed_tokens.weight", "decoder.embed_tokens.weight"):
        shapes.pop(copy, None)
    places = {}
    for number, names in enumerate(shards(shapes)):
        file = f"model-{number:05}.safetensors"
        tensors = {name: random_tensor(name, shapes[name]).half() for name in names}
        save_file(tensors, folder / file, metadata={"format": "pt"})
        places |= dict.fromkeys(names, file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))


def shards(shapes: dict[str, tuple[int, ...]]) -> Iterator[list[str]]:
    names, size = [], 0
    for name, shape in shapes.items():
        names.append(name)
        size += 2 * torch.Size(shape).numel()
        if size > SHARD:
            yield names
            names, size = [], 0
    if names:
        yield names


def write_distiller(width: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    config = GPT2Config()
    state = {
        f"hypernet.{name}": random_tensor(name, shape)
        for name, shape in expected_shapes(lambda: GPT2Model(config)).items()
    }
    state["hypernet.init_prompt_weight"] = torch.randn(VECTORS, config.n_embd) * 0.02
    if width != config.n_embd:
        state["hypernet.adap_pooler.dense.weight"] = torch.randn(width, config.n_embd) * config.n_embd**-0.5
        state["hypernet.adap_pooler.dense.bias"] = torch.zeros(width)
    torch.save(state, folder / "pytorch_model.bin")


def random_tensor(name: str, shape: tuple[int, ...]) -> torch.Tensor:
    if len(shape) == 1:
        return torch.zeros(shape) if name.endswith("bias") else torch.ones(shape)
    return torch.randn(shape) * shape[-1] ** -0.5


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("shape", choices=sorted([*GPT2, *T5]))
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    main(arguments.shape, arguments.folder)
