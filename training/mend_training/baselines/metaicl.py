"""
MetaICL (Min et al. 2022, arXiv 2110.15943): the target LM itself, all of it, goes on training on the packs of stage 2,
to answer behind full demonstrations. It is no longer the frozen model that the others share.
"""

from dataclasses import replace
from pathlib import Path

from torch import Tensor, nn

from ..checkpoints import load_weights, save_weights
from ..data.pairs import Pair
from ..evaluation.answering import Answerer
from ..evaluation.arms import Arm, PrefixArm
from ..evaluation.bench import Bench, NotTrained
from ..evaluation.episodes import Episode
from ..families.target import freeze
from ..finetune import Packs, pack_drawer
from ..lm_pairs import PairLogits, pairs_loss
from ..loop import Shard, make_accelerator, train
from ..prepare import Workshop
from ..recipe import Recipe
from .folders import folder_of

NAME = "metaicl"


def train_metaicl(workshop: Workshop) -> None:
    """Trains a copy of the target LM and writes its weights."""
    recipe, settings = workshop.recipe, workshop.recipe.finetune
    accelerator = make_accelerator(settings.loop)
    target = workshop.target().float()
    for parameter in target.parameters():
        parameter.requires_grad_(True)

    def loss(prepared: nn.Module, drawn: Packs, shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        return pairs_loss(prepared, [Pair(pack.demonstrations, pack.queries, 1.0) for pack in drawn.packs], shard)

    loop = replace(settings.loop, optimizer="adamw", learning_rate=recipe.baselines.metaicl_rate)
    module = PairLogits(target.to(accelerator.device))
    train(loop, accelerator, module, pack_drawer(workshop), loss, folder_of(recipe, NAME), settings.packs_per_step)
    save_weights(weights_of(recipe), target.model, accelerator.is_main_process)


def weights_of(recipe: Recipe) -> Path:
    return folder_of(recipe, NAME) / "model.safetensors"


def metaicl(bench: Bench, name: str) -> Arm:
    """Full demonstrations, direct scoring, the trained copy."""
    path = weights_of(bench.workshop.recipe)
    if not path.exists():
        raise NotTrained.of(name, NAME)
    target = bench.workshop.target().float()
    load_weights(path, target.model)
    answerer = Answerer(freeze(target).to(bench.answerer.device), bench.answerer.encoder)

    def prefix(episode: Episode) -> Tensor:
        return answerer.embed(answerer.encoder.demonstrations(episode.demonstrations).ids)

    return PrefixArm(name, answerer, prefix)
