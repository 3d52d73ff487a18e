"""Measures one cell in a process of its own, so that its peak memory is nobody else's: `python -m …child JSON`."""

import json
import resource
import sys
import time

import torch

from .families import new_models
from .measure import Measured
from .methods import METHODS
from .models import Models
from .shapes import SHAPES, Lengths

ROUNDS, ENOUGH_SECONDS = 4, 10.0
"""No further round is begun when this many are done or this time is spent; one is always."""


def peak_bytes() -> int:
    """The most memory the process ever had resident."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


@torch.inference_mode()
def measure_rounds(models: Models, method_name: str, batch: int) -> Measured:
    method, before, began = METHODS[method_name], peak_bytes(), time.perf_counter()
    prepare: list[float] = []
    answer: list[float] = []
    while not prepare or (len(prepare) < ROUNDS and time.perf_counter() - began < ENOUGH_SECONDS):
        start = time.perf_counter()
        prepared = method.prepare(models)
        middle = time.perf_counter()
        method.answer(models, prepared, batch)
        prepare.append(middle - start)
        answer.append(time.perf_counter() - middle)
    return Measured(min(prepare), min(answer), peak_bytes(), peak_bytes() - before)


def main(asked: dict) -> None:
    method = METHODS[asked["method"]]
    models = new_models(SHAPES[asked["shape"]], Lengths(**asked["lengths"]), "cpu", with_distiller=method.distils)
    print(json.dumps(vars(measure_rounds(models, asked["method"], asked["batch"]))))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
