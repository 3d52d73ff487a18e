"""Which tasks of a partition the data have."""

from collections.abc import Callable
from dataclasses import dataclass

from ...data import packs
from ...data.partitions import Partition
from ...data.task import Task
from .questions import FEWEST_ROWS, rows_of


@dataclass(frozen=True)
class Presence:
    """
    `targets` that can be asked; `substitutes`: those of them that lack test rows; `absent`: targets that cannot be
    asked, and why; `train`, `train_absent`: the partition's training tasks that are there and that are not.
    """

    targets: list[str]
    substitutes: list[str]
    absent: dict[str, str]
    train: list[str]
    train_absent: list[str]


def presence(partition: Partition, tasks: dict[str, Task], can_be_asked: Callable[[Task], bool]) -> Presence:
    """`can_be_asked`: whether the model has room for any of a task's queries."""
    absent = {name: why for name in partition.targets if (why := lacking(tasks.get(name), can_be_asked))}
    targets = [name for name in partition.targets if name not in absent]
    substitutes = [name for name in targets if rows_of(tasks[name]).substitute]
    train = [name for name in partition.train if name in tasks and is_drawn(tasks[name])]
    return Presence(targets, substitutes, absent, train, [name for name in partition.train if name not in train])


def is_drawn(task: Task) -> bool:
    """Whether a training task has rows enough; its test rows are trained on too."""
    return len(task.train) + len(task.test) >= packs.FEWEST_ROWS


def lacking(task: Task | None, can_be_asked: Callable[[Task], bool]) -> str:
    """Why a target cannot be asked; empty where it can."""
    if task is None:
        return "not in the data"
    rows = rows_of(task)
    if (rows.substitute or not task.shots) and len(rows.pool) < FEWEST_ROWS:
        return f"too few rows to demonstrate with ({len(rows.pool)})"
    return "" if can_be_asked(task) else "no query with options that fits the model"
