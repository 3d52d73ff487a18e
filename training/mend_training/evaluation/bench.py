"""The trained models of a recipe, ready to be compared."""

from dataclasses import dataclass

from ..model import Distiller
from ..prepare import Workshop
from .answering import Answerer
from .arms import Arm, distiller_arms, target_arms


@dataclass(frozen=True)
class Bench:
    """`distiller`: None where stage 2 has not ended yet."""

    workshop: Workshop
    answerer: Answerer
    distiller: Distiller | None


def open_bench(workshop: Workshop) -> Bench:
    """Loads the target LM and, if it is there, the finetuned distiller."""
    target = workshop.target()
    trained = (workshop.recipe.folder("finetune") / "model.safetensors").exists()
    distiller = workshop.distiller(target, "finetune").eval() if trained else None
    return Bench(workshop, Answerer(target, workshop.encoder), distiller)


def standing_arms(bench: Bench) -> list[Arm]:
    """The arms that every table has; without a distiller those of the target LM alone."""
    arms = target_arms(bench.answerer)
    return arms + distiller_arms(bench.answerer, bench.distiller) if bench.distiller else arms
