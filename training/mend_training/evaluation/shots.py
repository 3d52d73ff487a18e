"""`mend-train evaluate --suite shots`: what answers are worth by the number of demonstrations."""

import json
from pathlib import Path

from accelerate import PartialState

from .bench import Bench, standing_arms
from .figures import bars
from .gates import kept
from .measure import TaskResult
from .report import macro, macro_worst, write
from .suites import QUERIES, SEEDS, held_out_results, mapping_results

SHOTS = (1, 2, 4, 8, 16, 32, 64)
ARMS = ("zero-shot", "full ICL", "distilled", "fewer shots")

Results = dict[int, tuple[list[TaskResult], list[TaskResult]]]
"""By the number of demonstrations: of the synthetic tasks, and of the held-out relatives."""


def evaluate_shots(bench: Bench) -> None:
    """Writes `shots.md`, `shots.json` and `shots.svg` into the recipe's output folder, and prints the first."""
    if bench.distiller is None:
        raise SystemExit("there is no finetuned distiller yet: run `mend-train finetune` with this recipe first")
    arms = [arm for arm in standing_arms(bench) if arm.name in ARMS]
    # The same tasks in every row: those with enough demonstrations for the last.
    tasks = {name: task for name, task in bench.workshop.tasks.items() if len(task.train) >= max(SHOTS)}
    results: Results = {}
    for shots in SHOTS:
        relatives, _ = held_out_results(arms, tasks, shots)
        results[shots] = mapping_results(arms, bench.workshop.synthetic, shots), relatives
    if not PartialState().is_main_process:
        return
    output = Path(bench.workshop.recipe.output)
    limit = bench.workshop.recipe.limits.demonstration_tokens
    write(output / "shots.json", json.dumps(figures_of(results), indent=2) + "\n")
    write(output / "shots.svg", picture(results))
    text = markdown(bench.workshop.shape.id, limit, results)
    write(output / "shots.md", text)
    print(text)


def figures_of(results: Results) -> list[dict[str, object]]:
    return [
        {
            "shots": shots,
            **{
                name: {arm: round(macro(group, arm), 1) for arm in ARMS}
                for name, group in zip(("mappings", "relatives"), groups, strict=True)
                if group
            },
        }
        for shots, groups in results.items()
    ]


def markdown(model: str, limit: int, results: Results) -> str:
    """A table of each group of tasks, one row a number of demonstrations."""
    parts = [
        f"What `{model}` answers by the number of demonstrations (as many of them as fit {limit} tokens): "
        "macro-averages in per cent, mean / worst seed; "
        f"seeds {', '.join(map(str, SEEDS))}, up to {QUERIES} queries a seed. Tokens are means, of the "
        "demonstrations and of what stands for them."
    ]
    for index, title in enumerate(("Synthetic tasks", "Held-out relatives")):
        rows = [row(shots, groups[index]) for shots, groups in results.items() if groups[index]]
        if rows:
            head = ["demonstrations", *ARMS, "kept", "tokens"]
            parts += [f"### {title}", "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *rows])]
    return "\n\n".join(parts) + "\n"


def row(shots: int, results: list[TaskResult]) -> str:
    cells = [f"{macro(results, arm):.1f} / {macro_worst(results, arm):.1f}" for arm in ARMS]
    gain = macro(results, "full ICL") - macro(results, "zero-shot")
    # As in the tables of tasks: of a gain below 5 points, a share says nothing.
    share = f"{kept(results):.0f} %" if gain >= 5 else ""
    full, distilled = (sum(one.tokens(arm) for one in results) / len(results) for arm in ("full ICL", "distilled"))
    return "| " + " | ".join([str(shots), *cells, share, f"{full:.0f} → {distilled:.0f}"]) + " |"


def picture(results: Results) -> str:
    """SVG: a group of bars for each number of demonstrations, of the synthetic tasks."""
    series = {arm: [macro(groups[0], arm) for groups in results.values()] for arm in ARMS}
    return bars("Synthetic tasks by number of demonstrations, per cent", [str(shots) for shots in results], series)
