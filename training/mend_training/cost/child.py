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


def now() -> tuple[float, float]:
    """Seconds on the wall, and of the processor, all threads together."""
    return time.perf_counter(), time.process_time()


@torch.inference_mode()
def measure_rounds(models: Models, method_name: str, batch: int) -> Measured:
    method, before, (began, _) = METHODS[method_name], peak_bytes(), now()
    rounds: list[tuple[float, ...]] = []
    while not rounds or (len(rounds) < ROUNDS and time.perf_counter() - began < ENOUGH_SECONDS):
        start = now()
        prepared = method.prepare(models)
        middle = now()
        method.answer(models, prepared, batch)
        end = now()
        rounds.append((middle[0] - start[0], end[0] - middle[0], middle[1] - start[1], end[1] - middle[1]))
    return Measured(*map(min, zip(*rounds, strict=True)), peak_bytes(), peak_bytes() - before)


def main(asked: dict) -> None:
    if asked["threads"]:
        torch.set_num_threads(asked["threads"])
    method = METHODS[asked["method"]]
    models = new_models(SHAPES[asked["shape"]], Lengths(**asked["lengths"]), "cpu", with_distiller=method.distils)
    print(json.dumps(vars(measure_rounds(models, asked["method"], asked["batch"]))))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
