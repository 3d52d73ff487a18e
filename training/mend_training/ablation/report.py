"""The tables and pictures of a study."""

import re

from ..evaluation.figures import bars
from ..evaluation.suites import QUERIES, SEEDS
from .study import Study, StudyTable

Scores = dict[str, dict[str, list[float]]]
"""Of one variant: by task and arm, the accuracy of each seed in per cent."""


def markdown(study: Study, tables: list[StudyTable], scores: dict[str, dict[str, Scores]], command: str) -> str:
    parts = [
        f"Every row is a distiller of its own, trained by `{study.base}` with the one change that its name says, and "
        f"asked on synthetic tasks that no training drew: seeds {', '.join(map(str, SEEDS))}, {QUERIES} queries each. "
        "Cells are accuracy in per cent, mean / worst seed of the macro-average, means elsewhere. "
        '"kept" is the share of full ICL\'s gain over zero-shot.',
        f"```sh\n{command}\n```",
    ]
    for table in tables:
        parts += [f"## {table.title}", *([table.about.strip()] if table.about else []), rows(scores[table.title])]
        parts.append(f"![{table.title}](figures/{picture_of(table)})")
    return "\n\n".join(parts) + "\n"


def rows(variants: dict[str, Scores]) -> str:
    tasks = list(next(iter(variants.values())))
    head = ["variant", *(short(task) for task in tasks), "macro", "kept"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    reference = next(iter(variants.values()))
    lines += [row(arm, reference, arm, "") for arm in ("zero-shot", "full ICL")]
    for name, scores in variants.items():
        lines.append(row(f"**{name}**", scores, "distilled", f"{kept(scores):.0f} %"))
    return "\n".join(lines)


def row(name: str, scores: Scores, arm: str, share: str) -> str:
    means = [f"{mean(scores[task][arm]):.0f}" for task in scores]
    by_seed = [mean([scores[task][arm][seed] for task in scores]) for seed in range(len(SEEDS))]
    return "| " + " | ".join([name, *means, f"{mean(by_seed):.1f} / {min(by_seed):.1f}", share]) + " |"


def kept(scores: Scores) -> float:
    """The share of the gain of the macro-average, in per cent."""
    zero, full, distilled = (macro(scores, arm) for arm in ("zero-shot", "full ICL", "distilled"))
    return 100 * (distilled - zero) / (full - zero) if full != zero else float("nan")


def macro(scores: Scores, arm: str) -> float:
    return mean([mean(arms[arm]) for arms in scores.values()])


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def short(task: str) -> str:
    """`mapping of words to 3 labels` → `map 3`, `synthetic member` → `member`."""
    labels = re.fullmatch(r"mapping of words to (\d+) labels", task)
    return f"map {labels[1]}" if labels else task.removeprefix("synthetic ")


def figures(tables: list[StudyTable], scores: dict[str, dict[str, Scores]]) -> dict[str, str]:
    """File name → SVG: a table's variants, between zero-shot and full ICL."""
    return {
        picture_of(table): bars(
            table.title,
            list(scores[table.title]),
            {
                arm: [macro(one, arm) for one in scores[table.title].values()]
                for arm in ("zero-shot", "full ICL", "distilled")
            },
        )
        for table in tables
    }


def picture_of(table: StudyTable) -> str:
    return re.sub(r"[^a-z0-9]+", "-", table.title.lower()).strip("-") + ".svg"
