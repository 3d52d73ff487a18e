"""FLOPs, counted operation by operation while models without weights run, and the bytes of what is kept."""

from dataclasses import dataclass

import torch
from torch.utils.flop_counter import FlopCounterMode

from .families import new_models
from .methods import METHODS, Method
from .models import Models
from .shapes import Lengths, Shape


@dataclass(frozen=True)
class Counted:
    """
    FLOPs (two a multiply-add) of the preparation and of a batch of queries; `kept_bytes` in float32; `weight_bytes` of
    the models that take part.
    """

    prepare: int
    batch: int
    kept_bytes: int
    weight_bytes: int

    @property
    def first(self) -> int:
        """Of the first batch: preparation and answers."""
        return self.prepare + self.batch


def count_shape(shape: Shape, lengths: Lengths, batches: tuple[int, ...]) -> dict[tuple[str, int], Counted]:
    """All methods at all batch sizes, by `(method, batch)`."""
    models = new_models(shape, lengths, "meta")
    counted = {}
    for method in METHODS.values():
        for batch, figures in zip(batches, count_method(method, models, batches), strict=True):
            counted[method.name, batch] = figures
    return counted


@torch.inference_mode()
def count_method(method: Method, models: Models, batches: tuple[int, ...]) -> list[Counted]:
    """A method on models without weights, for each batch size."""
    with FlopCounterMode(display=False) as preparation:
        prepared = method.prepare(models)
    taking_part = [models.target, *([models.body, models.adapter] if method.distils else [])]
    weights = sum(4 * weight.numel() for module in taking_part for weight in module.parameters())
    counted = []
    for batch in batches:
        with FlopCounterMode(display=False) as answering:
            method.answer(models, prepared, batch)
        flops = preparation.get_total_flops(), answering.get_total_flops()
        counted.append(Counted(*flops, method.kept_bytes(prepared), weights))
    return counted
