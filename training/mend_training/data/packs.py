"""A pack: demonstrations of one task and queries to answer after them, drawn from tasks of all kinds."""

import random
from dataclasses import dataclass, field

from .example import Example
from .source import Task
from .synthetic import SyntheticTasks

FEWEST_ROWS = 8
"""Tasks with fewer training rows are not drawn."""


@dataclass(frozen=True)
class Pack:
    """
    `demonstrations` and `queries` are examples of the same task, in random order and disjoint as far as the task has
    rows.
    """

    task: str
    demonstrations: list[Example]
    queries: list[Example]


@dataclass(frozen=True)
class Mixture:
    """How often each source is drawn, and how often a task with few labels gets other words for its labels.

    `groups` multiplies the share of a group of natural tasks (see `group_of`); 0 leaves it out.
    """

    synthetic: dict[str, float]
    natural: float
    relabel: float = 0.3
    groups: dict[str, float] = field(default_factory=dict)


class PackSampler:
    """Draws packs. All randomness comes from the `rng` given to each call, so a run can be repeated and resumed."""

    def __init__(self, tasks: list[Task], synthetic: SyntheticTasks, mixture: Mixture):
        self.tasks = [task for task in tasks if len(task.train) >= FEWEST_ROWS]
        self.synthetic, self.mixture = synthetic, mixture
        # Large groups of near-alike tasks must not drown the small ones: weight by the square root of the group's size.
        groups: dict[str, list[Task]] = {}
        for task in self.tasks:
            groups.setdefault(group_of(task.name), []).append(task)
        self.groups = list(groups.values())
        self.weights = [len(group) ** 0.5 * mixture.groups.get(name, 1.0) for name, group in groups.items()]
        self.labels = {task.name: task.labels() for task in self.tasks}

    def draw(self, rng: random.Random, shots: int, queries: int) -> Pack:
        """A pack of `shots` demonstrations and `queries` queries."""
        kinds = {**self.mixture.synthetic, "natural": self.mixture.natural if self.tasks else 0.0}
        kind = rng.choices(list(kinds), list(kinds.values()))[0]
        if kind == "natural":
            return self._natural(rng, shots, queries)
        example = self.synthetic.draw(rng, kind)
        return Pack(kind, [example() for _ in range(shots)], [example() for _ in range(queries)])

    def _natural(self, rng: random.Random, shots: int, queries: int) -> Pack:
        task = rng.choice(rng.choices(self.groups, self.weights)[0])
        rows = rng.sample(task.train, min(len(task.train), shots + queries))
        labels = self.labels[task.name]
        if labels and rng.random() < self.mixture.relabel:
            rows = relabel(rows, labels, self.synthetic.distinct(rng, len(labels)))
        cut = max(1, len(rows) - queries)
        return Pack(task.name, rows[:cut], rows[cut:])


def relabel(rows: list[Example], labels: list[str], names: list[str]) -> list[Example]:
    """The same rows with other words for the labels, so that the answer must be read from the demonstrations."""
    table = dict(zip(labels, names, strict=True))
    return [Example(row.input, table[row.output], tuple(names)) for row in rows]


def group_of(task: str) -> str:
    """
    Near-alike tasks share the first part of their name (`mmlu_…`, `blimp_…`, `bbh_…`, `fv_…`); tasks of Natural
    Instructions are by themselves.
    """
    head = task.split("_")[0]
    return "ni" if head.startswith("task") or head.startswith("subtask") else head
