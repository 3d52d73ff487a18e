"""All cells of a run."""

from collections.abc import Iterator
from dataclasses import dataclass

from .count import Counted
from .measure import Measured, Skipped
from .shapes import Lengths

Key = tuple[str, str, int]
"""Shape, method, batch."""


@dataclass(frozen=True)
class Costs:
    """All cells of a run. `measured` is empty where nothing was to be measured; `machine` says where it was."""

    lengths: Lengths
    shapes: tuple[str, ...]
    batches: tuple[int, ...]
    counted: dict[Key, Counted]
    measured: dict[Key, Measured | Skipped]
    other_lengths: list[tuple[Lengths, dict[str, float]]]
    """Savings in per cent by shape, batch 1, for other lengths."""
    machine: str
    command: str

    def cells(self) -> Iterator[tuple[str, int]]:
        return ((name, batch) for name in self.shapes for batch in self.batches)
