"""Macro-F1 for classification, accuracy otherwise, both in per cent (spec, section 7.3)."""

from collections.abc import Callable

Score = Callable[[list[str], list[str]], float]
"""Right answers and the chosen ones → score in per cent."""


def accuracy(gold: list[str], chosen: list[str]) -> float:
    return 100 * sum(one == other for one, other in zip(gold, chosen, strict=True)) / len(gold)


def macro_f1(gold: list[str], chosen: list[str]) -> float:
    """The mean of the F1 of every label that is right or chosen somewhere, scikit-learn's `average="macro"`."""
    labels = dict.fromkeys(gold + chosen)
    return 100 * sum(_f1(label, gold, chosen) for label in labels) / len(labels)


def _f1(label: str, gold: list[str], chosen: list[str]) -> float:
    hits = sum(one == other == label for one, other in zip(gold, chosen, strict=True))
    return 2 * hits / (gold.count(label) + chosen.count(label))


def score_of(labels: int) -> Score:
    """How a target task is measured; `labels` as in partitions.yaml."""
    return macro_f1 if labels else accuracy


def name_of(labels: int) -> str:
    return "macro-F1" if labels else "accuracy"
