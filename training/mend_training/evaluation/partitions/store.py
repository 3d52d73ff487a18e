"""Finished scores, one line of JSON each, so that a run that is stopped goes on where it was."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Key:
    """Of an arm on a target task with a seed: what was asked (`asked`) of which weights (`made`), as digests."""

    task: str
    arm: str
    seed: int
    asked: str
    made: str


@dataclass(frozen=True)
class Finished:
    """
    `score` in per cent; `right`: of each query, 1 where it was answered rightly, else 0; `tokens`: of the prefix, the
    mean; `guess`: what guessing among the options scores in accuracy, in per cent.
    """

    key: Key
    score: float
    right: str
    tokens: float
    guess: float


class Store:
    """
    The lines of a folder. Every process writes a file of its own and reads the others' when it begins; a line that a
    kill cut off is not counted.
    """

    def __init__(self, folder: Path, process: int):
        self.folder, self.path = folder, folder / f"results-{process}.jsonl"
        self.found: dict[Key, Finished] = {}
        self.refresh()

    def refresh(self) -> None:
        """Reads what other processes have finished since."""
        for path in sorted(self.folder.glob("results-*.jsonl")):
            for line in path.read_text(encoding="utf-8").split("\n"):
                finished = parse(line)
                if finished:
                    self.found[finished.key] = finished

    def add(self, finished: Finished) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b") as stream:
            stream.seek(max(0, stream.seek(0, 2) - 1))
            # What a kill cut off ends here.
            ended = stream.read() in (b"", b"\n")
            stream.write((b"" if ended else b"\n") + json.dumps(asdict(finished)).encode() + b"\n")
        self.found[finished.key] = finished


def parse(line: str) -> Finished | None:
    """None where a line is not whole."""
    try:
        values = json.loads(line)
        return Finished(**{**values, "key": Key(**values["key"])})
    except (json.JSONDecodeError, KeyError, TypeError):
        return None
