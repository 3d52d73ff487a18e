"""
Writes test/fixtures/tiny-gpt2: a model folder with random weights, small enough for unit tests, with a real tokenizer.

    python -m mend_training.export.fixture [FOLDER]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model

from ..anchors import Anchoring
from .folder import export_model
from .quality import QualitySequence
from .storage import as_stored

SEED = 20240306
VOCABULARY = 384
VECTORS = 8
TEMPLATE = {"inputPrefix": " ", "inputSuffix": "\t", "outputPrefix": " ", "outputSuffix": "\n"}
LIMITS = {"demonstrationTokens": 80, "exampleTokens": 32}
REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / "test" / "fixtures" / "tiny-gpt2"

SENTENCES = [
    "The soup was warm and the bread was fresh, so we stayed for the whole evening.",
    "The film was slow and the ending was weak; nobody in the room liked it.",
    "A good book, a quiet room, and nothing else to do until the morning.",
    "The train was late again, the seats were dirty, and the window did not close.",
    "Their answer was short: the answer is positive, the other answer is negative.",
    "What is the capital of the country in the north? It is the old town on the river.",
    "She writes small programs that read a line, count the words, and print the number.",
    'if (value > 10) { return "large"; } else { return "small"; }',
    "Numbers such as 1, 12, 123 and 2024 stand beside words like seven and eleven.",
    "Positive and negative, sports and science, spam and not spam: labels are words too.",
]


@dataclass
class TinyDistiller:
    """The attributes that the export reads."""

    body: GPT2Model
    placeholders: nn.Parameter
    adapter: nn.Module
    anchoring: Anchoring = Anchoring("answers", VECTORS)


def tiny_tokenizer() -> Tokenizer:
    """A byte-level BPE like GPT-2's, with all 256 bytes and merges learned from a few sentences."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=1,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def tiny_models(
    layers: int = 2,
    width: int = 32,
    heads: int = 2,
    distiller_width: int | None = None,
    adapter: nn.Module | None = None,
) -> tuple[GPT2LMHeadModel, TinyDistiller]:
    """
    A target LM and a distiller with seeded random weights, scaled so that next-token distributions are peaked and
    depend on what was read. Token embeddings are shared where the widths are equal. float16 can hold every weight, so
    that either storage holds exactly these models.
    """
    generator = torch.Generator().manual_seed(SEED)
    target = GPT2LMHeadModel(_config(layers, width, heads)).eval()
    body = GPT2Model(_config(layers, distiller_width or width, heads)).eval()
    if body.wte.weight.shape == target.transformer.wte.weight.shape:
        body.wte = target.transformer.wte
    placeholders = nn.Parameter(torch.empty(VECTORS, body.config.n_embd))
    distiller = TinyDistiller(body, placeholders, adapter or nn.Identity())
    with torch.no_grad():
        for module in (target.transformer, body, distiller.adapter):
            for name, parameter in module.named_parameters():
                _randomize(name, parameter, generator)
        placeholders.normal_(0, 0.5, generator=generator)
    return as_stored("float16", target, distiller)


def write_fixture(folder: Path) -> None:
    target, distiller = tiny_models()
    tokenizer = tiny_tokenizer()
    sequences = []
    for i in range(len(SENTENCES) - 2):
        text = tokenizer.encode(" ".join(SENTENCES[i : i + 2])).ids[:80]
        query = tokenizer.encode(SENTENCES[i + 2]).ids[:30]
        sequences.append(QualitySequence(text, distiller.anchoring.behind_text(len(text)), query))
    with tempfile.TemporaryDirectory() as temporary:
        tokenizer_file = Path(temporary) / "tokenizer.json"
        tokenizer.save(str(tokenizer_file))
        export_model(
            target,
            distiller,
            tokenizer_file,
            folder,
            {
                "id": "tiny-gpt2",
                "name": "Tiny GPT-2 (random weights)",
                "description": "Random weights for tests; it predicts nothing.",
                "template": TEMPLATE,
                "limits": LIMITS,
                "defaultDtype": "int8",
                "licences": {"code": "Apache-2.0", "weights": "Apache-2.0", "data": []},
                "training": {"seed": SEED, "note": "not trained"},
            },
            quality_sequences=sequences,
        )


def _config(layers: int, width: int, heads: int) -> GPT2Config:
    return GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=128,
        n_embd=width,
        n_layer=layers,
        n_head=heads,
        bos_token_id=0,
        eos_token_id=0,
    )


def _randomize(name: str, parameter: nn.Parameter, generator: torch.Generator) -> None:
    if "ln_" in name:
        parameter.normal_(1.0 if name.endswith("weight") else 0.0, 0.1, generator=generator)
    elif name.endswith("bias"):
        parameter.normal_(0, 0.05, generator=generator)
    else:
        scale = {"wte.weight": 0.45, "wpe.weight": 0.2}.get(name, 1.4 / parameter.shape[0] ** 0.5)
        parameter.normal_(0, scale, generator=generator)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    write_fixture(parser.parse_args().folder)
