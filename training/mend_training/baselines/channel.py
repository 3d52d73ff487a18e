"""
Channel ICL (Min et al. 2022, arXiv 2108.04106): every demonstration is turned round, its output first and its input
after it, and the option wins behind which the query's input is likeliest.
"""

from dataclasses import dataclass
from typing import Any

from ..data.example import Example
from ..evaluation.answering import Answerer, Answers, Asked, best
from ..evaluation.arms import Arm, Ready
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode
from ..template import Encoder, trim


def channel_icl(bench: Bench, name: str) -> Arm:
    """With all demonstrations that fit, like full ICL."""
    encoder = bench.answerer.encoder
    return ChannelArm(name, bench.answerer, TurnedEncoder(encoder.tokenizer, encoder.template, encoder.limits))


class TurnedEncoder(Encoder):
    """Encodes demonstrations turned round, under the same token limits; it is still the input that is cut."""

    def pair(self, example: Example, room: int | None = None) -> tuple[list[int], list[int]] | None:
        room = self.limits.example_tokens if room is None else min(room, self.limits.example_tokens)
        query, suffix = self.query(example.output), self.ids(self.template.output_suffix)
        room -= len(query) + len(suffix)
        return (query, self.input(example.input, room) + suffix) if room > 0 else None

    def input(self, text: str, room: int) -> list[int]:
        """Token ids of an input that stands where outputs do, cut on the right to `room` tokens."""
        return self.ids(self.template.output_prefix + trim(text))[: max(1, room)]


@dataclass(frozen=True)
class ChannelArm:
    """`turned` encodes with the template and limits of the answerer's own encoder."""

    name: str
    answerer: Answerer
    turned: TurnedEncoder

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        prefixes = [self.answerer.embed(self.turned.demonstrations(episode.demonstrations).ids) for episode in episodes]
        return Ready([len(prefix) for prefix in prefixes], lambda longest: self._answer(episodes, prefixes, longest))

    def _answer(self, episodes: list[Episode], prefixes: list[Any], longest: list[int]) -> list[Answers]:
        asked = [
            one
            for owner, episode in enumerate(episodes)
            for query in episode.queries
            for one in self._asked(owner, query, longest[owner])
        ]
        scores = iter([score for (score,) in self.answerer.score(prefixes, asked).options])
        return [
            Answers([best([next(scores) for _ in query.options]) for query in episode.queries], None)
            for episode in episodes
        ]

    def _asked(self, owner: int, query: Example, longest: int) -> list[Asked]:
        """The query's input as the only continuation of each of its options: the same tokens behind all of them."""
        options = [self.turned.query(option) for option in query.options]
        room = self.answerer.target.context - longest - max(map(len, options)) - 1
        given = self.turned.input(query.input, min(room, self.turned.limits.example_tokens))
        # An empty input is likeliest where it ends soonest.
        given = given or self.turned.ids(self.turned.template.output_suffix)
        return [Asked(owner, option, [given]) for option in options]
