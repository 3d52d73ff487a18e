"""Configurations of published models by name, so that an estimate needs no download."""

from pathlib import Path

from transformers import GPT2Config, T5Config

from ..families.checkpoint import Config, load_config


def gpt2(layers: int, heads: int, width: int) -> GPT2Config:
    """The sizes of Radford et al. 2019; the rest are the defaults of transformers."""
    return GPT2Config(n_layer=layers, n_head=heads, n_embd=width)


def t5(layers: int, heads: int, width: int, feed_forward: int, gated: bool = False) -> T5Config:
    """The sizes of Raffel et al. 2020; `gated`: those of T5 1.1 and all that came of it, whose heads are untied."""
    kind = "gated-gelu" if gated else "relu"
    shape = {"num_layers": layers, "num_heads": heads, "d_model": width, "d_ff": feed_forward, "d_kv": 64}
    return T5Config(**shape, vocab_size=32128, feed_forward_proj=kind, tie_word_embeddings=not gated)


PUBLISHED: dict[str, Config] = {
    "distilgpt2": gpt2(6, 12, 768),
    "gpt2": gpt2(12, 12, 768),
    "gpt2-medium": gpt2(24, 16, 1024),
    "gpt2-large": gpt2(36, 20, 1280),
    "gpt2-xl": gpt2(48, 25, 1600),
    "t5-small": t5(6, 8, 512, 2048),
    "t5-base": t5(12, 12, 768, 3072),
    "t5-large": t5(24, 16, 1024, 4096),
    "t5-small-lm-adapt": t5(8, 6, 512, 1024, gated=True),
    "t5-base-lm-adapt": t5(12, 12, 768, 2048, gated=True),
    "t5-large-lm-adapt": t5(24, 16, 1024, 2816, gated=True),
    "flan-t5-small": t5(8, 6, 512, 1024, gated=True),
    "flan-t5-base": t5(12, 12, 768, 2048, gated=True),
    "flan-t5-large": t5(24, 16, 1024, 2816, gated=True),
}
"""By the last part of their ids on the hub."""


def config_of(source: str, setting: str) -> Config:
    """The configuration of a model on the hub or in a folder, which the recipe's `setting` names."""
    name = source.split("/")[-1]
    return PUBLISHED[name] if name in PUBLISHED and not Path(source).exists() else load_config(source, setting)
