"""Tiny target LMs with random weights."""

from mend_training.families.new import new_target
from mend_training.families.target import TargetLM, freeze
from mend_training.recipe import ModelSettings


def tiny_target(family: str = "gpt2", seed: int = 5, **changes) -> TargetLM:
    """A frozen target LM of vocabulary 300 and width 64, unless `changes` to its shape say otherwise."""
    shape = {"vocabulary": 300, "layers": 2, "heads": 2, "width": 64, "context": 128, "vectors": 4}
    start = {"induction_start": False}
    return freeze(new_target(ModelSettings(id="tiny", family=family, **(shape | start | changes)), seed))
