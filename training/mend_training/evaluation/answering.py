"""
Answers queries with the target LM behind a prefix of tokens or of vectors, by the method's rule: the highest mean
log-likelihood.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional
from transformers import DynamicCache, GPT2LMHeadModel

from ..data.example import Example
from ..distillation import pad
from ..template import Encoder

# Keys and values `[B, H, T, D]` of each layer.
Cache = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Answers:
    """
    `chosen`: index of each query's best option; `next_logp` `[Q, V]`: log-probabilities of the token after each
    query.
    """

    chosen: list[int]
    next_logp: Tensor


class Answerer:
    """A frozen target LM with its encoder."""

    def __init__(self, target: GPT2LMHeadModel, encoder: Encoder, rows_at_once: int = 256):
        self.target, self.encoder, self.rows_at_once = target, encoder, rows_at_once
        self.context = target.config.n_positions

    def embed(self, ids: list[int]) -> Tensor:
        """Token embeddings `[T, d]`."""
        return self.target.transformer.wte(torch.tensor(ids, dtype=torch.long))

    @torch.inference_mode()
    def answer(self, prefix: Tensor, queries: list[Example], longest: int) -> Answers:
        """
        Answers every query after a prefix of embeddings `[P, d]` (`P` may be 0). `longest`: the largest `P` of the
        arms compared.
        """
        options = [[self.encoder.option(option) for option in query.options] for query in queries]
        asked = [self._query(query, longest, encoded) for query, encoded in zip(queries, options, strict=True)]
        behind, first = self._read(self._prefill(prefix), prefix.shape[0], asked)
        rows = [(owner, option) for owner, encoded in enumerate(options) for option in encoded]
        scores = self._score(behind, prefix.shape[0], asked, first, rows)
        chosen, start = [], 0
        for encoded in options:
            part = scores[start : start + len(encoded)]
            chosen.append(part.index(max(part)))
            start += len(encoded)
        return Answers(chosen, first)

    def _query(self, query: Example, longest: int, options: list[list[int]]) -> list[int]:
        # Cut for the longest prefix, so that every arm reads the same query.
        room = self.context - longest - max(map(len, options)) - 1
        return self.encoder.query(query.input, min(room, self.encoder.limits.example_tokens))

    def _prefill(self, prefix: Tensor) -> Cache:
        """Keys and values of the prefix, `[1, H, P, D]` a layer."""
        if prefix.shape[0] == 0:
            return []
        return pairs(self.target.transformer(inputs_embeds=prefix[None], use_cache=True).past_key_values)

    def _read(self, prefix: Cache, length: int, asked: list[list[int]]) -> tuple[Cache, Tensor]:
        """
        Keys and values of prefix and queries `[Q, H, P + T, D]` a layer, and the log-probabilities `[Q, V]` after
        each query.
        """
        ids, lengths = pad(asked, torch.device("cpu"))
        cache = DynamicCache()
        for layer, (keys, values) in enumerate(prefix):
            cache.update(keys.expand(len(asked), -1, -1, -1), values.expand(len(asked), -1, -1, -1), layer)
        positions = torch.arange(length, length + ids.shape[1]).expand(len(asked), -1)
        out = self.target.transformer(input_ids=ids, position_ids=positions, past_key_values=cache, use_cache=True)
        last = out.last_hidden_state[torch.arange(len(asked)), lengths - 1]
        return pairs(out.past_key_values), functional.log_softmax(self.target.lm_head(last).float(), dim=-1)

    def _score(
        self, behind: Cache, prefix: int, asked: list[list[int]], first: Tensor, rows: list[tuple[int, list[int]]]
    ) -> list[float]:
        """
        Mean log-likelihood of each option. Its first token is known already; longer options go on behind their
        query, many in one batch.
        """
        sums = [first[owner, option[0]].item() for owner, option in rows]
        longer = [index for index, (_, option) in enumerate(rows) if len(option) > 1]
        for start in range(0, len(longer), self.rows_at_once):
            part = longer[start : start + self.rows_at_once]
            for index, rest in zip(
                part, self._continue(behind, prefix, asked, [rows[index] for index in part]), strict=True
            ):
                sums[index] += rest
        return [total / len(option) for total, (_, option) in zip(sums, rows, strict=True)]

    def _continue(
        self, behind: Cache, prefix: int, asked: list[list[int]], rows: list[tuple[int, list[int]]]
    ) -> list[float]:
        """Sum of the log-likelihoods of each option's tokens after the first."""
        owner = torch.tensor([index for index, _ in rows])
        lengths = torch.tensor([len(asked[index]) for index, _ in rows])
        ids, option_lengths = pad([option for _, option in rows], torch.device("cpu"))
        read, targets = ids[:, :-1], ids[:, 1:]
        cache = DynamicCache()
        for layer, (keys, values) in enumerate(behind):
            cache.update(keys[owner], values[owner], layer)
        queried = behind[0][0].shape[2] - prefix
        visible = torch.arange(queried) < lengths[:, None]
        mask = torch.cat(
            [torch.ones(len(rows), prefix, dtype=torch.bool), visible, torch.ones_like(read, dtype=torch.bool)], 1
        )
        positions = prefix + lengths[:, None] + torch.arange(read.shape[1])
        hidden = self.target.transformer(
            input_ids=read, attention_mask=mask.long(), position_ids=positions, past_key_values=cache, use_cache=True
        ).last_hidden_state
        real = torch.arange(read.shape[1]) < option_lengths[:, None] - 1
        logp = functional.log_softmax(self.target.lm_head(hidden[real]).float(), dim=-1)
        picked = torch.zeros(real.shape)
        picked[real] = logp.gather(1, targets[real][:, None])[:, 0]
        return picked.sum(1).tolist()


def pairs(cache: DynamicCache) -> Cache:
    return [(layer.keys, layer.values) for layer in cache.layers]
