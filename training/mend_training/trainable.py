"""Which tasks training may see."""

from dataclasses import replace
from pathlib import Path

from .data.holdout import holdout
from .data.partitions import GROUP, partition
from .data.source import Task, read_tasks
from .recipe import DataSettings, Recipe


def trainable_tasks(tasks: dict[str, Task], data: DataSettings) -> list[Task]:
    """
    Tasks training may see: not held out, not asking for wrong answers, and open where the weights are to be shipped;
    or the training tasks of a partition.
    """
    if data.partition:
        return partition_tasks(tasks, data)
    rule = holdout()
    return [task for name, task in sorted(tasks.items()) if rule.trainable(name) and (task.open or not data.open_only)]


def partition_tasks(tasks: dict[str, Task], data: DataSettings) -> list[Task]:
    """The training tasks of a partition that are there, with all of their rows: tasks are held out, not rows."""
    if data.open_only:
        raise SystemExit("data.partition: the MetaICL collection is not open; set data.open_only: false for research")
    here = [tasks[name] for name in partition(data.partition).train if name in tasks]
    if not here:
        where = data.tasks or data.folder
        raise SystemExit(f"data.partition: {where} has none of the training tasks of {data.partition}")
    return [replace(task, train=task.train + task.test, test=[]) for task in here]


def tasks_of(recipe: Recipe) -> dict[str, Task]:
    folder = Path(recipe.data.tasks or recipe.data.folder)
    return read_tasks(folder, GROUP if recipe.data.partition else "")
