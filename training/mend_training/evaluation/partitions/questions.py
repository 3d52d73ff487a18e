"""What is asked of a target task: queries, and demonstrations for them (spec, section 7.2)."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass

from ...data.example import Example
from ...data.task import Task
from ..episodes import Episode
from ..suites import SHOTS

POOL = 100
"""From how many rows demonstrations are drawn, where the data set none apart: the authors' 100-shot setting."""
FEWEST_ROWS = 2 * SHOTS
"""A target task needs as many training rows, so that demonstrations are drawn, and not all there are."""


@dataclass(frozen=True)
class Asking:
    """
    `per_query`: demonstrations are drawn for every query anew, as the authors of MEND do; else once for a seed, as
    MetaICL does. `queries`: at most so many a seed, the same for all seeds; 0: every test row.
    """

    per_query: bool
    queries: int


@dataclass(frozen=True)
class Rows:
    """`pool`: to draw demonstrations from; `asked`: to ask; `substitute`: whether these are training rows."""

    pool: list[Example]
    asked: list[Example]
    substitute: bool


def rows_of(task: Task) -> Rows:
    """Training and test rows; of a task without test rows, one half of the training rows is asked."""
    if task.test:
        return Rows(task.train, task.test, substitute=False)
    shuffled = random.Random(f"halves:{task.name}").sample(task.train, len(task.train))
    return Rows(shuffled[::2], shuffled[1::2], substitute=True)


def episodes_of(task: Task, seed: int, asking: Asking, fits: Callable[[Example], bool]) -> list[Episode]:
    """
    One episode with all queries, or one for each query. Queries without options, or whose options do not fit the model
    (`fits`), are left out.
    """
    rows, rng = rows_of(task), random.Random(f"partitions:{task.name}:{seed}")
    # Rows that are set apart for demonstrations may have been cut out of those that are asked.
    apart = [] if rows.substitute else task.shots.get(seed, [])
    pool = apart or rng.sample(rows.pool, min(POOL, len(rows.pool)))
    queries = [query for query in map(with_options(task), rows.asked) if len(query.options) > 1 and fits(query)]
    if 0 < asking.queries < len(queries):
        queries = random.Random(f"queries:{task.name}").sample(queries, asking.queries)
    if asking.per_query:
        return [Episode(task.name, seed, shots_for(query, pool, rng), [query]) for query in queries]
    shown = rng.sample(pool, min(SHOTS, len(pool)))
    inputs = {row.input for row in shown}
    return [Episode(task.name, seed, shown, [query for query in queries if query.input not in inputs])]


def shots_for(query: Example, pool: list[Example], rng: random.Random) -> list[Example]:
    """Demonstrations of other inputs than the query's."""
    others = [row for row in pool if row.input != query.input]
    return rng.sample(others, min(SHOTS, len(others)))


def with_options(task: Task) -> Callable[[Example], Example]:
    """Gives rows that come without options the task's labels, where it has a few; none where that is no help."""
    labels = tuple(task.labels())

    def complete(row: Example) -> Example:
        options = row.options or labels
        return Example(row.input, row.output, options if row.output in options else ())

    return complete


def digest(episodes: list[Episode]) -> str:
    """Tells whether the same was asked, with the same demonstrations."""
    shown = [(episode.seed, episode.demonstrations, episode.queries) for episode in episodes]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
