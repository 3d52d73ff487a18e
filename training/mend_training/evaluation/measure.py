"""Runs the arms on episodes and gathers figures: accuracy by arm and seed, tokens, fidelity."""

from dataclasses import dataclass, field

from torch import Tensor

from ..model import Distiller
from .answering import Answerer, Answers
from .arms import prefixes
from .episodes import Episode


@dataclass
class TaskResult:
    """
    Figures of one task: `accuracy[arm]` has one entry a seed, in per cent; `kl` and `agreement` compare distilled
    with full ICL.
    """

    task: str
    guess: float
    accuracy: dict[str, list[float]] = field(default_factory=dict)
    prefix_tokens: dict[str, list[int]] = field(default_factory=dict)
    kl: list[float] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)

    def mean(self, arm: str) -> float:
        values = self.accuracy[arm]
        return sum(values) / len(values)

    def worst(self, arm: str) -> float:
        return min(self.accuracy[arm])

    def tokens(self, arm: str) -> float:
        values = self.prefix_tokens[arm]
        return sum(values) / len(values)

    def recovered(self) -> float | None:
        """
        Gain recovered in per cent; None where full ICL gains less than 5 points, since a ratio of noise says
        nothing.
        """
        gain = self.mean("full ICL") - self.mean("zero-shot")
        if gain < 5 or "distilled" not in self.accuracy:
            return None
        return 100 * (self.mean("distilled") - self.mean("zero-shot")) / gain


def measure(
    answerer: Answerer, distiller: Distiller | None, episodes: list[Episode], others: list[Episode]
) -> TaskResult:
    """
    All arms on the episodes (one a seed) of one task; `others[i]` gives the vectors that do not belong to
    `episodes[i]`.
    """
    result = TaskResult(episodes[0].task, 100 * sum(episode.guess() for episode in episodes) / len(episodes))
    arms = [
        prefixes(answerer, distiller, episode, others[index] if others else None)
        for index, episode in enumerate(episodes)
    ]
    longest = [max(len(prefix) for prefix in of_episode.values()) for of_episode in arms]
    logp: dict[str, list[Tensor]] = {}
    for arm in arms[0]:
        before = [of_episode[arm] for of_episode in arms]
        answers = answerer.answer(before, [episode.queries for episode in episodes], longest)
        result.accuracy[arm] = [accuracy(episode, one) for episode, one in zip(episodes, answers, strict=True)]
        result.prefix_tokens[arm] = [len(prefix) for prefix in before]
        logp[arm] = [one.next_logp for one in answers]
    if "distilled" in logp:
        for full, distilled in zip(logp["full ICL"], logp["distilled"], strict=True):
            result.kl.append((full.exp() * (full - distilled)).sum(-1).mean().item())
            result.agreement.append(100 * (full.argmax(-1) == distilled.argmax(-1)).float().mean().item())
    return result


def accuracy(episode: Episode, answers: Answers) -> float:
    """In per cent."""
    right = [
        query.options[choice] == query.output for query, choice in zip(episode.queries, answers.chosen, strict=True)
    ]
    return 100 * sum(right) / len(right)
