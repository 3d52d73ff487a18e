"""`mend-train evaluate --suite counts`: what each number of vectors keeps of the gain, from one distiller."""

import json
from collections.abc import Callable
from pathlib import Path

from accelerate import PartialState
from torch import Tensor

from .arms import Arm, PrefixArm, distil, target_arms
from .bench import Bench
from .episodes import Episode
from .gates import kept
from .measure import TaskResult
from .report import macro, write
from .suites import QUERIES, SEEDS, held_out_results, mapping_results

_DIVISORS = (32, 16, 8, 4, 2, 1)


def evaluate_counts(bench: Bench) -> None:
    """Writes `counts.md` and `counts.json` into the recipe's output folder, and prints the former."""
    distiller = bench.distiller
    if distiller is None:
        raise SystemExit("there is no finetuned distiller yet: run `mend-train finetune` with this recipe first")
    largest = distiller.anchoring.count
    counts = sorted({largest // divisor for divisor in _DIVISORS if largest >= divisor})

    def vectors(count: int) -> Callable[[Episode], Tensor]:
        return lambda episode: distil(distiller, bench.answerer.encoder.demonstrations(episode.demonstrations), count)

    own = [PrefixArm(arm_name(count), bench.answerer, vectors(count)) for count in counts]
    arms: list[Arm] = [arm for arm in target_arms(bench.answerer) if arm.name != "shuffled labels"] + own
    mapped = mapping_results(arms, bench.workshop.synthetic)
    relatives, _ = held_out_results(arms, bench.workshop.tasks)
    if not PartialState().is_main_process:
        return
    figures = [figures_of(count, mapped, relatives) for count in counts]
    text = markdown(bench.workshop.shape.id, figures, mapped, relatives)
    output = Path(bench.workshop.recipe.output)
    write(output / "counts.json", json.dumps(figures, indent=2) + "\n")
    write(output / "counts.md", text)
    print(text)


def arm_name(count: int) -> str:
    return f"{count} vectors"


def figures_of(count: int, mapped: list[TaskResult], relatives: list[TaskResult]) -> dict[str, float]:
    """Macro-averages with so many vectors, in per cent, and what they keep of the gain of full ICL."""
    figures: dict[str, float] = {"vectors": count}
    for name, results in (("mappings", mapped), ("relatives", relatives)):
        figures[name] = round(macro(results, arm_name(count)), 1)
        figures[f"{name}Kept"] = round(kept(results, arm_name(count)), 1)
    return figures


def markdown(model: str, figures: list[dict[str, float]], mapped: list[TaskResult], relatives: list[TaskResult]) -> str:
    """One row a number of vectors, between zero-shot and full ICL."""
    lines = [
        f"What `{model}` answers with each number of vectors, all from the same distiller: macro-averages in per "
        f"cent, and the share of full ICL's gain that is kept. Seeds {', '.join(map(str, SEEDS))}, up to {QUERIES} "
        "queries a seed.",
        "",
        "| read | synthetic tasks | kept | held-out relatives | kept |",
        "|---|---|---|---|---|",
    ]
    for arm in ("zero-shot", "full ICL"):
        scores = [macro(results, arm) for results in (mapped, relatives)]
        lines.append(f"| {arm} | {scores[0]:.1f} | | {scores[1]:.1f} | |")
    for one in figures:
        lines.append(
            f"| {arm_name(int(one['vectors']))} | {one['mappings']:.1f} | {one['mappingsKept']:.0f} % | "
            f"{one['relatives']:.1f} | {one['relativesKept']:.0f} % |"
        )
    return "\n".join(lines) + "\n"
