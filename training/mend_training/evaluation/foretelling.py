"""
What a fidelity that needs no labels foretells of the accuracy: over tasks, how KL and agreement with full ICL go with
the points that the vectors lose.
"""

from dataclasses import dataclass

import numpy

from .gates import mean
from .measure import TaskResult


@dataclass(frozen=True)
class Row:
    """Rank correlations with the points lost: of KL, of the agreement, and of KL with the points without their sign."""

    over: str
    kl: float
    agreement: float
    without_sign: float


def correlations(results: list[TaskResult]) -> list[Row]:
    """Over tasks, and over all episodes; nothing for models without vectors, or of too few tasks."""
    results = [result for result in results if result.kl]
    if len(results) < 3:
        return []
    by_task = [(mean(r.kl), mean(r.agreement), r.mean("full ICL") - r.mean("distilled")) for r in results]
    by_episode = [
        (kl, agreement, full - distilled)
        for r in results
        for kl, agreement, full, distilled in zip(
            r.kl, r.agreement, r.accuracy["full ICL"], r.accuracy["distilled"], strict=True
        )
    ]
    return [row_of(f"{len(by_task)} tasks", by_task), row_of(f"{len(by_episode)} episodes", by_episode)]


def row_of(name: str, rows: list[tuple[float, float, float]]) -> Row:
    kl, agreement, lost = (numpy.array(column) for column in zip(*rows, strict=True))
    return Row(name, spearman(kl, lost), spearman(agreement, lost), spearman(kl, numpy.abs(lost)))


def foretelling(results: list[TaskResult]) -> str:
    """The correlations as Markdown."""
    rows = correlations(results)
    if not rows:
        return ""
    lines = [
        "Spearman's rank correlation with the points that the vectors lose against full ICL (1: the larger the figure, "
        "the more is lost; 0: it says nothing). KL and agreement are those of the token after the query, and need no "
        "labels.",
        "",
        "| over | KL(full ICL ‖ distilled) | top-1 agreement | points lost without a sign: KL |",
        "|---|---|---|---|",
    ]
    for row in rows:
        lines.append(f"| {row.over} | {row.kl:+.2f} | {row.agreement:+.2f} | {row.without_sign:+.2f} |")
    return "\n".join(lines)


def foretold(results: list[TaskResult]) -> dict[str, dict[str, float]]:
    """The correlations over tasks as `quality.json` has them."""
    rows = correlations(results)
    if not rows:
        return {}
    tasks = sum(bool(result.kl) for result in results)
    return {"foretelling": {"tasks": tasks, "kl": round(rows[0].kl, 2), "agreement": round(rows[0].agreement, 2)}}


def spearman(first: numpy.ndarray, second: numpy.ndarray) -> float:
    """Pearson's correlation of the ranks; 0 where one of the two does not vary."""
    ranks = [ranked(first), ranked(second)]
    if any(numpy.ptp(rank) == 0 for rank in ranks):
        return 0.0
    return float(numpy.corrcoef(*ranks)[0, 1])


def ranked(values: numpy.ndarray) -> numpy.ndarray:
    """Ranks from 0 on; equal values share the mean of theirs."""
    _, index, counts = numpy.unique(values, return_inverse=True, return_counts=True)
    return (numpy.cumsum(counts) - (counts + 1) / 2)[index]
