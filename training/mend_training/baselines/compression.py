"""
Compressed text, in the manner of Selective Context (Li et al. 2023, arXiv 2310.06201) and LLMLingua: the tokens of the
demonstrations that say least to the target LM itself are dropped, until the rest fits the room of the vectors.
"""

import torch
from torch import Tensor
from torch.nn import functional

from ..evaluation.arms import Arm, PrefixArm
from ..evaluation.bench import Bench
from ..evaluation.episodes import Episode
from ..families.rows import Queries
from ..families.target import TargetLM


def compressed_text(bench: Bench, name: str) -> Arm:
    """As many tokens as there are vectors."""
    answerer = bench.answerer

    def kept(episode: Episode) -> Tensor:
        ids = answerer.encoder.demonstrations(episode.demonstrations).ids
        return answerer.embed(most_informative(ids, self_information(answerer.target, ids), bench.room(episode)))

    return PrefixArm(name, answerer, kept)


@torch.inference_mode()
def self_information(target: TargetLM, ids: list[int]) -> Tensor:
    """
    `[T]`: -log p(token | those before) in nats; infinite for the first, which nothing is before. An encoder-decoder
    predicts the tokens with its decoder, behind an empty prefix.
    """
    weight = target.embeddings.weight
    text = Queries.of([(0, ids[:1], ids[1:])], weight.device)
    nothing = weight.new_zeros(1, 0, target.width)
    hidden = target.behind(nothing, torch.zeros(1, dtype=torch.long, device=weight.device), text)
    predicted = text.answer_positions()
    losses = functional.cross_entropy(
        target.head(hidden[predicted]).float(), text.next_tokens()[predicted], reduction="none"
    )
    return torch.cat([losses.new_full((1,), torch.inf), losses])


def most_informative(ids: list[int], information: Tensor, count: int) -> list[int]:
    """The `count` tokens with the most self-information, in their order."""
    kept = information.argsort(descending=True, stable=True)[:count].sort().values
    return [ids[place] for place in kept.tolist()]
