"""
HyperTuning (Phang et al. 2023, arXiv 2211.12485) with the network of the distiller: language-model losses alone, and no
teacher. In stage 1 the vectors must give the text's continuation (where the original hides two of four stretches of a
text), in stage 2 the answers.

The network starts where the distiller starts, and reads the same texts and packs; only the losses differ.
"""

from dataclasses import replace

from torch import Tensor

from ..evaluation.arms import Arm, PrefixArm, distil
from ..evaluation.bench import Bench, NotTrained
from ..evaluation.episodes import Episode
from ..finetune import finetune_distiller
from ..prepare import Workshop
from ..pretrain import pretrain_distiller
from .folders import folder_of

NAME = "hypertuning"


def train_hypertuning(workshop: Workshop) -> None:
    """Both stages, in a folder of their own."""
    without_teacher = other_losses(workshop)
    pretrain_distiller(without_teacher)
    finetune_distiller(without_teacher)


def other_losses(workshop: Workshop) -> Workshop:
    """The recipe's own target LM and settings, but for the losses of both stages and where they go."""
    recipe = workshop.recipe
    changed = replace(
        recipe,
        output=str(folder_of(recipe, NAME)),
        start=recipe,
        pretrain=replace(recipe.pretrain, kl_weight=0.0, clm_weight=1.0, reading_steps=0, reading_weight=0.0),
        finetune=replace(recipe.finetune, kl_weight=0.0),
    )
    return replace(workshop, recipe=changed)


def hypertuning(bench: Bench, name: str) -> Arm:
    """Vectors of the full demonstrations."""
    answerer, workshop = bench.answerer, other_losses(bench.workshop)
    if not (workshop.recipe.folder("finetune") / "model.safetensors").exists():
        raise NotTrained.of(name, NAME)
    network = workshop.finished_distiller(answerer.target).to(answerer.device)

    def vectors(episode: Episode) -> Tensor:
        return distil(network, answerer.encoder.demonstrations(episode.demonstrations))

    return PrefixArm(name, answerer, vectors)
