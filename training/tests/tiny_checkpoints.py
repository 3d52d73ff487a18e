"""Tiny GPT-2 and T5 checkpoints on disk, as transformers saves them, and recipes for them."""

from pathlib import Path

import torch
from export_models import tokenizer_file
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

TOKENIZERS = {"gpt2": "identity", "t5": "t5"}


def new_model(family: str, width: int, seed: int, untied: bool = False):
    """A model of random weights with the dropout that published ones have."""
    torch.manual_seed(seed)
    if family == "gpt2":
        config = GPT2Config(
            vocab_size=384, n_positions=128, n_embd=width, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0
        )
        return GPT2LMHeadModel(config)
    config = T5Config(
        vocab_size=480, d_model=width, d_kv=16, d_ff=2 * width, num_layers=2, num_heads=2, decoder_start_token_id=0,
        feed_forward_proj="gated-gelu" if untied else "relu", tie_word_embeddings=not untied,
    )  # fmt: skip
    model = T5ForConditionalGeneration(config)
    if untied:
        model.lm_head.weight = nn.Parameter(torch.randn(480, width))
    return model


def write_checkpoint(folder: Path, family: str = "gpt2", width: int = 32, seed: int = 1, **options):
    """
    A model folder with its tokenizer; gives the model. `options`: `untied` of a T5; `max_shard_size` as in
    transformers.
    """
    model = new_model(family, width, seed, options.pop("untied", False))
    model.save_pretrained(folder, **options)
    PreTrainedTokenizerFast(tokenizer_file=str(tokenizer_file(TOKENIZERS[family]))).save_pretrained(folder)
    return model


RECIPE = """
output: {output}
model: {{ id: tiny-real, target: {target}, distiller: {distiller}, vectors: 4, context: 128, {model} }}
template: {{ input_prefix: "", input_suffix: "", output_prefix: " ", output_suffix: "" }}
data: {{ folder: {data}, words: 20, prose_tokens: 2000 }}
limits: {{ demonstration_tokens: 48, example_tokens: 24 }}
pretrain:
  beta: 0.8
  whole_documents: true
  documents_per_step: 4
  document_tokens: [60]
  loop: {loop}
finetune:
  shots: 4
  queries: 1
  packs_per_step: 4
  teacher_tokens: 64
  phases:
    - until: 100
      packs: {{ synthetic: {{ mapping: 0.5, position: 0.2 }}, natural: 0.3 }}
  loop: {loop}
export: {{ dtypes: [fp32], storage: float32 }}
"""

LOOP = {
    "steps": 3,
    "learning_rate": 0.001,
    "warmup": 0,
    "decay": 1.0,
    "floor": 0.0,
    "micro_batch": 1,
    "save_every": 2,
    "seed": 3,
    "threads": 1,
    "precision": '"no"',
}
"""The paper's schedule, in a few steps."""


def write_recipe_of(
    folder: Path, data: Path, output: str, target: Path | str, distiller: Path | str, model: str = "", **loop
) -> Path:
    """A recipe for checkpoints; `model`: more of its settings, in YAML; `loop`: other settings of the loop."""
    settings = ", ".join(f"{name}: {value}" for name, value in (LOOP | loop).items())
    path = folder / f"{output}.yaml"
    path.write_text(
        RECIPE.format(
            output=folder / output, data=data, target=target, distiller=distiller, model=model, loop=f"{{ {settings} }}"
        )
    )
    return path
