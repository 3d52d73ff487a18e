"""
`mend-train evaluate`: runs every suite on a recipe's models and writes the tables as Markdown and the figures as
JSON.
"""

import json
import time
from pathlib import Path

from accelerate import PartialState

from ..atomic import replacing
from ..prepare import Workshop
from .arms import Arm
from .bench import Bench
from .foretelling import foretelling, foretold
from .gates import Gates, judge, kept, kept_at_worst
from .measure import TaskResult
from .paired import compare, possible
from .suites import QUERIES, SEEDS, SHOTS, copying, held_out_results, mapping_results


def evaluate_recipe(bench: Bench, arms: list[Arm]) -> None:
    """
    Evaluates the arms, the standing ones among them, the tasks shared among the processes that accelerate launched;
    writes `evaluation.md` and `quality.json`, prints the former.
    """
    began = time.time()
    workshop = bench.workshop
    recipe = workshop.recipe
    copied = copying(bench.answerer.target)
    mapped = mapping_results(arms, workshop.synthetic)
    relatives, novel = held_out_results(arms, workshop.tasks)
    gates = judge(copied, mapped, relatives)
    if not PartialState().is_main_process:
        return
    text = markdown(workshop, copied, mapped, relatives, novel, gates)
    write(Path(recipe.output) / "evaluation.md", text)
    write(Path(recipe.output) / "quality.json", json.dumps(quality(mapped, relatives, novel, gates), indent=2) + "\n")
    print(text)
    print(f"({time.time() - began:.0f} s)")


def write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def markdown(workshop: Workshop, copied: dict[int, float], mapped, relatives, novel, gates: Gates) -> str:
    """The whole report; every accuracy is `mean / worst seed` in per cent."""
    parts = [
        introduction(workshop),
        "## Gates",
        gates.markdown(),
        "## G0: copying in repeated random strings",
        "| string length | next token right in the second copy, % |\n|---|---|\n"
        + "\n".join(f"| {period} | {value:.1f} |" for period, value in copied.items()),
        "## G1: mappings that stand only in the demonstrations (synthetic)",
        table(mapped),
        "## G2 and G3: held-out tasks with relatives in training",
        table(relatives),
        "## Held-out tasks of families never trained on",
        table(novel),
    ]
    if "distilled" in mapped[0].accuracy:
        everything = mapped + relatives + novel
        parts += [
            "## Against fewer shots in as many tokens",
            compare(everything, "distilled", "fewer shots"),
            possible(everything, "distilled", "fewer shots", "full ICL"),
            "## What a fidelity without labels foretells",
            foretelling(everything),
        ]
    return "\n\n".join(parts) + "\n"


def introduction(workshop: Workshop) -> str:
    """Which model, data and seeds, and what the columns mean."""
    shape, limit = workshop.shape, workshop.recipe.limits.demonstration_tokens
    layers = f"{shape.layers} + {shape.decoder_layers}" if shape.decoder_layers else f"{shape.layers}"
    vectors = f"{shape.vectors} distilled vectors"
    if shape.least_ratio:
        vectors += f", or as many as are {shape.least_ratio:g} times fewer than the tokens"
    return (
        f"Model `{shape.id}`: target LM ({shape.family}) {layers} layers, width {shape.width}, "
        f"vocabulary {shape.vocabulary}; "
        f"{vectors}. K = {SHOTS} demonstrations (as many as fit {limit} tokens), "
        f"seeds {', '.join(map(str, SEEDS))}, up to {QUERIES} queries a seed. "
        'Cells are accuracy in per cent, mean / worst seed. "guess" is 1/n. '
        '"fewer shots" has the first whole demonstrations that fit into as many tokens as there are vectors; '
        '"random vectors" have the mean and spread of the distilled; "other vectors" are those of another episode. '
        '"recovered" is (distilled - zero-shot) / (full ICL - zero-shot), where full ICL gains 5 points or more; '
        "of the macro-average also by the worst seed."
    )


def table(results: list[TaskResult]) -> str:
    """One row a task and one for the macro-average."""
    arms = list(results[0].accuracy) if results else []
    head = ["task", "guess", *arms, "recovered", "KL", "top-1 agree", "tokens"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for result in results:
        cells = [f"{result.mean(arm):.1f} / {result.worst(arm):.1f}" for arm in arms]
        lines.append("| " + " | ".join([result.task, f"{result.guess:.1f}", *cells, *tail(result)]) + " |")
    if results:
        cells = [f"{macro(results, arm):.1f} / {macro_worst(results, arm):.1f}" for arm in arms]
        guess = sum(result.guess for result in results) / len(results)
        lines.append(
            "| " + " | ".join(["**macro**", f"{guess:.1f}", *cells, recovered_words(results), "", "", ""]) + " |"
        )
    return "\n".join(lines)


def tail(result: TaskResult) -> list[str]:
    tokens = f"{result.tokens('full ICL'):.0f}"
    if not result.kl:
        return ["", "", "", tokens]
    kl, agreement = (sum(values) / len(values) for values in (result.kl, result.agreement))
    return [
        percent(result.recovered()),
        f"{kl:.2f}",
        f"{agreement:.0f}",
        f"{tokens} → {result.tokens('distilled'):.0f}",
    ]


def percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} %"


def macro(results: list[TaskResult], arm: str) -> float:
    return sum(result.mean(arm) for result in results) / len(results)


def macro_worst(results: list[TaskResult], arm: str) -> float:
    """The macro-average of the worst seed: average over tasks first, then the minimum over seeds."""
    seeds = range(len(results[0].accuracy[arm]))
    return min(sum(result.accuracy[arm][seed] for result in results) / len(results) for seed in seeds)


def recovered(results: list[TaskResult]) -> float | None:
    """Gain recovered by the macro-average, in per cent; None without a gain."""
    if not results or "distilled" not in results[0].accuracy:
        return None
    gain = macro(results, "full ICL") - macro(results, "zero-shot")
    return kept(results) if gain > 0 else None


def recovered_words(results: list[TaskResult]) -> str:
    """With the worst seed's share of its own gain."""
    share = recovered(results)
    return "" if share is None else f"{share:.0f} / {kept_at_worst(results):.0f} %"


def quality(
    mapped: list[TaskResult], relatives: list[TaskResult], novel: list[TaskResult], gates: Gates
) -> dict[str, object]:
    """What mend.json says about quality: macro-averages by suite, and the gates passed."""
    return {
        "gates": gates.passed(),
        **{
            name: {camel_arm(arm): round(macro(results, arm), 1) for arm in results[0].accuracy}
            for name, results in (("mappings", mapped), ("relatives", relatives), ("novel", novel))
            if results
        },
        **foretold(mapped + relatives + novel),
    }


def camel_arm(arm: str) -> str:
    head, *tail_words = arm.replace("-", " ").split()
    return head.lower() + "".join(word.capitalize() for word in tail_words)
