"""Reads text and tasks from a data folder (plain files or the .xz archives) and from a user's own JSONL files."""

import json
import lzma
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .example import Example

DOCUMENT_END = "<|endoftext|>"


@dataclass
class Task:
    """A task: rows to train on, rows to test on, and whether its licence allows shipping weights trained on it."""

    name: str
    open: bool = True
    train: list[Example] = field(default_factory=list)
    test: list[Example] = field(default_factory=list)

    def labels(self) -> list[str]:
        """The answers of a task with few answers, else an empty list: at most 12, each used twice on average."""
        found = dict.fromkeys(example.output for example in self.train)
        return list(found) if 2 <= len(found) <= min(12, len(self.train) // 2) else []


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


def read_tasks(folder: Path) -> dict[str, Task]:
    """
    All tasks of a data folder (`tasks.json` + `tasks/<group>.<split>.jsonl`, or the same inside tasks.tar.xz) or of
    one JSONL file.
    """
    if folder.suffix == ".jsonl":
        return _read_user_file(folder)
    tasks: dict[str, Task] = {}
    for name, lines in _files(folder):
        if name.endswith("tasks.json"):
            for row in json.loads("\n".join(lines)):
                tasks.setdefault(row["task"], Task(row["task"])).open = row["open"]
        elif name.endswith(".jsonl"):
            split = "test" if name.endswith(".test.jsonl") else "train"
            for number, line in enumerate(lines, 1):
                _add_row(tasks, line, split, f"{name}:{number}")
    if not tasks:
        raise SystemExit(f"no tasks in {folder}: expected tasks/*.jsonl, tasks.tar.xz or a .jsonl file")
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
    if not line.strip():
        return
    try:
        row = json.loads(line)
        example = Example(row["input"], row["output"], tuple(row.get("options") or ()))
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SystemExit(f"{where}: not a row {{input, output, options?}}: {error!r}") from error
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
