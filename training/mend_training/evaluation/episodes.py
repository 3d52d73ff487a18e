"""An episode: demonstrations of one task, and queries with the options to choose from."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from ..data.example import Example
from ..data.source import Task
from ..data.synthetic import SyntheticTasks

_LIST_SEPARATORS = (", ", "; ", " / ")


@dataclass(frozen=True)
class Episode:
    """Every query carries its options; the right answer is one of them."""

    task: str
    seed: int
    demonstrations: list[Example]
    queries: list[Example]

    def guess(self) -> float:
        """What guessing among the options scores: the mean of 1/n."""
        return sum(1 / len(query.options) for query in self.queries) / len(self.queries)


def natural_episode(task: Task, seed: int, shots: int, queries: int) -> Episode:
    """`shots` rows of the train split as demonstrations, up to `queries` rows of the test split."""
    rng = random.Random(f"episode:{task.name}:{seed}")
    demonstrations = rng.sample(task.train, min(shots, len(task.train)))
    shown = {row.input for row in demonstrations}
    pool = [row for row in task.test if row.input not in shown]
    chosen = rng.sample(pool, min(queries, len(pool)))
    labels, outputs = task.labels(), list(dict.fromkeys(row.output for row in task.train + task.test))
    answered = [Example(row.input, row.output, options_for(row, labels, outputs, rng)) for row in chosen]
    return Episode(task.name, seed, demonstrations, [row for row in answered if len(row.options) > 1])


def options_for(row: Example, labels: list[str], outputs: list[str], rng: random.Random) -> tuple[str, ...]:
    """
    The row's own options; else the items of the list it chooses from; else the task's labels; else nine other
    outputs of the task.
    """
    if row.output in row.options:
        return row.options
    for separator in _LIST_SEPARATORS:
        items = tuple(dict.fromkeys(row.input.split(separator)))
        if row.output in items:
            return items
    if row.output in labels:
        return tuple(labels)
    others = [output for output in outputs if output != row.output]
    return (row.output, *rng.sample(others, min(9, len(others))))


def mapping_episode(synthetic: SyntheticTasks, labels: int, seed: int, shots: int, queries: int) -> Episode:
    """
    Words with arbitrary labels. Every query's word stands in the demonstrations, so only the pairing is asked for;
    words are new to the seed.
    """
    rng = random.Random(f"mapping:{labels}:{seed}")
    names = synthetic.distinct(rng, labels)
    words = synthetic.distinct(rng, max(labels, 6))
    table = {word: names[index % labels] for index, word in enumerate(words)}
    shown = [words[index % len(words)] for index in range(shots)]
    rng.shuffle(shown)
    demonstrations = [Example(word, table[word], tuple(names)) for word in shown]
    asked = [rng.choice(words) for _ in range(queries)]
    return Episode(
        f"mapping of words to {labels} labels",
        seed,
        demonstrations,
        [Example(w, table[w], tuple(names)) for w in asked],
    )


def synthetic_episode(synthetic: SyntheticTasks, kind: str, seed: int, shots: int, queries: int) -> Episode:
    """A fresh task of a synthetic kind that gives options."""
    rng = random.Random(f"synthetic:{kind}:{seed}")
    example: Callable[[], Example] = synthetic.draw(rng, kind)
    return Episode(f"synthetic {kind}", seed, [example() for _ in range(shots)], [example() for _ in range(queries)])


def shuffled_outputs(demonstrations: list[Example], seed: int) -> list[Example]:
    """The same demonstrations with their outputs dealt out anew: the label set stays, the pairing goes."""
    outputs = [row.output for row in demonstrations]
    random.Random(f"shuffle:{seed}").shuffle(outputs)
    return [Example(row.input, output, row.options) for row, output in zip(demonstrations, outputs, strict=True)]
