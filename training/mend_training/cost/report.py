"""The cost report as Markdown."""

from .costs import Costs
from .measure import Measured
from .shapes import SHAPES
from .tables import flops_table, saving, table, time_table

PAPER_SAVING, PAPER_SPEED = 75, 33
"""Per cent, at best: what the paper is said to claim (spec, section 9)."""


def markdown(costs: Costs) -> str:
    parts = [
        "# What answering costs",
        introduction(costs),
        "## The paper's claim and these counts",
        claim(costs),
        *other_lengths(costs),
        *claim_of_time(costs),
        "## FLOPs and what is kept",
        *(f"### {name}\n\n{flops_table(costs, name)}" for name in costs.shapes),
    ]
    if costs.measured:
        parts += ["## Time and memory", f"Measured on {costs.machine}. {MEASURING}"]
        parts += [f"### {name}\n\n{time_table(costs, name)}" for name in costs.shapes]
    return "\n\n".join(parts) + "\n"


MEASURING = (
    "PyTorch, float32, random weights, every cell in a process of its own, all in one run; the fastest of up to four "
    "rounds. Read the ratios: they are of processor seconds (CPU s), which other work on the machine disturbs less "
    "than seconds on the wall, and stand beside full ICL of the same shape and batch. "
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
    for name, batch in costs.cells():
        full = costs.counted[name, "full ICL", batch].first
        plain, kept = (costs.counted[name, method, batch] for method in ("distilled", "distilled, KV of the vectors"))
        values = (plain.first, plain.batch, kept.first, kept.batch)
        rows.append([name, str(batch), *(f"{saving(value, full):.1f} %" for value in values)])
    return (
        f"The paper is said to claim up to {PAPER_SAVING} % fewer FLOPs and {PAPER_SPEED} % faster inference than full "
        "ICL; whether the distiller's cost is in that is not known. Fewer FLOPs here:\n\n" + table(head, rows)
    )


def claim_of_time(costs: Costs) -> list[str]:
    """Savings of processor seconds against full ICL, where both were measured."""
    head = ["shape", "batch", "distilled, with the distiller", "without it", "KV of the vectors, with", "without"]
    rows = []
    for name, batch in costs.cells() if costs.measured else ():
        full, *ours = (
            costs.measured[name, m, batch] for m in ("full ICL", "distilled", "distilled, KV of the vectors")
        )
        if isinstance(full, Measured) and any(isinstance(one, Measured) for one in ours):
            times = [
                t for one in ours for t in ((one.first_cpu, one.batch_cpu) if isinstance(one, Measured) else (0, 0))
            ]
            rows.append([name, str(batch), *(f"{saving(t, full.first_cpu):.1f} %" if t else "" for t in times)])
    return ["Processor seconds less than full ICL's, measured:\n\n" + table(head, rows)] if rows else []


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
