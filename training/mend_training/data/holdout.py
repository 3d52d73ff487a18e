"""The held-out rule: which tasks are kept out of all training and of every choice of a checkpoint."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True)
class Holdout:
    """`relatives` have trained siblings, `novel` have none; `hidden` is everything training must not see."""

    relatives: frozenset[str]
    novel: frozenset[str]
    hidden: frozenset[str]
    excluded_words: tuple[str, ...]

    def trainable(self, task: str) -> bool:
        return task not in self.hidden and not any(word in task for word in self.excluded_words)


def first_quarter(tasks: list[str]) -> list[str]:
    """The first quarter (rounded, at least one) in the order of the sha256 of the names."""
    ordered = sorted(tasks, key=lambda task: hashlib.sha256(task.encode()).hexdigest())
    return ordered[: max(1, round(len(tasks) / 4))]


@cache
def holdout() -> Holdout:
    """Applies the rule to holdout.yaml."""
    rule = yaml.safe_load(files(__package__).joinpath("holdout.yaml").read_text())
    relatives = {task for tasks in rule["families"].values() for task in first_quarter(tasks)}
    novel = {task for tasks in rule["novel"].values() for task in tasks}
    hidden = relatives | novel
    for twins in rule["twins"]:
        if hidden & set(twins):
            hidden |= set(twins)
    return Holdout(frozenset(relatives), frozenset(novel), frozenset(hidden), tuple(rule["excluded_words"]))
