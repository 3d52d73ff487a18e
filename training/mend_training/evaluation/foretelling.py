"""
What a fidelity that needs no labels foretells of the accuracy: over tasks, how KL and agreement with full ICL go with
the points that the vectors lose.
"""

import numpy

from .gates import mean
from .measure import TaskResult


def foretelling(results: list[TaskResult]) -> str:
    """Rank correlations over tasks, and over all episodes, as Markdown; nothing for models without vectors."""
    results = [result for result in results if result.kl]
    if len(results) < 3:
        return ""
    by_task = [(mean(r.kl), mean(r.agreement), r.mean("full ICL") - r.mean("distilled")) for r in results]
    by_episode = [
        (kl, agreement, full - distilled)
        for r in results
        for kl, agreement, full, distilled in zip(
            r.kl, r.agreement, r.accuracy["full ICL"], r.accuracy["distilled"], strict=True
        )
    ]
    lines = [
        "Spearman's rank correlation with the points that the vectors lose against full ICL (1: the larger the figure, "
        "the more is lost; 0: it says nothing). KL and agreement are those of the token after the query, and need no "
        "labels.",
        "",
        "| over | KL(full ICL ‖ distilled) | top-1 agreement | points lost without a sign: KL |",
        "|---|---|---|---|",
    ]
    for name, rows in ((f"{len(by_task)} tasks", by_task), (f"{len(by_episode)} episodes", by_episode)):
        kl, agreement, lost = (numpy.array(column) for column in zip(*rows, strict=True))
        figures = (spearman(kl, lost), spearman(agreement, lost), spearman(kl, numpy.abs(lost)))
        lines.append(f"| {name} | " + " | ".join(f"{figure:+.2f}" for figure in figures) + " |")
    return "\n".join(lines)


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
