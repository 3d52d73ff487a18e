"""The report on partitions: Markdown, the same figures as JSON, and bar charts."""

import json
from dataclasses import asdict
from pathlib import Path

from ...atomic import replacing
from ..figures import bars
from ..measure import TaskResult
from ..paired import compare, difference
from ..report import macro, macro_worst
from .questions import Asking
from .scores import name_of
from .store import Store
from .tables import of_presence, of_seen, of_tasks, recovered_on_average, summary
from .words import Reported, about, how, of_model

CHARTED = ("zero-shot", "full ICL", "distilled", "fewer shots", "random vectors")
"""Arms in the charts, where they were asked: what every figure of quality stands beside."""

RIVALS = ("distilled", "fewer shots")
"""What has the same room in tokens: by accuracy, query by query."""


def write_report(folder: Path, reported: list[Reported], store: Store, asking: Asking, command: str) -> Path:
    """Writes `report.md`, `report.json` and `figures/` into the folder; gives the first."""
    parts = [(one, one.plan.results(store)) for one in reported]
    charts = {f"figures/{one.plan.partition.name}.svg": chart_of(one, results) for one, results in parts if results}
    charts["figures/summary.svg"] = chart_of_all(parts)
    for name, picture in charts.items():
        write(folder / name, picture)
    write(folder / "report.json", json.dumps([figures(*part) for part in parts], indent=2) + "\n")
    write(folder / "report.md", markdown(parts, asking, command))
    return folder / "report.md"


def both(results: list[TaskResult]) -> bool:
    """Whether there are results of both rivals."""
    return bool(results) and all(arm in results[0].accuracy for arm in RIVALS)


def write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def markdown(parts: list[tuple[Reported, list[TaskResult]]], asking: Asking, command: str) -> str:
    sections = [
        "# The seven partitions",
        about(parts[0][0]),
        how(asking, command),
        "## All partitions",
        summary([(one.plan.partition, results) for one, results in parts]),
        "![Macro-averages of all partitions](figures/summary.svg)",
    ]
    for one, results in parts:
        partition, presence = one.plan.partition, one.plan.presence
        sections += [f"## {partition.name}", of_model(one)]
        if results:
            chart = f"![Target tasks of {partition.name}](figures/{partition.name}.svg)"
            sections += [of_tasks(partition, presence, results), chart]
        if both(results):
            sections.append(compare(results, *RIVALS))
        sections += [of_presence(partition, presence), "What training may have seen of the targets:", of_seen(one.seen)]
    return "\n\n".join(sections) + "\n"


def chart_of(one: Reported, results: list[TaskResult]) -> str:
    arms = [arm for arm in CHARTED if arm in results[0].accuracy]
    values = {arm: [result.mean(arm) for result in results] for arm in arms}
    title = f"{one.plan.partition.name}: target tasks, macro-F1 or accuracy in per cent"
    return bars(title, [result.task for result in results], values)


def chart_of_all(parts: list[tuple[Reported, list[TaskResult]]]) -> str:
    shown = [(one, results) for one, results in parts if results]
    arms = [arm for arm in CHARTED if all(arm in results[0].accuracy for _, results in shown)]
    values = {arm: [macro(results, arm) for _, results in shown] for arm in arms}
    return bars("Macro-averages over target tasks, per cent", [one.plan.partition.name for one, _ in shown], values)


def figures(one: Reported, results: list[TaskResult]) -> dict[str, object]:
    """All that the Markdown says, for programs."""
    partition = one.plan.partition
    arms = list(results[0].accuracy) if results else []
    return {
        "partition": partition.name,
        "model": one.shape.id,
        "output": one.recipe.output,
        "macro": {arm: {"mean": macro(results, arm), "worst": macro_worst(results, arm)} for arm in arms},
        "recovered": recovered_on_average(results),
        "presence": asdict(one.plan.presence),
        "seen": {task: asdict(seen) for task, seen in one.seen.items()},
        "tasks": [
            {
                "task": result.task,
                "measure": name_of(partition.targets[result.task]),
                "guess": result.guess,
                "scores": result.accuracy,
                "tokens": result.prefix_tokens,
                "queries": [len(right) for right in result.right[arms[0]]],
                "recovered": result.recovered(),
                "aheadOfFewerShots": asdict(difference(result, *RIVALS)) if both([result]) else None,
            }
            for result in results
        ],
    }
