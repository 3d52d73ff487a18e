"""What an encoder-decoder target LM learns from: a prefix for the encoder, and queries with answers behind it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ..template import Encoder
from .packs import PackSampler
from .rows import RowMixture

_TEXT_WEIGHT = 0.5
_WITHOUT_PREFIX = 0.06
"""How often a pack is asked without its demonstrations, about as often as in a row of a decoder-only model."""
_NOISE, _SPAN = 0.15, 3
"""Share of a text that is taken out, and the mean length of a span: T5's own (Raffel et al. 2020, section 3.1.4)."""


@dataclass(frozen=True)
class Pair:
    """
    Token ids of a prefix, `(query, answer)` ids of each query (a query has at least one token), and the weight of
    predicting an answer's token.
    """

    prefix: list[int]
    queries: list[tuple[list[int], list[int]]]
    weight: float

    @property
    def tokens(self) -> int:
        return len(self.prefix) + sum(len(query) + len(answer) for query, answer in self.queries)


class PairSampler:
    """Draws pairs; all randomness comes from the `rng` given. `sentinels`: ids of <extra_id_0>, <extra_id_1>, …"""

    def __init__(
        self,
        packs: PackSampler,
        encoder: Encoder,
        prose: Sequence[int],
        mixture: RowMixture,
        sentinels: Sequence[int],
    ):
        self.packs, self.encoder, self.prose, self.mixture, self.sentinels = packs, encoder, prose, mixture, sentinels

    def draw(self, rng: random.Random) -> Pair:
        mixture = self.mixture
        length = rng.choice(mixture.lengths)
        shares = {
            self.pack: mixture.packs,
            self.text: mixture.prose,
            self.spans: mixture.spans,
            self.repeat: mixture.repeats,
        }
        kind = rng.choices(list(shares), list(shares.values()))[0]
        return kind(rng, length)

    def pack(self, rng: random.Random, length: int) -> Pair:
        """
        Demonstrations of one task up to `length` tokens, and further examples of it as queries, of half as many tokens
        in all.
        """
        pack = self.packs.draw(rng, min(32, max(4, length // 6)), self.mixture.queries)
        shown = [] if rng.random() < _WITHOUT_PREFIX else self.encoder.pairs(pack.demonstrations, length)
        prefix = [token for query, answer in shown for token in query + answer]
        queries: list[tuple[list[int], list[int]]] = []
        room = length // 2
        for pair in filter(None, map(self.encoder.pair, pack.queries)):
            room -= len(pair[0]) + len(pair[1])
            if queries and room < 0:
                break
            queries.append(pair)
        return Pair(prefix, queries, 1.0)

    def text(self, rng: random.Random, length: int) -> Pair:
        """LM adaptation (Lester et al. 2021): the beginning of a text for the encoder, its end for the decoder."""
        text = self._window(rng, length)
        cut = rng.randint(length // 2, length - length // 4)
        return Pair(text[:cut], [(text[cut : cut + 1], text[cut + 1 :])], _TEXT_WEIGHT)

    def spans(self, rng: random.Random, length: int) -> Pair:
        """Span corruption: spans of a text are replaced by sentinels, and the decoder writes them out."""
        text = self._window(rng, length)
        count = max(1, min(len(self.sentinels) - 1, round(length * _NOISE / _SPAN)))
        prefix: list[int] = []
        answer: list[int] = []
        size = length // count
        for index in range(count):
            part = text[index * size : (index + 1) * size]
            span = min(size - 1, rng.randint(1, 2 * _SPAN - 1))
            start = rng.randint(0, size - span)
            prefix += [*part[:start], self.sentinels[index], *part[start + span :]]
            answer += [self.sentinels[index], *part[start : start + span]]
        return Pair(prefix, [(answer[:1], [*answer[1:], self.sentinels[count]])], _TEXT_WEIGHT)

    def repeat(self, rng: random.Random, length: int) -> Pair:
        """A random string that is to be said again: every token after the first can be copied."""
        low, high = 3, min(self.sentinels)
        string = [rng.randrange(low, high) for _ in range(rng.randint(3, max(4, min(64, length // 2))))]
        return Pair(string, [(string[:1], string[1:])], _TEXT_WEIGHT)

    def _window(self, rng: random.Random, length: int) -> list[int]:
        start = rng.randrange(max(1, len(self.prose) - length))
        return [int(token) for token in self.prose[start : start + length]]
