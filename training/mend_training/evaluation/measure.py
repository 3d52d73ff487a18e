"""Runs the arms on episodes and gathers figures: score by arm and seed, tokens, fidelity."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .answering import Answers
from .arms import Arm
from .episodes import Episode

Metric = Callable[[Episode, Answers], float]
"""The score of an episode's answers, in per cent."""


@dataclass
class TaskResult:
    """
    Figures of one task: `accuracy[arm]` has one entry a seed, in per cent (of another metric, where one was asked
    for); `kl` and `agreement` compare distilled with full ICL; `right[arm]` says of each seed's queries whether they
    were answered rightly, for paired tests.
    """

    task: str
    guess: float
    accuracy: dict[str, list[float]] = field(default_factory=dict)
    prefix_tokens: dict[str, list[int]] = field(default_factory=dict)
    kl: list[float] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)
    right: dict[str, list[list[bool]]] = field(default_factory=dict)

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


def accuracy(episode: Episode, answers: Answers) -> float:
    """In per cent."""
    right = rightness(episode, answers)
    return 100 * sum(right) / len(right)


def rightness(episode: Episode, answers: Answers) -> list[bool]:
    """Whether each query was answered rightly."""
    answered = zip(episode.queries, answers.chosen, strict=True)
    return [query.options[choice] == query.output for query, choice in answered]


def measure(arms: list[Arm], episodes: list[Episode], others: list[Episode], metric: Metric = accuracy) -> TaskResult:
    """
    All arms on the episodes (one a seed) of one task; `others[i]` gives the vectors that do not belong to
    `episodes[i]`.
    """
    result = TaskResult(episodes[0].task, 100 * sum(episode.guess() for episode in episodes) / len(episodes))
    ready = {arm.name: arm.read(episodes, others) for arm in arms}
    longest = [max(counts) for counts in zip(*(one.tokens for one in ready.values()), strict=True)]
    full: list[Answers] = []
    for name, arm in ready.items():
        answers = arm.answer(longest)
        result.accuracy[name] = [metric(episode, one) for episode, one in zip(episodes, answers, strict=True)]
        result.right[name] = [rightness(episode, one) for episode, one in zip(episodes, answers, strict=True)]
        result.prefix_tokens[name] = arm.tokens
        full = answers if name == "full ICL" else full
        if name == "distilled" and full:
            compared = [fidelity(reference, one) for reference, one in zip(full, answers, strict=True)]
            result.kl, result.agreement = [kl for kl, _ in compared], [agreement for _, agreement in compared]
    return result


def fidelity(full: Answers, other: Answers) -> tuple[float, float]:
    """KL(full || other) of the token after each query in nats, and how often both name the same one, in per cent."""
    reference, logp = full.next_logp, other.next_logp
    divergence = (reference.exp() * (reference - logp)).sum(-1).mean().item()
    return divergence, 100 * (reference.argmax(-1) == logp.argmax(-1)).float().mean().item()
