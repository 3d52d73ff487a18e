"""
The mean of the demonstrations' token embeddings: a vector for each of as many equal stretches as there are vectors.
"""

import torch
from torch import Tensor

from ..evaluation.arms import Arm, PrefixArm
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode


def mean_embeddings(bench: Bench, name: str) -> Arm:
    """What vectors keep that nobody has learned to make."""
    answerer = bench.answerer

    def pooled(episode: Episode) -> Tensor:
        return pool(answerer.embed(answerer.encoder.demonstrations(episode.demonstrations).ids), bench.room(episode))

    return PrefixArm(name, answerer, pooled)


def pool(embeddings: Tensor, count: int) -> Tensor:
    """`[T, d]` to `[min(T, count), d]`: means over stretches whose lengths differ by at most 1."""
    if len(embeddings) <= count:
        return embeddings
    return torch.stack([stretch.mean(0) for stretch in embeddings.tensor_split(count)])
