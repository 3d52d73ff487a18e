"""
`mend-train evaluate --suite counts`: what each number of vectors keeps of the gain, from one distiller, and what
as many tokens of demonstrations are worth.
"""

import json
from collections.abc import Callable
from pathlib import Path

from accelerate import PartialState
from torch import Tensor

from ..model import Distiller
from .answering import Answerer
from .arms import Arm, PrefixArm, distil, fewer_shots, target_arms
from .bench import Bench
from .episodes import Episode
from .gates import kept
from .measure import TaskResult
from .paired import DRAWS, SIGNIFICANT, difference, tally
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
    arms: list[Arm] = [arm for arm in target_arms(bench.answerer) if arm.name != "shuffled labels"]
    arms += count_arms(bench.answerer, distiller, counts)
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


def count_arms(answerer: Answerer, distiller: Distiller, counts: list[int]) -> list[Arm]:
    """So many vectors, and as many tokens of demonstrations, for each count."""

    def vectors(count: int) -> Callable[[Episode], Tensor]:
        return lambda episode: distil(distiller, answerer.encoder.demonstrations(episode.demonstrations), count)

    def shots(count: int) -> Callable[[Episode], Tensor]:
        return lambda episode: answerer.embed(fewer_shots(answerer, episode.demonstrations, count))

    return [
        *(PrefixArm(arm_name(count), answerer, vectors(count)) for count in counts),
        *(PrefixArm(rival_name(count), answerer, shots(count)) for count in counts),
    ]


def arm_name(count: int) -> str:
    return f"{count} vectors"


def rival_name(count: int) -> str:
    return f"shots in {count} tokens"


def figures_of(count: int, mapped: list[TaskResult], relatives: list[TaskResult]) -> dict[str, float]:
    """Macro-averages with so many vectors, in per cent, and what they keep of the gain of full ICL."""
    figures: dict[str, float] = {"vectors": count}
    for name, results in (("mappings", mapped), ("relatives", relatives)):
        figures[name] = round(macro(results, arm_name(count)), 1)
        figures[f"{name}Kept"] = round(kept(results, arm_name(count)), 1)
        figures[f"{name}FewerShots"] = round(macro(results, rival_name(count)), 1)
    return figures


def markdown(model: str, figures: list[dict[str, float]], mapped: list[TaskResult], relatives: list[TaskResult]) -> str:
    """One row a number of vectors, between zero-shot and full ICL."""
    lines = [
        f"What `{model}` answers with each number of vectors, all from the same distiller: macro-averages in per "
        f"cent, and the share of full ICL's gain that is kept. Seeds {', '.join(map(str, SEEDS))}, up to {QUERIES} "
        'queries a seed. "fewer shots" has the first whole demonstrations that fit into as many tokens as there are '
        'vectors; "ahead" and "behind": on how many tasks of both groups the vectors are better and worse than those, '
        f"by more than chance (paired bootstrap, {DRAWS:,} draws, p < {SIGNIFICANT}).",
        "",
        "| read | synthetic tasks | kept | fewer shots | held-out relatives | kept | fewer shots | ahead | behind |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for arm in ("zero-shot", "full ICL"):
        scores = [macro(results, arm) for results in (mapped, relatives)]
        lines.append(f"| {arm} | {scores[0]:.1f} | | | {scores[1]:.1f} | | | | |")
    for one in figures:
        count = int(one["vectors"])
        found = [difference(result, arm_name(count), rival_name(count)) for result in mapped + relatives]
        ahead, behind = tally(found)
        groups = [
            f"{one[name]:.1f} | {one[f'{name}Kept']:.0f} % | {one[f'{name}FewerShots']:.1f}"
            for name in ("mappings", "relatives")
        ]
        lines.append(f"| {arm_name(count)} | {' | '.join(groups)} | {ahead} of {len(found)} | {behind} |")
    return "\n".join(lines) + "\n"
