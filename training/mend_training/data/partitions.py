"""The seven partitions of the MetaICL collection: what is trained on, and what is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

GROUP = "metaicl113"
"""The group of a data folder that holds tasks under MetaICL's names."""


@dataclass(frozen=True)
class Partition:
    """
    `targets`: target task → number of labels, 0 where every row has answers of its own; `train`: the tasks that a
    model of this partition is trained on, without those among the targets; `leaks`: the ones left out for that;
    `unseen`: targets of domains unseen in training.
    """

    name: str
    targets: dict[str, int]
    train: tuple[str, ...]
    leaks: tuple[str, ...]
    unseen: frozenset[str]


@cache
def partitions() -> dict[str, Partition]:
    """All of them by name, in the order of partitions.yaml."""
    lists = _lists()
    made = {}
    for name, parts in lists["partitions"].items():
        targets, train = lists["targets"][parts["targets"]], lists["train"][parts["train"]]
        kept = tuple(task for task in train if task not in targets)
        leaks = tuple(task for task in train if task in targets)
        made[name] = Partition(name, targets, kept, leaks, frozenset(lists["unseen"]) & targets.keys())
    return made


def partition(name: str) -> Partition:
    """One by its name; says which there are when there is none of that name."""
    if name not in partitions():
        raise SystemExit(f"no partition {name!r}; known are {', '.join(partitions())}")
    return partitions()[name]


def same_data_set(target: str, tasks: Iterable[str]) -> list[str]:
    """Those of `tasks` that, by their names, have rows of the data set of `target`; not the target itself."""
    wanted = [words(name) for name in _lists()["data_sets"].get(target, [target])]
    return [task for task in tasks if task != target and any(name in words(task) for name in wanted)]


def words(name: str) -> str:
    """A name's words between underscores, one at each end too, so that one name is found in another as whole words."""
    return "_" + re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") + "_"


@cache
def _lists() -> dict:
    return yaml.safe_load(files(__package__).joinpath("partitions.yaml").read_text(encoding="utf-8"))
