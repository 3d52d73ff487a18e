"""
Fewer shots in the room of the vectors: which whole demonstrations a prefix of so many tokens holds, chosen at random or
by their likeness to the query.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from ..data.example import Example
from ..evaluation.answering import Answerer, Answers
from ..evaluation.arms import Arm, PrefixArm, Ready
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode


def random_shots(bench: Bench, name: str) -> Arm:
    """One choice for all queries of an episode."""
    answerer = bench.answerer

    def chosen(episode: Episode) -> Tensor:
        order = random.Random(f"shots:{episode.seed}").sample(episode.demonstrations, len(episode.demonstrations))
        return answerer.embed(that_fit(answerer, order, bench.room(episode)))

    return PrefixArm(name, answerer, chosen)


def nearest_shots(bench: Bench, name: str) -> Arm:
    """A choice for every query."""
    return NearestArm(name, bench.answerer, bench.room)


def that_fit(answerer: Answerer, ranked: list[Example], tokens: int) -> list[int]:
    """
    Token ids of the whole demonstrations that fit into `tokens` tokens, the first ones of `ranked` before others; the
    first of all stands last, next to the query.
    """
    kept: list[list[int]] = []
    for example in ranked:
        pair = answerer.encoder.pair(example)
        if pair and len(pair[0]) + len(pair[1]) <= tokens:
            kept.append(pair[0] + pair[1])
            tokens -= len(kept[-1])
    return [token for ids in reversed(kept) for token in ids]


@dataclass(frozen=True)
class NearestArm:
    """
    Likeness is the cosine between mean token embeddings of the inputs, less the mean of the vocabulary. They are the
    target LM's own: no other model and no library is needed, and unlike counts of shared words they tell apart inputs
    of a single word each.
    """

    name: str
    answerer: Answerer
    room: Callable[[Episode], int]

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        prefixes = [[self._prefix(episode, query) for query in episode.queries] for episode in episodes]
        return Ready(
            [max(map(len, of_episode)) for of_episode in prefixes],
            lambda longest: self._answer(episodes, prefixes, longest),
        )

    def _prefix(self, episode: Episode, query: Example) -> Tensor:
        shown = episode.demonstrations
        alike = functional.cosine_similarity(self._meaning([query]), self._meaning(shown)).tolist()
        ranked = sorted(range(len(shown)), key=lambda index: -alike[index])
        return self.answerer.embed(that_fit(self.answerer, [shown[index] for index in ranked], self.room(episode)))

    def _meaning(self, examples: list[Example]) -> Tensor:
        """`[N, d]`."""
        encoder, common = self.answerer.encoder, self.answerer.target.embeddings.weight.float().mean(0)
        inputs = [self.answerer.embed(encoder.query(example.input)).float() for example in examples]
        return torch.stack([embedded.mean(0) - common for embedded in inputs])

    def _answer(self, episodes: list[Episode], prefixes: list[list[Tensor]], longest: list[int]) -> list[Answers]:
        flat = [prefix for of_episode in prefixes for prefix in of_episode]
        queries = [[query] for episode in episodes for query in episode.queries]
        each = [room for episode, room in zip(episodes, longest, strict=True) for _ in episode.queries]
        answers = iter(self.answerer.answer(flat, queries, each))
        return [together([next(answers) for _ in episode.queries]) for episode in episodes]


def together(answers: list[Answers]) -> Answers:
    """The answers to single queries as those of one episode."""
    return Answers([choice for one in answers for choice in one.chosen], torch.cat([one.next_logp for one in answers]))
