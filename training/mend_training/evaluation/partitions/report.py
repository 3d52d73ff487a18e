"""The report on partitions: Markdown, the same figures as JSON, and bar charts."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from ...atomic import replacing
from ...model_settings import CheckpointSettings, ModelSettings
from ...recipe import Recipe
from ..measure import TaskResult
from ..report import macro, macro_worst
from ..suites import SEEDS, SHOTS
from .figures import bars
from .plan import Plan
from .questions import POOL, Asking
from .scores import name_of
from .seen import Seen, history
from .store import Store
from .tables import of_presence, of_seen, of_tasks, recovered_on_average, summary

CHARTED = ("zero-shot", "full ICL", "distilled", "fewer shots", "random vectors")
"""Arms in the charts, where they were asked: what every figure of quality stands beside."""


@dataclass(frozen=True)
class Reported:
    """What is told of a partition: `shape` of the target LM, `seen` of each target, whether there are vectors."""

    plan: Plan
    recipe: Recipe
    shape: ModelSettings
    seen: dict[str, Seen]
    distilled: bool


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
        sections += [of_presence(partition, presence), "What training may have seen of the targets:", of_seen(one.seen)]
    return "\n\n".join(sections) + "\n"


def about(one: Reported) -> str:
    """Whose models these are."""
    model, shape = one.recipe.model, one.shape
    depth = f"{shape.layers} + {shape.decoder_layers}" if shape.decoder_layers else f"{shape.layers}"
    size = f"a {shape.family.upper()} of {depth} layers, width {shape.width}, vocabulary {shape.vocabulary}"
    if isinstance(model, CheckpointSettings):
        return (
            f"**These figures are about the target LM `{model.target}` ({size}) and a distiller of ours that started "
            f"from `{model.distiller}`, {model.vectors} vectors.** What the target LM saw before is not known here."
        )
    return (
        f"**These figures are about small models of our own: target LM `{shape.id}`, {size}, with a distiller of the "
        f"same size and {shape.vectors} vectors.** They say nothing about the paper's models (gpt2-large, gpt2-xl, "
        "t5-large), and are not to be compared with its tables: data, models and lengths are others."
    )


def how(asking: Asking, command: str) -> str:
    drawn = (
        "for every query anew, as the authors of MEND do" if asking.per_query else "once for a seed, as MetaICL does"
    )
    most = f"At most {asking.queries} queries are asked a task, the same with every seed."
    return (
        f"Made by `{command}`. K = {SHOTS} demonstrations are drawn {drawn}, from {POOL} training rows a seed (or from "
        f"those the data set apart); seeds {', '.join(map(str, SEEDS))}. "
        f"{most if asking.queries else 'All test rows are asked.'} Demonstrations are cut to the model's limits as the "
        "paper cuts them to its: the first that does not fit is shortened, later ones are left out. Classification is "
        "measured by macro-F1 (with how many labels), the rest by accuracy, where every row has options of its own. "
        'Cells are per cent, mean / worst seed; "guess" is the accuracy of guessing. The macro-average counts every '
        'target task once. "Recovered" is (distilled - zero-shot) / (full ICL - zero-shot), where full ICL gains 5 '
        'points or more (the macro-average: one point or more). "Tokens": of full ICL\'s prefix → of the vectors. '
        "* marks targets of domains unseen in training; † targets without test rows in the data, of which one half of "
        "the training rows is asked and the other half demonstrates."
    )


def of_model(one: Reported) -> str:
    """By which recipes the model was made."""
    recipes = list(history(one.recipe))
    told = []
    for recipe in recipes:
        data = f"the training tasks of {recipe.data.partition}" if recipe.data.partition else "tasks of all kinds"
        told.append(f"`{recipe.output}` ({data}{', open ones alone' if recipe.data.open_only else ''})")
    start = f", which goes on from {', '.join(told[1:])}" if told[1:] else ""
    vectors = (
        "" if one.distilled else " No distiller has been finetuned there yet: these are figures of the target LM alone."
    )
    return f"Model: {told[0]}{start}.{vectors}"


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
            }
            for result in results
        ],
    }
