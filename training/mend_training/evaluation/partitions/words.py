"""What the report on partitions says in words: whose models these are, and how they were asked."""

from dataclasses import dataclass

from ...model_settings import CheckpointSettings, ModelSettings
from ...recipe import Recipe
from ..suites import SEEDS, SHOTS
from .plan import Plan
from .questions import POOL, Asking
from .seen import Seen, history


@dataclass(frozen=True)
class Reported:
    """What is told of a partition: `shape` of the target LM, `seen` of each target, whether there are vectors."""

    plan: Plan
    recipe: Recipe
    shape: ModelSettings
    seen: dict[str, Seen]
    distilled: bool


def about(one: Reported) -> str:
    """Whose models these are."""
    model, shape = one.recipe.model, one.shape
    depth = f"{shape.layers} + {shape.decoder_layers}" if shape.decoder_layers else f"{shape.layers}"
    family = {"gpt2": "GPT-2", "t5": "T5"}[shape.family]
    size = f"a {family} of {depth} layers, width {shape.width}, vocabulary {shape.vocabulary}"
    if isinstance(model, CheckpointSettings):
        return (
            f"**These figures are about the target LM `{model.target}` ({size}) and a distiller of ours that started "
            f"from `{model.distiller}`, {model.vectors} vectors.** What the target LM saw before is not known here."
        )
    return (
        f"**These figures are about small models of our own: target LM `{shape.id}`, {size}, with a distiller of the "
        f"same size and {shape.vectors} vectors.** They say nothing about the paper's models (gpt2-large, gpt2-xl, "
        "t5-large), and are not to be compared with its tables: data, models and lengths are others."
    )


def how(asking: Asking, command: str) -> str:
    drawn = (
        "for every query anew, as the authors of MEND do" if asking.per_query else "once for a seed, as MetaICL does"
    )
    most = f"At most {asking.queries} queries are asked a task, the same with every seed."
    return (
        f"Made by `{command}`. K = {SHOTS} demonstrations are drawn {drawn}, from {POOL} training rows a seed (or from "
        f"those the data set apart); seeds {', '.join(map(str, SEEDS))}. "
        f"{most if asking.queries else 'All test rows are asked.'} Demonstrations are cut to the model's limits as the "
        "paper cuts them to its: the first that does not fit is shortened, later ones are left out. Classification is "
        "measured by macro-F1 (with how many labels), the rest by accuracy, where every row has options of its own. "
        'Cells are per cent, mean / worst seed; "guess" is the accuracy of guessing. The macro-average counts every '
        'target task once. "Recovered" is (distilled - zero-shot) / (full ICL - zero-shot), where full ICL gains 5 '
        'points or more (the macro-average too). "Tokens": of full ICL\'s prefix → of the vectors. '
        "* marks targets of domains unseen in training; † targets without test rows in the data, of which one half of "
        "the training rows is asked and the other half demonstrates."
    )


def of_model(one: Reported) -> str:
    """By which recipes the model was made."""
    recipes = list(history(one.recipe))
    told = []
    for recipe in recipes:
        data = f"the training tasks of {recipe.data.partition}" if recipe.data.partition else "tasks of all kinds"
        told.append(f"`{recipe.output}` ({data}{', open ones alone' if recipe.data.open_only else ''})")
    start = f", which goes on from {', '.join(told[1:])}" if told[1:] else ""
    vectors = (
        "" if one.distilled else " No distiller has been finetuned there yet: these are figures of the target LM alone."
    )
    return f"Model: {told[0]}{start}.{vectors}"
