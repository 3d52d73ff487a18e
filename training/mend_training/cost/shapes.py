"""The shapes and lengths that costs are told for."""

from dataclasses import dataclass

from transformers import GPT2Config, T5Config


@dataclass(frozen=True)
class Lengths:
    """
    In tokens. The defaults are those of the released scripts: K = 16 demonstrations cut to 767 tokens for the target
    LM and to 643 for the distiller, 100 vectors; a query with one option of 56 (spec, sections 4.2 and 9).
    """

    demonstrations: int = 767
    distiller: int = 643
    vectors: int = 100
    query: int = 56


@dataclass(frozen=True)
class Shape:
    """A published target LM and the distiller that goes with it; weights are never needed."""

    name: str
    target: GPT2Config | T5Config
    distiller: GPT2Config | T5Config
    distiller_name: str

    @property
    def is_t5(self) -> bool:
        return isinstance(self.target, T5Config)

    @property
    def context(self) -> int | None:
        """The longest text; None where positions are relative."""
        return None if isinstance(self.target, T5Config) else self.target.n_positions


def gpt2_config(layers: int, heads: int, width: int) -> GPT2Config:
    """The sizes of Radford et al. 2019; vocabulary and context are the defaults of transformers."""
    return GPT2Config(n_layer=layers, n_head=heads, n_embd=width)


def t5_config(layers: int, heads: int, width: int, feed_forward: int) -> T5Config:
    """The sizes of Raffel et al. 2020."""
    return T5Config(num_layers=layers, num_heads=heads, d_model=width, d_ff=feed_forward, d_kv=64, vocab_size=32128)


SMALL_GPT2 = gpt2_config(12, 12, 768)
"""The distiller of the released scripts for every GPT-2."""
T5_BASE = t5_config(12, 12, 768, 3072)
"""The T5 whose encoder is nearest to it in size; which one the paper took is not known."""

SHAPES = {
    shape.name: shape
    for shape in (
        Shape("gpt2", SMALL_GPT2, SMALL_GPT2, "gpt2"),
        Shape("gpt2-large", gpt2_config(36, 20, 1280), SMALL_GPT2, "gpt2"),
        Shape("gpt2-xl", gpt2_config(48, 25, 1600), SMALL_GPT2, "gpt2"),
        Shape("t5-large", t5_config(24, 16, 1024, 4096), T5_BASE, "the encoder of t5-base"),
    )
}
