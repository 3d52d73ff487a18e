"""The trained models of a recipe, ready to be compared."""

from dataclasses import dataclass

import torch
from accelerate import PartialState

from ..model import Distiller
from ..prepare import Workshop
from .answering import Answerer
from .arms import Arm, distiller_arms, target_arms
from .episodes import Episode


class NotTrained(Exception):
    """An arm lacks weights; the message says which command makes them."""

    @classmethod
    def of(cls, arm: str, baseline: str) -> "NotTrained":
        """Of an arm that a baseline has to be trained for."""
        return cls(f"{arm} is not trained: run `mend-train baseline --name {baseline}` with this recipe first")


@dataclass(frozen=True)
class Bench:
    """`distiller`: None where stage 2 has not ended yet."""

    workshop: Workshop
    answerer: Answerer
    distiller: Distiller | None

    def room(self, episode: Episode) -> int:
        """How many vectors stand for the episode's demonstrations: the prefix tokens that rivals may have."""
        shown = self.answerer.encoder.demonstrations(episode.demonstrations)
        return self.workshop.anchoring.usual(len(shown.ids))


def open_bench(workshop: Workshop) -> Bench:
    """Loads the target LM and, if it is there, the finetuned distiller, onto the device of this process."""
    threads = workshop.recipe.finetune.loop.threads
    if threads:
        torch.set_num_threads(threads)
    device = PartialState(cpu=not torch.cuda.is_available()).device
    target = workshop.target().to(device)
    trained = (workshop.recipe.folder("finetune") / "model.safetensors").exists()
    distiller = workshop.finished_distiller(target).to(device) if trained else None
    return Bench(workshop, Answerer(target, workshop.encoder), distiller)


def standing_arms(bench: Bench) -> list[Arm]:
    """The arms that every table has; without a distiller those of the target LM alone."""
    arms = target_arms(bench.answerer)
    return arms + distiller_arms(bench.answerer, bench.distiller) if bench.distiller else arms
