"""Reads text and tasks from a data folder (plain files or the .xz archives) and from a user's own JSONL files."""

import json
import lzma
import tarfile
from collections.abc import Iterator
from pathlib import Path

from .metaicl import is_metaicl, read_metaicl
from .task import Task, read_row

DOCUMENT_END = "<|endoftext|>"


def read_documents(folder: Path, split: str) -> Iterator[str]:
    """Documents of `text.<split>.txt[.xz]`, separated by a line `<|endoftext|>`."""
    plain = folder / f"text.{split}.txt"
    packed = folder / f"text.{split}.txt.xz"
    if not plain.exists() and not packed.exists():
        raise SystemExit(f"no text in {folder}: expected text.{split}.txt or text.{split}.txt.xz")
    lines: list[str] = []
    with open(plain, encoding="utf-8") if plain.exists() else lzma.open(packed, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.strip() == DOCUMENT_END:
                yield "".join(lines).strip()
                lines = []
            else:
                lines.append(line)
    if lines:
        yield "".join(lines).strip()


def read_tasks(folder: Path, group: str = "") -> dict[str, Task]:
    """
    All tasks of a data folder (`tasks.json` + `tasks/<group>.<split>.jsonl`, or the same inside tasks.tar.xz), of a
    folder of MetaICL's (metaicl.py) or of one JSONL file. `group`: of a data folder, only the tasks of this group,
    where it has the group.
    """
    if folder.suffix == ".jsonl":
        return _read_user_file(folder)
    if is_metaicl(folder):
        return read_metaicl(folder)
    found = list(_files(folder))
    of_group = [(name, lines) for name, lines in found if Path(name).name.startswith(f"{group}.")] if group else []
    tasks: dict[str, Task] = {}
    for name, lines in of_group or found:
        if name.endswith(".jsonl"):
            split = "test" if name.endswith(".test.jsonl") else "train"
            for number, line in enumerate(lines, 1):
                _add_row(tasks, line, split, f"{name}:{number}")
    for name, lines in found:
        if name.endswith("tasks.json"):
            for row in json.loads("\n".join(lines)):
                task = tasks.get(row["task"])
                if task and (not of_group or row.get("group", group) == group):
                    # Two groups may have a task of one name.
                    task.open = task.open and row["open"]
    if not tasks:
        raise SystemExit(
            f"no tasks in {folder}: expected tasks/*.jsonl, tasks.tar.xz, MetaICL's files or a .jsonl file"
        )
    return tasks


def _files(folder: Path) -> Iterator[tuple[str, list[str]]]:
    if (folder / "tasks").is_dir():
        for path in [*folder.glob("*.json"), *sorted((folder / "tasks").glob("*.json*"))]:
            yield path.name, path.read_text(encoding="utf-8").split("\n")
        return
    archive = folder / "tasks.tar.xz"
    if archive.exists():
        with tarfile.open(archive) as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield member.name, stream.read().decode("utf-8").split("\n")


def _add_row(tasks: dict[str, Task], line: str, split: str, where: str, default_task: str = "") -> None:
    if line.strip():
        row, example = read_row(line, where)
        name = row.get("task", default_task)
        getattr(tasks.setdefault(name, Task(name)), split).append(example)


def _read_user_file(path: Path) -> dict[str, Task]:
    """A user's own JSONL: rows `{input, output, options?, task?}`; every tenth row of a task becomes a test row."""
    tasks: dict[str, Task] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        _add_row(tasks, line, "train", f"{path}:{number}", path.stem)
    for task in tasks.values():
        task.test = task.train[9::10]
        task.train = [row for index, row in enumerate(task.train) if index % 10 != 9]
    return tasks
