"""A task: what its rows are for."""

import json
from dataclasses import dataclass, field

from .example import Example


@dataclass
class Task:
    """
    A task: rows to train on, rows to test on, and whether its licence allows shipping weights trained on it. `shots`:
    rows to demonstrate with, by seed, where the data set some apart.
    """

    name: str
    open: bool = True
    train: list[Example] = field(default_factory=list)
    test: list[Example] = field(default_factory=list)
    shots: dict[int, list[Example]] = field(default_factory=dict)

    def labels(self) -> list[str]:
        """The answers of a task with few answers, else an empty list: at most 12, each used twice on average."""
        found = dict.fromkeys(example.output for example in self.train)
        return list(found) if 2 <= len(found) <= min(12, len(self.train) // 2) else []


def read_row(line: str, where: str) -> tuple[dict, Example]:
    """A line of JSONL as it stands and as an example; `where` is named if it is none."""
    try:
        row = json.loads(line)
        return row, Example(row["input"], row["output"], tuple(row.get("options") or ()))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"{where}: not a row {{input, output, options?}}: {error!r}") from error
