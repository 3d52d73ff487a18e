"""
Demonstrations with a part taken away or made wrong, for full ICL and for the vectors alike: what either makes of
inputs, of labels and of their pairing.
"""

import random
from collections.abc import Callable

from torch import Tensor

from ..data.example import Example
from ..evaluation.arms import Arm, PrefixArm, distil
from ..evaluation.bench import Bench, NotTrained
from ..evaluation.episodes import Episode

Change = Callable[[list[Example], random.Random], list[Example]]


def without_inputs(shown: list[Example], _: random.Random) -> list[Example]:
    """Outputs alone; the template's strings stay."""
    return [Example("", row.output, row.options) for row in shown]


def without_labels(shown: list[Example], _: random.Random) -> list[Example]:
    """Inputs alone; the template's strings stay."""
    return [Example(row.input, "", row.options) for row in shown]


def random_labels(shown: list[Example], rng: random.Random) -> list[Example]:
    """Each output drawn from the options, the right one among them."""
    return [Example(row.input, rng.choice(choices(row, shown)), row.options) for row in shown]


def wrong_labels(shown: list[Example], rng: random.Random) -> list[Example]:
    """Each output drawn from the other options; it stays right where there is no other."""

    def wrong(row: Example) -> str:
        return rng.choice([option for option in choices(row, shown) if option != row.output] or [row.output])

    return [Example(row.input, wrong(row), row.options) for row in shown]


def choices(row: Example, shown: list[Example]) -> list[str]:
    """A demonstration's own options, else the outputs of all demonstrations."""
    return list(row.options) or list(dict.fromkeys(other.output for other in shown))


CHANGES: dict[str, Change] = {
    "without inputs": without_inputs,
    "without labels": without_labels,
    "random labels": random_labels,
    "wrong labels": wrong_labels,
}


def changed_icl(change: str) -> Callable[[Bench, str], Arm]:
    """Full ICL on changed demonstrations."""

    def build(bench: Bench, name: str) -> Arm:
        answerer = bench.answerer

        def prefix(episode: Episode) -> Tensor:
            return answerer.embed(answerer.encoder.demonstrations(changed(episode, change)).ids)

        return PrefixArm(name, answerer, prefix)

    return build


def changed_vectors(change: str) -> Callable[[Bench, str], Arm]:
    """Vectors of changed demonstrations."""

    def build(bench: Bench, name: str) -> Arm:
        answerer, distiller = bench.answerer, bench.distiller
        if distiller is None:
            raise NotTrained(f"{name} needs the distiller: run `mend-train finetune` with this recipe first")

        def prefix(episode: Episode) -> Tensor:
            return distil(distiller, answerer.encoder.demonstrations(changed(episode, change)))

        return PrefixArm(name, answerer, prefix)

    return build


def changed(episode: Episode, change: str) -> list[Example]:
    """The same for full ICL and for the vectors."""
    return CHANGES[change](episode.demonstrations, random.Random(f"{change}:{episode.seed}"))
