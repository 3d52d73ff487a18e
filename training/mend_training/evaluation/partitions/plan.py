"""What has to be finished for a partition, and the figures once it is."""

from dataclasses import dataclass

from ...data.partitions import Partition
from ..measure import TaskResult
from ..suites import SEEDS
from .presence import Presence
from .store import Key, Store


@dataclass(frozen=True)
class Unit:
    """The work of one target task and seed: all arms."""

    task: str
    seed: int


@dataclass(frozen=True)
class Plan:
    """`keys[unit][arm]`, under which scores are kept."""

    partition: Partition
    presence: Presence
    keys: dict[Unit, dict[str, Key]]

    def finished(self, store: Store) -> bool:
        return all(key in store.found for keys in self.keys.values() for key in keys.values())

    def results(self, store: Store) -> list[TaskResult]:
        """The figures of every target task, all of it finished."""
        return [self._result(task, store) for task in self.presence.targets]

    def _result(self, task: str, store: Store) -> TaskResult:
        result = TaskResult(task, 0.0)
        guesses = []
        for seed in SEEDS:
            for arm, key in self.keys[Unit(task, seed)].items():
                finished = store.found[key]
                result.accuracy.setdefault(arm, []).append(finished.score)
                result.right.setdefault(arm, []).append([one == "1" for one in finished.right])
                result.prefix_tokens.setdefault(arm, []).append(round(finished.tokens))
                guesses.append(finished.guess)
        result.guess = sum(guesses) / len(guesses)
        return result
