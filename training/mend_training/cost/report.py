"""The cost report as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from .count import Counted
from .measure import Measured, Skipped
from .methods import METHODS
from .shapes import SHAPES, Lengths

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


PAPER_SAVING, PAPER_SPEED = 75, 33
"""Per cent, at best: what the paper is said to claim (spec, section 9)."""


def markdown(costs: Costs) -> str:
    parts = [
        "# What answering costs",
        introduction(costs),
        "## The paper's claim and these counts",
        claim(costs),
        *other_lengths(costs),
        "## FLOPs and what is kept",
        *(f"### {name}\n\n{flops_table(costs, name)}" for name in costs.shapes),
    ]
    if costs.measured:
        parts += ["## Time and memory", f"Measured on {costs.machine}. {MEASURING}"]
        parts += [f"### {name}\n\n{time_table(costs, name)}" for name in costs.shapes]
    return "\n\n".join(parts) + "\n"


MEASURING = (
    "PyTorch, float32, random weights, every cell in a process of its own, all in one run; the fastest of up to four "
    "rounds. Read the ratios: they stand beside full ICL of the same shape and batch. "
    '"Peak" is the process\'s resident memory, "beyond weights" what the rounds added to it.'
)


def introduction(costs: Costs) -> str:
    lengths = costs.lengths
    names = {name: SHAPES[name].distiller_name for name in costs.shapes}
    distillers = "; ".join(f"{name}: {distiller}" for name, distiller in names.items())
    return (
        f"Written by `{costs.command}`. Shapes are those of published models; no weights are needed to count. "
        f"K = 16 demonstrations: {lengths.demonstrations} tokens for the target LM, {lengths.distiller} for the "
        f"distiller (the caps of the released scripts), l = {lengths.vectors} vectors; a query and one option of "
        f"{lengths.query} tokens. "
        "A batch is so many queries behind one set of demonstrations (with a set of its own for each query, as in the "
        "authors' evaluation, everything costs that many times batch 1). "
        f"The distiller is, for {distillers}.\n\n"
        "FLOPs are counted by PyTorch's counter while the models run on the meta device: matrix products alone, two "
        "FLOPs a multiply-add, attention over full squares, logits at the query's tokens alone for every method. "
        '"First batch" includes the preparation, so for the vectors the distiller\'s own cost; "later batch" is what '
        "each further one costs when the prefix is kept. Full ICL keeps nothing and reads the demonstrations with "
        "every query, PromptTuning and distilled vectors are read with every query too, as in the paper; the methods "
        "named KV read their prefix once and keep its keys and values, as the engine of this project does. "
        "PromptTuning has no preparation here: its prompt was trained before."
    )


def claim(costs: Costs) -> str:
    """Savings of FLOPs against full ICL, in per cent."""
    head = ["shape", "batch", "distilled, with the distiller", "without it", "KV of the vectors, with", "without"]
    rows = []
    for name, batch in cells(costs):
        full = costs.counted[name, "full ICL", batch].first
        plain, kept = (costs.counted[name, method, batch] for method in ("distilled", "distilled, KV of the vectors"))
        values = (plain.first, plain.batch, kept.first, kept.batch)
        rows.append([name, str(batch), *(f"{saving(value, full):.1f} %" for value in values)])
    return (
        f"The paper is said to claim up to {PAPER_SAVING} % fewer FLOPs and {PAPER_SPEED} % faster inference than full "
        "ICL; whether the distiller's cost is in that is not known. Fewer FLOPs here:\n\n" + table(head, rows)
    )


def other_lengths(costs: Costs) -> list[str]:
    if not costs.other_lengths:
        return []
    head = ["demonstrations for target LM / distiller", "query", *costs.shapes]
    rows = [
        [
            f"{one.demonstrations} / {one.distiller}",
            str(one.query),
            *(f"{savings[name]:.1f} %" for name in costs.shapes),
        ]
        for one, savings in costs.other_lengths
    ]
    return ["The same at other lengths, batch 1, with the distiller:\n\n" + table(head, rows)]


def flops_table(costs: Costs, name: str) -> str:
    head = ["method", "batch", "first batch, GFLOP", "of full ICL", "later batch, GFLOP", "of full ICL", "kept, MB"]
    rows = []
    for batch in costs.batches:
        full = costs.counted[name, "full ICL", batch].first
        for method in METHODS:
            one = costs.counted[name, method, batch]
            flops = (cell for value in (one.first, one.batch) for cell in (f"{value / 1e9:,.0f}", ratio(value, full)))
            rows.append([method, str(batch), *flops, f"{one.kept_bytes / 1e6:.1f}"])
    return table(head, rows)


def time_table(costs: Costs, name: str) -> str:
    head = ["method", "batch", "first batch, s", "of full ICL", "later batch, s", "of full ICL", "peak, GB"]
    rows = []
    for batch in costs.batches:
        full = costs.measured[name, "full ICL", batch]
        whole = full.first if isinstance(full, Measured) else None
        rows += [[m, str(batch), *time_cells(costs.measured[name, m, batch], whole)] for m in METHODS]
    return table([*head, "beyond weights, GB"], rows)


def time_cells(cell: Measured | Skipped, full: float | None) -> list[str]:
    if isinstance(cell, Skipped):
        return [f"not measured: {cell.why}", "", "", "", "", ""]
    times = [text for value in (cell.first, cell.batch) for text in (f"{value:.2f}", ratio(value, full))]
    return [*times, f"{cell.peak_bytes / 1e9:.1f}", f"{cell.beyond_bytes / 1e9:.2f}"]


def cells(costs: Costs) -> Iterable[tuple[str, int]]:
    return ((name, batch) for name in costs.shapes for batch in costs.batches)


def saving(value: float, full: float) -> float:
    return 100 * (1 - value / full)


def ratio(value: float, full: float | None) -> str:
    return f"{value / full:.3f}" if full else ""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
