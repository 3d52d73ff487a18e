"""The ways of answering whose costs are compared: which prefix, and whether it is read with each query or once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from .models import Models


@dataclass(frozen=True)
class Method:
    """
    `prefix` makes the embeddings `[1, P, d]` in front of the queries. `cached`: whether the target LM reads them once,
    so that later queries meet its keys and values; else it reads them with every query.
    """

    name: str
    prefix: Callable[[Models], Tensor]
    cached: bool = False
    distils: bool = False
    text: bool = False
    """Whether the prefix is the text itself, of which nothing needs to be kept."""

    def prepare(self, models: Models) -> Any:
        """What is done once for a set of demonstrations."""
        prefix = self.prefix(models)
        return models.remember(prefix) if self.cached else prefix

    def answer(self, models: Models, prepared: Any, batch: int) -> Tensor:
        """What is done for each batch of queries."""
        return models.answer_behind(prepared, batch) if self.cached else models.answer(prepared, batch)

    def kept_bytes(self, prepared: Any) -> int:
        """What has to be kept of the preparation for later queries."""
        if self.cached:
            return sum(size(keys) + size(values) for keys, values in prepared)
        return 0 if self.text else size(prepared)


def size(tensor: Tensor) -> int:
    """In bytes."""
    return tensor.numel() * tensor.element_size()


METHODS = {
    method.name: method
    for method in (
        Method("zero-shot", lambda models: models.noise(0, models.width)),
        Method("full ICL", Models.demonstrations, text=True),
        Method("exact KV", Models.demonstrations, cached=True),
        Method("PromptTuning", Models.prompt),
        Method("distilled", Models.distil, distils=True),
        Method("distilled, KV of the vectors", Models.distil, cached=True, distils=True),
    )
}
