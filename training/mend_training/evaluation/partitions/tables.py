"""The tables of the report on partitions."""

from ...data.partitions import Partition
from ..measure import TaskResult
from ..report import macro, macro_worst, percent, recovered
from .presence import Presence
from .scores import name_of
from .seen import Seen


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def summary(parts: list[tuple[Partition, list[TaskResult]]]) -> str:
    """One row a partition: the macro-average of every arm over its target tasks."""
    arms = list(dict.fromkeys(arm for _, results in parts for one in results for arm in one.accuracy))
    rows = []
    for partition, results in parts:
        asked = f"{len(results)} of {len(partition.targets)}"
        rows.append(
            [partition.name, asked, *(averages(results, arm) for arm in arms), percent(recovered_on_average(results))]
        )
    return table(["partition", "targets asked", *arms, "recovered"], rows)


def recovered_on_average(results: list[TaskResult]) -> float | None:
    """Of the macro-average's gain, in per cent; None where it is below 5 points, as of one task."""
    gain = macro(results, "full ICL") - macro(results, "zero-shot") if results else 0.0
    return recovered(results) if gain >= 5 else None


def averages(results: list[TaskResult], arm: str) -> str:
    if not results or arm not in results[0].accuracy:
        return ""
    return f"{macro(results, arm):.1f} / {macro_worst(results, arm):.1f}"


def of_tasks(partition: Partition, presence: Presence, results: list[TaskResult]) -> str:
    """One row a target task, and the macro-average."""
    arms = list(results[0].accuracy)
    rows = []
    for one in results:
        labels = partition.targets[one.task]
        marks = ("*" if one.task in partition.unseen else "") + ("†" if one.task in presence.substitutes else "")
        cells = [f"{one.mean(arm):.1f} / {one.worst(arm):.1f}" for arm in arms]
        tokens = " → ".join(f"{one.tokens(arm):.0f}" for arm in ("full ICL", "distilled") if arm in one.accuracy)
        asked = str(len(one.right[arms[0]][0]))
        measured = f"{name_of(labels)}, {labels}" if labels else name_of(labels)
        rows.append([one.task + marks, measured, asked, f"{one.guess:.1f}", *cells, percent(one.recovered()), tokens])
    last = [f"**{averages(results, arm)}**" for arm in arms]
    rows.append(["**macro-average**", "", "", "", *last, percent(recovered_on_average(results)), ""])
    return table(["target task", "measure", "queries", "guess", *arms, "recovered", "tokens"], rows)


def of_presence(partition: Partition, presence: Presence) -> str:
    """Which tasks are there, as a list."""
    absent = ", ".join(f"{name} ({why})" for name, why in presence.absent.items())
    lines = [
        f"- Targets asked ({len(presence.targets)} of {len(partition.targets)}): {names(presence.targets)}.",
        f"- Targets not asked: {absent or 'none'}.",
        f"- The partition's training tasks present ({len(presence.train)} of {len(partition.train)}): "
        f"{names(presence.train)}.",
        f"- Its training tasks absent, or with too few rows: {names(presence.train_absent)}.",
    ]
    if partition.leaks:
        lines.append(f"- Left out of training, since they are targets too: {names(list(partition.leaks))}.")
    return "\n".join(lines)


def of_seen(seen: dict[str, Seen]) -> str:
    """The targets of which training saw something, as far as can be told."""
    rows = [
        [task, names(one.tasks), f"{one.inputs:.1f} %"] for task, one in seen.items() if one.tasks or one.inputs > 0
    ]
    if not rows:
        return "No training task has the name of a target's data set, and no input asked stands in training rows."
    return table(
        ["target task", "training tasks of its data set, by name", "inputs asked that stand in training rows"], rows
    )


def names(tasks: list[str]) -> str:
    return ", ".join(tasks) or "none"
