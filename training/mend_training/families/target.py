"""What the method needs of a target LM, whatever its family."""

from abc import ABC, abstractmethod
from typing import Any

import torch
from torch import Tensor, nn

from .body import Body
from .rows import Queries


class TargetLM(nn.Module, ABC):
    """
    A target LM over a transformers model. `width` of its embeddings, `vocabulary`, `context`: the longest prefix,
    query and answer together.
    """

    model: nn.Module
    width: int
    vocabulary: int
    context: int

    @property
    @abstractmethod
    def reader(self) -> Body:
        """The part that reads prefixes, of which a distiller of the target's own size is a copy."""

    @property
    def embeddings(self) -> nn.Embedding:
        return self.reader.get_input_embeddings()

    @abstractmethod
    def read(self, embeds: Tensor, lengths: Tensor) -> Any:
        """
        What the target remembers of prefixes `[B, P, d]` (token embeddings or vectors; `P` may be 0) of `lengths`
        `[B]`, for `hidden`.
        """

    @abstractmethod
    def hidden(self, memory: Any, queries: Queries) -> Tensor:
        """
        Final hidden states `[R, T, d]` behind the prefixes read, each of them what `head` predicts the next token
        from. They count where `positions` says.
        """

    @abstractmethod
    def positions(self, queries: Queries) -> Tensor:
        """Mask `[R, T]` of the positions whose next token the target predicts."""

    @abstractmethod
    def count_positions(self, query: int, answer: int) -> int:
        """How many those are for a query and an answer of so many tokens."""

    @abstractmethod
    def head(self, hidden: Tensor) -> Tensor:
        """Logits `[…, vocabulary]` of hidden states `[…, d]`."""

    @property
    @abstractmethod
    def answering_blocks(self) -> list[nn.Module]:
        """Modules whose outputs `[R, T', d]` are the residual stream after each block of the part that answers."""

    @abstractmethod
    def answering_places(self, queries: Queries) -> Tensor:
        """Places `[R]` in those outputs from which the first token of each answer is predicted."""

    @abstractmethod
    def prefix_attention(self, prefix: Tensor, lengths: Tensor, queries: Queries) -> Tensor:
        """
        How much of its attention the place from which the first token of each answer is predicted pays to each place
        of its prefix `[B, P, d]`, of `lengths` `[B]`: `[blocks, R, P]`, means over the heads, 0 for padding. Of a T5
        it is the decoder's attention to what the encoder read.
        """

    def behind(self, prefix: Tensor, lengths: Tensor, queries: Queries) -> Tensor:
        """`hidden` behind prefixes `[B, P, d]`."""
        return self.hidden(self.read(prefix, lengths), queries)

    def behind_vectors(self, vectors: Tensor, queries: Queries) -> Tensor:
        """`hidden` behind vectors `[B, l, d]`; gradients flow to them."""
        count = torch.full((vectors.shape[0],), vectors.shape[1], device=vectors.device)
        return self.behind(vectors.to(self.embeddings.weight.dtype), count, queries)


def freeze(target: TargetLM) -> TargetLM:
    """The target LM as the distiller meets it: no gradients, evaluation mode."""
    for parameter in target.parameters():
        parameter.requires_grad_(False)
    return target.eval()
