"""A model on one partition: its arms, what is asked of them, and the scores."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...data.example import Example
from ...data.partitions import Partition
from ...data.task import Task
from ..answering import Answerer
from ..arms import Arm
from ..episodes import Episode
from ..suites import SEEDS
from .plan import Plan, Unit
from .presence import presence
from .questions import Asking, digest, episodes_of
from .scores import score_of
from .store import Finished, Key, Store

SHORTEST_QUERY = 8
"""Tokens that must be left for a query beside the demonstrations and its longest option."""


@dataclass
class Trial:
    """`tasks`: those of the MetaICL collection; `made`: a digest of the weights an arm answers with, by its name."""

    partition: Partition
    answerer: Answerer
    arms: list[Arm]
    tasks: dict[str, Task]
    asking: Asking
    made: Callable[[str], str]

    def __post_init__(self) -> None:
        self.presence = presence(self.partition, self.tasks, self._can_be_asked)

    def plan(self) -> Plan:
        """Everything that has to be finished."""
        keys = {}
        for task in self.presence.targets:
            for seed in SEEDS:
                unit = Unit(task, seed)
                episodes, others = self.episodes(unit), self.others(unit)
                keys[unit] = {arm.name: self._key(unit, arm, episodes, others) for arm in self.arms}
        return Plan(self.partition, self.presence, keys)

    def run(self, unit: Unit, plan: Plan, store: Store) -> Iterator[str]:
        """Answers what is not in the store yet, an arm at a time, and gives the arms' names."""
        missing = [arm for arm in self.arms if plan.keys[unit][arm.name] not in store.found]
        episodes, others = (self.episodes(unit), self.others(unit)) if missing else ([], [])
        for arm in missing:
            store.add(self._ask(plan.keys[unit][arm.name], arm, episodes, others))
            yield arm.name

    def episodes(self, unit: Unit) -> list[Episode]:
        return episodes_of(self.tasks[unit.task], unit.seed, self.asking, self._fits)

    def others(self, unit: Unit) -> list[Episode]:
        """Episodes of the next target task, for controls; as many as are asked."""
        names = self.presence.targets
        following = names[(names.index(unit.task) + 1) % len(names)]
        found, wanted = self.episodes(Unit(following, unit.seed)), len(self.episodes(unit))
        return [found[index % len(found)] for index in range(wanted)]

    def _key(self, unit: Unit, arm: Arm, episodes: list[Episode], others: list[Episode]) -> Key:
        asked = episodes + others if getattr(arm, "of_others", False) else episodes
        return Key(unit.task, arm.name, unit.seed, digest(asked), self.made(arm.name))

    def _ask(self, key: Key, arm: Arm, episodes: list[Episode], others: list[Episode]) -> Finished:
        ready = arm.read(episodes, others)
        # The same room for every arm, be it asked alone or among others.
        budget = self.answerer.encoder.limits.demonstration_tokens
        answers = ready.answer([max(budget, tokens) for tokens in ready.tokens])
        queries = [query for episode in episodes for query in episode.queries]
        choices = [choice for of_episode in answers for choice in of_episode.chosen]
        gold = [query.output for query in queries]
        chosen = [query.options[choice] for query, choice in zip(queries, choices, strict=True)]
        return Finished(
            key,
            score_of(self.partition.targets[key.task])(gold, chosen),
            "".join("1" if one == other else "0" for one, other in zip(gold, chosen, strict=True)),
            sum(ready.tokens) / len(ready.tokens),
            100 * sum(1 / len(query.options) for query in queries) / len(queries),
        )

    def _can_be_asked(self, task: Task) -> bool:
        return all(
            any(episode.queries for episode in episodes_of(task, seed, self.asking, self._fits)) for seed in SEEDS
        )

    def _fits(self, query: Example) -> bool:
        encoder = self.answerer.encoder
        room = self.answerer.target.context - encoder.limits.demonstration_tokens - 1 - SHORTEST_QUERY
        return all(0 < len(encoder.option(option)) <= room for option in query.options)
