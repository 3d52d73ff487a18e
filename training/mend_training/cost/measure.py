"""Time and peak memory of a method on random weights: each cell in a child process of its own."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from .count import Counted
from .shapes import Lengths, Shape

START_SECONDS = 120
"""What a child may take besides its rounds: to start, and to fill the weights."""


@dataclass(frozen=True)
class Measured:
    """
    Seconds of the fastest of some rounds, on the wall and of the processor (`cpu`, which other work on the machine
    disturbs less). `peak_bytes` of the whole process; `beyond_bytes` of that beyond what it had before the first round,
    weights among it.
    """

    prepare: float
    batch: float
    prepare_cpu: float
    batch_cpu: float
    peak_bytes: int
    beyond_bytes: int

    @property
    def first(self) -> float:
        """Seconds of the first batch: preparation and answers."""
        return self.prepare + self.batch

    @property
    def first_cpu(self) -> float:
        return self.prepare_cpu + self.batch_cpu


@dataclass(frozen=True)
class Skipped:
    """A cell that was not measured, and why."""

    why: str


@dataclass(frozen=True)
class Caps:
    """
    What a cell may take: seconds of one round, bytes at the peak, and threads of the processor (0: as many as PyTorch
    likes).
    """

    seconds: float
    bytes: int
    threads: int


@dataclass
class Speed:
    """The best FLOPs a second seen so far in this run, by which the time of a cell is told in advance."""

    best: float = 0.0

    def seconds(self, counted: Counted) -> float:
        return counted.first / self.best if self.best else 0.0

    def saw(self, counted: Counted, measured: Measured) -> None:
        self.best = max(self.best, counted.first / measured.first)


def measure_cell(
    shape: Shape, lengths: Lengths, method: str, batch: int, counted: Counted, caps: Caps, speed: Speed
) -> Measured | Skipped:
    """Measures in a child process, unless the caps forbid it or stop it."""
    seconds, needed = speed.seconds(counted), memory_needed(shape, lengths, method, batch, counted)
    if seconds > caps.seconds:
        return Skipped(f"would take about {seconds:.0f} s")
    if needed > caps.bytes:
        return Skipped(f"might need {needed / 1e9:.0f} GB")
    asked = {"shape": shape.name, "lengths": asdict(lengths), "method": method, "batch": batch, "threads": caps.threads}
    command = [sys.executable, "-m", "mend_training.cost.child", json.dumps(asked)]
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=START_SECONDS + 3 * caps.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Skipped(f"stopped after {time.monotonic() - began:.0f} s")
    if done.returncode:
        raise SystemExit(f"measuring {method} of {shape.name} failed:\n{done.stderr[-2000:]}")
    measured = Measured(**json.loads(done.stdout))
    speed.saw(counted, measured)
    return measured


def memory_needed(shape: Shape, lengths: Lengths, method: str, batch: int, counted: Counted) -> int:
    """
    An upper bound in bytes, for the cap alone: the weights, a dozen rows of activations of every token read, the
    logits twice, and the prefix's keys and values, which are copied for every query.
    """
    prefix = lengths.demonstrations if method == "full ICL" else lengths.vectors
    read = max(batch * (prefix + lengths.query), lengths.demonstrations + lengths.vectors)
    activations = 12 * 4 * 4 * shape.target.hidden_size * read
    logits = 2 * 4 * shape.target.vocab_size * lengths.query * batch
    return counted.weight_bytes + activations + logits + counted.kept_bytes * (batch + 1) + 500_000_000
