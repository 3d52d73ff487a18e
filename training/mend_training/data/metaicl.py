"""
Tasks of the MetaICL collection as others keep them: MetaICL's own files, and the hub's data set of MEND's authors saved
as JSONL, one file a split. All of it is CC BY-NC, so none of it is open.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from .example import Example
from .task import Task, read_row

_FILE = re.compile(r"(?P<task>.+)_(?P<rows>\d+)_(?P<seed>\d+)_(?P<split>train|dev|test)\.jsonl")
"""MetaICL's names: how many rows were drawn for a split, and with which seed."""
_FEW = 1000
"""Fewer rows than this are demonstrations of a seed (16 or 100), more are training data (16,384)."""


def is_metaicl(folder: Path) -> bool:
    """Whether a folder holds `<task>/<task>_<rows>_<seed>_<split>.jsonl` or `meta_eval*.jsonl`."""
    return any(_hub_files(folder, "meta_eval")) or any(_own_files(folder))


def read_metaicl(folder: Path) -> dict[str, Task]:
    """
    All tasks of such a folder. Development rows are left alone; test rows, which repeat for every seed, are read once;
    a task without training data of its own is trained on its demonstrations.
    """
    tasks: dict[str, Task] = {}
    if any(_hub_files(folder, "meta_eval")):
        _read_hub(folder, tasks)
    else:
        _read_own(folder, tasks)
    for task in tasks.values():
        task.train = task.train or list(dict.fromkeys(row for rows in task.shots.values() for row in rows))
    return tasks


def _hub_files(folder: Path, split: str) -> list[Path]:
    """Files of a split of the hub's data set; of `meta_eval_100shot` and `meta_eval` the former alone."""
    files = sorted(folder.glob(f"{split}*.jsonl"))
    return [file for file in files if "100shot" in file.name] or files


def _read_hub(folder: Path, tasks: dict[str, Task]) -> None:
    tested: dict[str, object] = {}
    for file in _hub_files(folder, "meta_eval"):
        for row, example in _rows(file):
            task, seed, split = _task(tasks, row["task"]), row.get("seed"), row.get("split")
            if split == "train":
                task.shots.setdefault(int(seed), []).append(example)
            elif split == "test" and tested.setdefault(task.name, seed) == seed:
                task.test.append(example)
    for file in _hub_files(folder, "meta_train"):
        for row, example in _rows(file):
            _task(tasks, row["task"]).train.append(example)


def _own_files(folder: Path) -> Iterator[tuple[re.Match[str], Path]]:
    for file in sorted(folder.glob("*/*.jsonl")):
        match = _FILE.fullmatch(file.name)
        if match and match["task"] == file.parent.name:
            yield match, file


def _read_own(folder: Path, tasks: dict[str, Task]) -> None:
    # Most rows last: of demonstrations for 16 and for 100 shots the latter stay.
    for match, file in sorted(_own_files(folder), key=lambda found: int(found[0]["rows"])):
        task, rows, seed = _task(tasks, match["task"]), int(match["rows"]), int(match["seed"])
        if match["split"] == "test":
            task.test = task.test or [example for _, example in _rows(file)]
        elif match["split"] == "train" and rows < _FEW:
            task.shots[seed] = [example for _, example in _rows(file)]
        elif match["split"] == "train":
            task.train = [example for _, example in _rows(file)]


def _rows(file: Path) -> Iterator[tuple[dict, Example]]:
    with open(file, encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield read_row(line, f"{file}:{number}")


def _task(tasks: dict[str, Task], name: str) -> Task:
    return tasks.setdefault(name, Task(name, open=False))
