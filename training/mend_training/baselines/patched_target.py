"""States of a target LM taken out where it is about to answer, and put in there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from ..families.body import Body
from ..families.rows import Queries
from ..families.target import TargetLM

Pairs = list[tuple[list[int], list[int]]]
"""`(query, answer)` ids of demonstrations or queries."""


@torch.inference_mode()
def state_after(target: TargetLM, shown: Pairs) -> Tensor:
    """States `[blocks, d]` where the last of `shown` is about to be answered, behind the others."""
    weight = target.embeddings.weight
    before = torch.tensor([[token for pair in shown[:-1] for part in pair for token in part]], device=weight.device)
    asked = Queries.of([(0, shown[-1][0], [])], weight.device)
    place = target.answering_places(asked)[0]
    states: list[Tensor] = []

    def keep(output: Tensor) -> Tensor:
        states.append(output[0, place])
        return output

    memory = target.read(target.embeddings(before.long()), torch.tensor([before.shape[1]], device=weight.device))
    with changing(target.answering_blocks, keep):
        target.hidden(memory, asked)
    return torch.stack(states)


@contextmanager
def changing(blocks: list[nn.Module], change: Callable[[Tensor], Tensor]) -> Iterator[None]:
    """Passes the blocks' outputs through `change` while it is open."""
    handles = [block.register_forward_hook(lambda _module, _inputs, output: change(output)) for block in blocks]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@dataclass(frozen=True)
class _Patch:
    """What the target remembers of nothing, and the vectors `[B, d]`."""

    memory: Any
    vectors: Tensor


class PatchedTarget(TargetLM):
    """
    A target LM whose prefixes are not read: the one vector of each takes the place of the state after a block, where
    the answer is about to begin.
    """

    def __init__(self, target: TargetLM, layer: int):
        super().__init__()
        self.target, self.layer, self.model = target, layer, target.model
        self.width, self.vocabulary, self.context = target.width, target.vocabulary, target.context

    @property
    def reader(self) -> Body:
        return self.target.reader

    @property
    def answering_blocks(self) -> list[nn.Module]:
        return self.target.answering_blocks

    def answering_places(self, queries: Queries) -> Tensor:
        return self.target.answering_places(queries)

    def read(self, embeds: Tensor, lengths: Tensor) -> _Patch:
        return _Patch(self.target.read(embeds[:, :0], torch.zeros_like(lengths)), embeds[:, 0])

    def hidden(self, memory: _Patch, queries: Queries) -> Tensor:
        places = self.answering_places(queries)
        rows = torch.arange(len(places), device=places.device)

        def patch(output: Tensor) -> Tensor:
            return output.index_put((rows, places), memory.vectors[queries.owner].to(output.dtype))

        with changing([self.answering_blocks[self.layer]], patch):
            return self.target.hidden(memory.memory, queries)

    def positions(self, queries: Queries) -> Tensor:
        return self.target.positions(queries)

    def count_positions(self, query: int, answer: int) -> int:
        return self.target.count_positions(query, answer)

    def head(self, hidden: Tensor) -> Tensor:
        return self.target.head(hidden)

    def prefix_attention(self, prefix: Tensor, lengths: Tensor, queries: Queries) -> Tensor:
        """None: the prefix is not among what is read."""
        return prefix.new_zeros(len(self.answering_blocks), len(queries.owner), prefix.shape[1])
