"""
The ways of answering that are compared: an interface, its commonest case, a prefix in front of the queries, and the
arms that every table has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from ..data.example import Example
from ..model import Distiller
from ..template import Demonstrations
from .answering import Answerer, Answers
from .episodes import Episode, shuffled_outputs


@dataclass(frozen=True)
class Ready:
    """
    An arm that has read the demonstrations of some episodes. `tokens`: the prefix of each episode in tokens (where
    queries have prefixes of their own, the longest). `answer` takes the longest prefix of all arms compared, for each
    episode (every arm cuts its queries for it), and gives the answers to each episode's queries.
    """

    tokens: list[int]
    answer: Callable[[list[int]], list[Answers]]


class Arm(Protocol):
    """A way of answering, with whatever target LM, prefixes and scoring it likes."""

    @property
    def name(self) -> str:
        """The head of its column; in the command line, lower case with hyphens."""
        ...

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        """Reads episodes of one task; `others[i]` is an episode that has nothing to do with `episodes[i]`."""
        ...


@dataclass(frozen=True)
class PrefixArm:
    """`prefix` gives the embeddings `[P, d]` to put in front of an episode's queries (`P` may be 0)."""

    name: str
    answerer: Answerer
    prefix: Callable[[Episode], Tensor]
    of_others: bool = False
    """Whether it is the prefix of the other episode that is put there: a control."""

    def read(self, episodes: list[Episode], others: list[Episode]) -> Ready:
        prefixes = [self.prefix(episode) for episode in (others if self.of_others else episodes)]
        queries = [episode.queries for episode in episodes]
        return Ready(
            [len(prefix) for prefix in prefixes], lambda longest: self.answerer.answer(prefixes, queries, longest)
        )


@torch.inference_mode()
def distil(distiller: Distiller, shown: Demonstrations, count: int | None = None) -> Tensor:
    """Distilled vectors `[n, d]` of demonstrations: `count` of them, or as many as are usual for their tokens."""
    device = distiller.placeholders.device
    # Demonstrations without outputs are like plain text.
    answers, tokens = [span for span in shown.answers if span[1]], len(shown.ids)
    anchors = distiller.anchoring.behind(tokens, answers) if answers else distiller.anchoring.behind_text(tokens)
    ids, lengths, places = (torch.tensor([one], device=device) for one in (shown.ids, tokens, anchors))
    kept = distiller.anchoring.kept(distiller.anchoring.usual(tokens) if count is None else count)
    return distiller(ids, lengths, places)[0][kept]


def fewer_shots(answerer: Answerer, demonstrations: list[Example], tokens: int) -> list[int]:
    """The first whole demonstrations that fit into `tokens` tokens."""
    ids: list[int] = []
    for query, answer in answerer.encoder.pairs(demonstrations):
        if len(ids) + len(query) + len(answer) > tokens:
            break
        ids += query + answer
    return ids


def target_arms(answerer: Answerer) -> list[Arm]:
    """The arms of the target LM alone."""

    def read(demonstrations: list[Example]) -> Tensor:
        return answerer.embed(answerer.encoder.demonstrations(demonstrations).ids)

    return [
        PrefixArm("zero-shot", answerer, lambda _: answerer.embed([])),
        PrefixArm("full ICL", answerer, lambda episode: read(episode.demonstrations)),
        PrefixArm(
            "shuffled labels", answerer, lambda episode: read(shuffled_outputs(episode.demonstrations, episode.seed))
        ),
    ]


def distiller_arms(answerer: Answerer, distiller: Distiller) -> list[Arm]:
    """The distilled vectors, what else could stand in their room, and the controls."""

    def vectors(episode: Episode) -> Tensor:
        return distil(distiller, answerer.encoder.demonstrations(episode.demonstrations))

    def few(episode: Episode) -> Tensor:
        tokens = len(answerer.encoder.demonstrations(episode.demonstrations).ids)
        return answerer.embed(fewer_shots(answerer, episode.demonstrations, distiller.anchoring.usual(tokens)))

    def noise(episode: Episode) -> Tensor:
        # With the mean and the spread of the distilled ones, so that only their content differs.
        distilled = vectors(episode)
        drawn = torch.randn(distilled.shape, generator=torch.Generator().manual_seed(episode.seed)).to(distilled)
        return distilled.mean() + drawn * distilled.std()

    return [
        PrefixArm("distilled", answerer, vectors),
        PrefixArm("fewer shots", answerer, few),
        PrefixArm("random vectors", answerer, noise),
        PrefixArm("other vectors", answerer, vectors, of_others=True),
    ]
