"""Whether one way of answering is better than another on the same queries: a paired bootstrap."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy

from .measure import TaskResult

DRAWS = 10_000
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Difference:
    """
    `points`: how much the first is ahead of the second; `p_ahead`, `p_behind`: in what share of the resamples it is not
    ahead, and not behind.
    """

    points: float
    p_ahead: float
    p_behind: float

    @property
    def ahead(self) -> bool:
        return self.p_ahead < SIGNIFICANT

    @property
    def behind(self) -> bool:
        return self.p_behind < SIGNIFICANT


def difference(result: TaskResult, first: str, second: str) -> Difference:
    """
    Resamples the queries of all seeds with replacement, both arms alike (Efron and Tibshirani 1993, chapter 16; for
    accuracies of language systems Koehn 2004).
    """
    right = [numpy.concatenate([numpy.array(seed, float) for seed in result.right[arm]]) for arm in (first, second)]
    each = right[0] - right[1]
    drawn = numpy.random.default_rng(0).integers(len(each), size=(DRAWS, len(each)))
    means = each[drawn].mean(1)
    return Difference(100 * each.mean().item(), (means <= 0).mean().item(), (means >= 0).mean().item())


def tally(found: Collection[Difference]) -> tuple[int, int]:
    """On how many tasks the first is ahead, and on how many behind."""
    return sum(one.ahead for one in found), sum(one.behind for one in found)


def compare(results: list[TaskResult], first: str, second: str) -> str:
    """The differences as a table, and on how many tasks they are more than chance."""
    found = {result.task: difference(result, first, second) for result in results}
    ahead, behind = tally(found.values())
    lines = [
        f"**{first}** against **{second}** on the same queries: ahead on {ahead} of {len(found)} tasks, behind on "
        f"{behind} (paired bootstrap over the queries, {DRAWS:,} draws, p < {SIGNIFICANT}).",
        "",
        f"| task | {first} ahead by, points | p |",
        "|---|---|---|",
    ]
    for task, one in found.items():
        mark = "**" if one.ahead or one.behind else ""
        lines.append(f"| {task} | {mark}{one.points:+.1f}{mark} | {min(one.p_ahead, one.p_behind):.3f} |")
    return "\n".join(lines)


def possible(results: list[TaskResult], first: str, second: str, whole: str) -> str:
    """
    A sentence on how many tasks leave room to be ahead: those where `whole`, which `first` stands in for, is itself
    ahead of `second` by more than chance; and what `first` is on them.
    """
    of_whole = [difference(result, whole, second) for result in results]
    room, overtaken = tally(of_whole)
    roomy = [result for result, one in zip(results, of_whole, strict=True) if one.ahead]
    ahead, behind = tally([difference(result, first, second) for result in roomy])
    return (
        f"{whole} itself is ahead of {second} on {room} of {len(results)} tasks and behind on {overtaken}: of "
        f"those {room}, {first} is ahead on {ahead} and behind on {behind}."
    )
