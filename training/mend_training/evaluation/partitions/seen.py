"""What a model may have seen of a target task in training, as far as names and texts tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...data.partitions import GROUP, same_data_set
from ...data.source import read_tasks
from ...data.task import Task
from ...recipe import Recipe
from ...trainable import trainable_tasks
from .questions import rows_of


@dataclass(frozen=True)
class Seen:
    """
    What a model saw of a target: `tasks` of its training that are of the same data set, by their names; `inputs`: the
    share of what is asked that stands among the inputs of its training rows, in per cent.
    """

    tasks: list[str]
    inputs: float


class Training:
    """The tasks a model was trained on."""

    def __init__(self, tasks: list[Task]):
        self.names = sorted({task.name for task in tasks})
        self.inputs = {plain(row.input) for task in tasks for row in task.train} - {""}

    def seen(self, task: Task) -> Seen:
        asked = rows_of(task).asked
        found = sum(plain(row.input) in self.inputs for row in asked)
        same = [task.name] if task.name in self.names else []
        return Seen(same + same_data_set(task.name, self.names), 100 * found / len(asked))


def plain(text: str) -> str:
    """A text's words alone, so that blanks, case and punctuation do not hide that two are the same."""
    return " ".join(re.findall(r"\w+", text.lower()))


def training_of(recipe: Recipe) -> Training:
    """The tasks of a recipe, and those of the recipes whose models it goes on from."""
    return Training([task for one in history(recipe) for task in _trained_on(one)])


def history(recipe: Recipe) -> Iterator[Recipe]:
    """The recipe, and those it started from as far as it has none of their models of its own."""
    yield recipe
    models = [f"{stage}/model.safetensors" for stage in ("lm", "pretrain")]
    if recipe.start and any(recipe.made(name) != Path(recipe.output) / name for name in models):
        yield from history(recipe.start)


def _trained_on(recipe: Recipe) -> list[Task]:
    folder = Path(recipe.data.tasks or recipe.data.folder)
    return trainable_tasks(collection(folder) if recipe.data.partition else _everything(folder), recipe.data)


@cache
def collection(folder: Path) -> dict[str, Task]:
    """The MetaICL collection of a folder."""
    return read_tasks(folder, GROUP)


@cache
def _everything(folder: Path) -> dict[str, Task]:
    return read_tasks(folder)
