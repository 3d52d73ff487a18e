"""The ways of answering that every table compares, each as a prefix in front of the query."""

import torch
from torch import Tensor

from ..data.example import Example
from ..model import Distiller
from ..template import Demonstrations
from .answering import Answerer
from .episodes import Episode, shuffled_outputs

ARMS = ("zero-shot", "full ICL", "shuffled labels", "distilled", "fewer shots", "random vectors", "other vectors")


@torch.inference_mode()
def distil(distiller: Distiller, shown: Demonstrations) -> Tensor:
    """Distilled vectors `[l, d]` of demonstrations."""
    anchors = distiller.anchoring.behind(len(shown.ids), shown.answers)
    return distiller(torch.tensor([shown.ids]), torch.tensor([len(shown.ids)]), torch.tensor([anchors]))[0]


def fewer_shots(answerer: Answerer, demonstrations: list[Example], tokens: int) -> list[int]:
    """The first whole demonstrations that fit into `tokens` tokens."""
    ids: list[int] = []
    for query, answer in answerer.encoder.pairs(demonstrations):
        if len(ids) + len(query) + len(answer) > tokens:
            break
        ids += query + answer
    return ids


def prefixes(
    answerer: Answerer, distiller: Distiller | None, episode: Episode, other: Episode | None
) -> dict[str, Tensor]:
    """Arm → embeddings `[P, d]`. Without a distiller only the arms of the target LM alone."""
    encoder = answerer.encoder
    shown = encoder.demonstrations(episode.demonstrations)
    width = answerer.target.width
    arms = {
        "zero-shot": torch.zeros(0, width),
        "full ICL": answerer.embed(shown.ids),
        "shuffled labels": answerer.embed(
            encoder.demonstrations(shuffled_outputs(episode.demonstrations, episode.seed)).ids
        ),
    }
    if distiller is None:
        return arms
    vectors = distil(distiller, shown)
    generator = torch.Generator().manual_seed(episode.seed)
    noise = torch.empty_like(vectors).normal_(generator=generator)
    arms["distilled"] = vectors
    few = fewer_shots(answerer, episode.demonstrations, vectors.shape[0])
    arms["fewer shots"] = answerer.embed(few) if few else torch.zeros(0, width)
    # Random vectors with the mean and the spread of the distilled ones, so that only their content differs.
    arms["random vectors"] = vectors.mean() + noise * vectors.std()
    if other is not None:
        arms["other vectors"] = distil(distiller, encoder.demonstrations(other.demonstrations))
    return arms
