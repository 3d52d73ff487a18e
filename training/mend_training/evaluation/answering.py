"""
Answers queries with the target LM behind prefixes of tokens or of vectors, by the method's rule: the highest mean
log-likelihood.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from ..data.example import Example
from ..families.rows import Queries, pad_embeddings
from ..families.target import TargetLM
from ..template import Encoder
from .room import Room


@dataclass(frozen=True)
class Answers:
    """
    `chosen`: index of each query's best option; `next_logp` `[Q, V]`: log-probabilities of the token after each
    query, None where an arm does not predict it.
    """

    chosen: list[int]
    next_logp: Tensor | None


@dataclass(frozen=True)
class Asked:
    """A query behind prefix `owner`: its token ids, and those of its options, at least one token each."""

    owner: int
    ids: list[int]
    options: list[list[int]]


@dataclass(frozen=True)
class Scored:
    """
    `next_logp` `[Q, V]`: log-probabilities of the token after each query; `options`: of each query, the mean
    log-likelihood of every option's tokens.
    """

    next_logp: Tensor
    options: list[list[float]]


class Answerer:
    """A frozen target LM with its encoder. `rows_at_once`: fewer where memory is short."""

    def __init__(self, target: TargetLM, encoder: Encoder, rows_at_once: int = 256):
        self.target, self.encoder, self.rows_at_once = target, encoder, rows_at_once
        self.room = Room(target)

    @property
    def device(self) -> torch.device:
        return self.target.embeddings.weight.device

    def embed(self, ids: list[int]) -> Tensor:
        """Token embeddings `[T, d]`."""
        return self.target.embeddings(torch.tensor(ids, dtype=torch.long, device=self.device))

    def answer(
        self, prefixes: Sequence[Tensor], queries: Sequence[Sequence[Example]], longest: Sequence[int]
    ) -> list[Answers]:
        """
        Answers `queries[i]` after the prefix of embeddings `prefixes[i]` `[P, d]` (`P` may be 0). `longest[i]`: the
        largest `P` of the arms compared.
        """
        asked = [self._asked(owner, query, longest[owner]) for owner, pack in enumerate(queries) for query in pack]
        scored = self.score(prefixes, asked)
        chosen = [best(options) for options in scored.options]
        bounds = torch.tensor([0] + [len(pack) for pack in queries]).cumsum(0).tolist()
        return [
            Answers(chosen[start:end], scored.next_logp[start:end])
            for start, end in zip(bounds, bounds[1:], strict=False)
        ]

    @torch.inference_mode()
    def score(self, prefixes: Sequence[Tensor], asked: list[Asked]) -> Scored:
        """The options of queries, which stand in the order of their owners, behind `prefixes[owner]` `[P, d]`."""
        at_once = self.room.prefixes(max(map(len, prefixes)))
        parts = []
        for start in range(0, len(prefixes), at_once):
            behind = [replace(one, owner=one.owner - start) for one in asked if 0 <= one.owner - start < at_once]
            parts.append(self._score(list(prefixes[start : start + at_once]), behind))
        options = [scores for part in parts for scores in part.options]
        return Scored(torch.cat([part.next_logp for part in parts]), options)

    def _score(self, prefixes: list[Tensor], asked: list[Asked]) -> Scored:
        memory = self.target.read(*pad_embeddings(prefixes))
        longest = max(len(one.ids) + max(map(len, one.options)) for one in asked)
        at_once = min(self.rows_at_once, self.room.rows(max(map(len, prefixes)), longest))
        batches = [asked[start : start + at_once] for start in range(0, len(asked), at_once)]
        first = torch.cat([self._first(memory, batch) for batch in batches])
        return Scored(first, self._options(memory, asked, first, at_once))

    def _asked(self, owner: int, query: Example, longest: int) -> Asked:
        options = [self.encoder.option(option) for option in query.options]
        # Cut for the longest prefix, so that every arm reads the same query.
        room = self.target.context - longest - max(map(len, options)) - 1
        return Asked(owner, self.encoder.query(query.input, min(room, self.encoder.limits.example_tokens)), options)

    def _first(self, memory: Any, asked: list[Asked]) -> Tensor:
        """Log-probabilities `[Q, V]` of the token after each query."""
        queries = Queries.of([(one.owner, one.ids, []) for one in asked], self.device)
        hidden = self.target.hidden(memory, queries)
        last = hidden[torch.arange(len(asked), device=self.device), queries.lengths - 1]
        return functional.log_softmax(self.target.head(last).float(), dim=-1)

    def _options(self, memory: Any, asked: list[Asked], first: Tensor, at_once: int) -> list[list[float]]:
        """
        An option's first token is scored already; where it has more, they are read behind their query, many options in
        one batch.
        """
        rows = [(index, option) for index, one in enumerate(asked) for option in one.options]
        sums = [first[index, option[0]].item() for index, option in rows]
        longer = [row for row, (_, option) in enumerate(rows) if len(option) > 1]
        # Rows of like length together, so that padding is small; within a batch, owners in their order.
        longer.sort(key=lambda row: len(asked[rows[row][0]].ids) + len(rows[row][1]))
        for start in range(0, len(longer), at_once):
            part = sorted(longer[start : start + at_once])
            behind = [(asked[rows[row][0]], rows[row][1]) for row in part]
            for row, rest in zip(part, self._rest(memory, behind), strict=True):
                sums[row] += rest
        means = iter([total / len(option) for total, (_, option) in zip(sums, rows, strict=True)])
        return [[next(means) for _ in one.options] for one in asked]

    def _rest(self, memory: Any, behind: list[tuple[Asked, list[int]]]) -> list[float]:
        """Sum of the log-likelihoods of each option's tokens after the first."""
        queries = Queries.of([(one.owner, one.ids, option) for one, option in behind], self.device)
        wanted = queries.answer_positions()
        wanted[torch.arange(len(behind), device=self.device), queries.first_answer - 1] = False
        logits = self.target.head(self.target.hidden(memory, queries)[wanted])
        logp = functional.log_softmax(logits.float(), dim=-1)
        picked = torch.zeros(wanted.shape, device=self.device)
        picked[wanted] = logp.gather(1, queries.next_tokens()[wanted][:, None])[:, 0]
        return picked.sum(1).tolist()


def best(scores: list[float]) -> int:
    """Index of the highest, the first of equals."""
    return scores.index(max(scores))
