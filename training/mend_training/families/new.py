"""A fresh target LM of the family that a recipe names."""

from ..recipe import ModelSettings
from .gpt2 import new_gpt2
from .t5 import new_t5
from .target import TargetLM

FAMILIES = {"gpt2": new_gpt2, "t5": new_t5}


def new_target(shape: ModelSettings, seed: int) -> TargetLM:
    """Weights are drawn with `seed`, near an induction circuit where the shape says so."""
    if shape.family not in FAMILIES:
        raise SystemExit(f"model.family is {shape.family!r}; known are {', '.join(FAMILIES)}")
    return FAMILIES[shape.family](shape, seed)
