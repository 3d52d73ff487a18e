"""The tables of the cost report."""

from .costs import Costs
from .measure import Measured, Skipped
from .methods import METHODS


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
    times = [f"{which} batch, {what}" for which in ("first", "later") for what in ("s", "CPU s", "of full ICL")]
    rows = []
    for batch in costs.batches:
        full = costs.measured[name, "full ICL", batch]
        whole = full.first_cpu if isinstance(full, Measured) else None
        rows += [[m, str(batch), *time_cells(costs.measured[name, m, batch], whole)] for m in METHODS]
    return table(["method", "batch", *times, "peak, GB", "beyond weights, GB"], rows)


def time_cells(cell: Measured | Skipped, full: float | None) -> list[str]:
    if isinstance(cell, Skipped):
        return [f"not measured: {cell.why}", *[""] * 7]
    times = [
        text
        for wall, cpu in ((cell.first, cell.first_cpu), (cell.batch, cell.batch_cpu))
        for text in (f"{wall:.2f}", f"{cpu:.2f}", ratio(cpu, full))
    ]
    return [*times, f"{cell.peak_bytes / 1e9:.1f}", f"{cell.beyond_bytes / 1e9:.2f}"]


def saving(value: float, full: float) -> float:
    return 100 * (1 - value / full)


def ratio(value: float, full: float | None) -> str:
    return f"{value / full:.3f}" if full else ""


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
