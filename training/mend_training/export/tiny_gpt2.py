"""test/fixtures/tiny-gpt2."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model

from .storage import as_stored
from .tiny import SEED, SENTENCES, VECTORS, Fixture, TinyDistiller

VOCABULARY = 384


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
    tied: bool = True,
) -> tuple[GPT2LMHeadModel, TinyDistiller]:
    """
    A target LM and a distiller with seeded random weights, scaled so that next-token distributions are peaked and
    depend on what was read. Token embeddings are shared where the widths are equal, and with the head where it is
    `tied`. float16 can hold every weight, so that either storage holds exactly these models.
    """
    generator = torch.Generator().manual_seed(SEED)
    target = GPT2LMHeadModel(_config(layers, width, heads, tied)).eval()
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
        if not tied:
            target.lm_head.weight.normal_(0, 0.45, generator=generator)
    return as_stored("float16", target, distiller)


def _config(layers: int, width: int, heads: int, tied: bool = True) -> GPT2Config:
    return GPT2Config(
        tie_word_embeddings=tied,
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


TINY_GPT2 = Fixture(
    name="tiny-gpt2",
    title="Tiny GPT-2 (random weights)",
    models=tiny_models,
    tokenizer=tiny_tokenizer,
    template={"inputPrefix": " ", "inputSuffix": "\t", "outputPrefix": " ", "outputSuffix": "\n"},
)
