"""Rows of token ids for a decoder-only target LM: packs of demonstrations, prose, and repeated random strings."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from ..template import Encoder
from .packs import PackSampler

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """Token ids and, for each, the weight of predicting it; the first token's weight is never used."""

    ids: list[int]
    weights: list[float]


@dataclass(frozen=True)
class RowMixture:
    """
    Shares of the rows. `lengths` are the row lengths drawn from, in tokens; `input_weight` the loss weight of tokens
    that are not answers. `spans`: prose with spans to fill in, for encoder-decoder models alone, where a row is read by
    the encoder and `queries` are asked behind each pack.
    """

    packs: float
    prose: float
    repeats: float
    lengths: tuple[int, ...]
    input_weight: float = 0.0
    spans: float = 0.0
    queries: int = 12


class RowSampler:
    """Draws rows; all randomness comes from the `rng` given."""

    def __init__(self, packs: PackSampler, encoder: Encoder, prose: list[int], mixture: RowMixture, vocabulary: int):
        self.packs, self.encoder, self.prose, self.mixture, self.vocabulary = packs, encoder, prose, mixture, vocabulary

    def draw(self, rng: random.Random) -> Row:
        mixture = self.mixture
        length = rng.choice(mixture.lengths)
        kind = rng.choices((self.pack, self.text, self.repeat), (mixture.packs, mixture.prose, mixture.repeats))[0]
        return kind(rng, length)

    def pack(self, rng: random.Random, length: int) -> Row:
        """
        Demonstrations of one task up to `length` tokens; every answer after the first is learned with those before
        it in view.
        """
        pack = self.packs.draw(rng, shots=min(32, max(4, length // 6)), queries=0)
        ids: list[int] = []
        weights: list[float] = []
        for query, answer in self.encoder.pairs(pack.demonstrations, length):
            ids += query + answer
            weights += [self.mixture.input_weight] * len(query) + [1.0] * len(answer)
        return Row(ids, weights)

    def text(self, rng: random.Random, length: int) -> Row:
        start = rng.randrange(max(1, len(self.prose) - length))
        ids = list(self.prose[start : start + length])
        return Row(ids, [0.5] * len(ids))

    def repeat(self, rng: random.Random, length: int) -> Row:
        """A random string repeated to the end of the row: from the second copy on, every token can be copied."""
        period = rng.randint(3, max(4, min(64, length // 2)))
        string = [rng.randrange(1, self.vocabulary) for _ in range(period)]
        ids = (string * (length // period + 1))[:length]
        return Row(ids, [0.0] * period + [0.5] * (length - period))


def buckets(items: list[T], count: int, length: Callable[[T], int]) -> list[list[T]]:
    """Items sorted by length in `count` parts of about equal tokens, so that padding is small."""
    total = sum(map(length, items))
    parts: list[list[T]] = []
    part: list[T] = []
    filled = 0
    for item in sorted(items, key=length):
        part.append(item)
        filled += length(item)
        if filled >= total * (len(parts) + 1) / count:
            parts.append(part)
            part = []
    return parts + ([part] if part else [])
