"""test/fixtures/tiny-t5 and tiny-t5-encoder."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Stack

from ..tokenizer import train_unigram
from .storage import as_stored
from .tiny import SEED, SENTENCES, VECTORS, Fixture, TinyDistiller, as_hybrid

VOCABULARY = 480
SENTINELS = 8
HEAD_WIDTH = 12
TEMPLATE = {"inputPrefix": "", "inputSuffix": "<extra_id_0>", "outputPrefix": "", "outputSuffix": "</s>"}
"""T5's own tokens for "fill in here" and for the end: newlines and tabs do not outlive its normalizer."""


def tiny_unigram() -> Tokenizer:
    """A Unigram tokenizer like T5's, learned from a few sentences."""
    return train_unigram(SENTENCES, VOCABULARY, SENTINELS)


def tiny_t5_models(
    gated: bool = False,
    tied: bool = True,
    width: int = 32,
    distiller_width: int | None = None,
    adapter: nn.Module | None = None,
) -> tuple[T5ForConditionalGeneration, TinyDistiller]:
    """
    A target LM and a distiller with seeded random weights, scaled so that next-token distributions are peaked and
    depend on what was read. `gated` and `tied` as in the first T5 or as in T5 1.1: there the feed-forward layers are
    gated, and the head is not tied and reads its input unscaled. Token embeddings are shared where the widths are
    equal. float16 can hold every weight, so that either storage holds exactly these models.
    """
    generator = torch.Generator().manual_seed(SEED)
    target = T5ForConditionalGeneration(_config(width, gated, tied)).eval()
    if not tied:
        target.lm_head.weight = nn.Parameter(torch.empty(VOCABULARY, width))
    body = T5Stack(_config(distiller_width or width, gated, tied)).eval()
    if body.embed_tokens.weight.shape == target.shared.weight.shape:
        body.embed_tokens = target.shared
    placeholders = nn.Parameter(torch.empty(VECTORS, body.config.d_model))
    distiller = TinyDistiller(body, placeholders, adapter or nn.Identity())
    with torch.no_grad():
        for module in (target, body, distiller.adapter):
            for name, parameter in module.named_parameters():
                _randomize(name, parameter, generator)
        # The tied head's matrix is small, and its input is scaled down.
        target.decoder.final_layer_norm.weight *= 12 if tied else 2
        placeholders.normal_(0, 0.5, generator=generator)
    return as_stored("float16", target, distiller)


def tiny_encoder_models() -> tuple[T5ForConditionalGeneration, TinyDistiller]:
    target, distiller = tiny_t5_models(gated=True, tied=False)
    return target, as_hybrid(distiller, least_ratio=4)


def _config(width: int, gated: bool, tied: bool) -> T5Config:
    """Unlike in GPT-2, all heads together are wider than the states, and the two stacks are not equally deep."""
    return T5Config(
        vocab_size=VOCABULARY,
        d_model=width,
        d_kv=HEAD_WIDTH,
        d_ff=64,
        num_layers=2,
        num_decoder_layers=3,
        num_heads=4,
        feed_forward_proj="gated-gelu" if gated else "relu",
        tie_word_embeddings=tied,
        decoder_start_token_id=0,
    )


def _randomize(name: str, parameter: nn.Parameter, generator: torch.Generator) -> None:
    if "norm" in name:
        parameter.normal_(1.0, 0.1, generator=generator)
    elif name.endswith("bias"):
        parameter.normal_(0, 0.05, generator=generator)
    else:
        parameter.normal_(0, _scale(name, parameter.shape[-1]), generator=generator)


def _scale(name: str, inputs: int) -> float:
    if "relative" in name:
        return 1.0
    if "shared" in name or "embed" in name:
        # Small beside what the blocks add: with a tied head each token would else predict itself.
        return 0.15
    if ".wi_" in name:
        # Gate and gated are multiplied: large ones make what int8 errs grow from layer to layer.
        return 0.8 / inputs**0.5
    # T5 does not scale its scores by the width of a head.
    return 1.4 / inputs**0.5 / (HEAD_WIDTH**0.5 if name.endswith(".q.weight") else 1.0)


TINY_T5 = Fixture(
    name="tiny-t5",
    title="Tiny T5 (random weights)",
    models=tiny_t5_models,
    tokenizer=tiny_unigram,
    template=TEMPLATE,
    fields={"contextTokens": 128},
)
TINY_T5_ENCODER = Fixture(
    name="tiny-t5-encoder",
    title="Tiny T5 that reads queries in its encoder (random weights)",
    models=tiny_encoder_models,
    tokenizer=tiny_unigram,
    template=TEMPLATE,
    dtypes=("fp32",),
    default_dtype="fp32",
    fields={"contextTokens": 128, "queryIn": "encoder"},
    cases=(
        "one demonstration",
        "a query longer than its limit is cut, options of unequal length",
        "no options: text is generated",
    ),
)
