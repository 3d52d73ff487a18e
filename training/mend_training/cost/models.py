"""A shape's models on a device, and the few things that every way of answering is made of."""

from abc import ABC, abstractmethod
from typing import Any

import torch
from torch import Tensor, nn

from .shapes import Lengths, Shape

Layers = list[tuple[Tensor, Tensor]]
"""Keys and values `[1, H, P, D]` of each layer."""


class Models(ABC):
    """
    The target LM and the distiller with weights that mean nothing: on `meta` they have shapes alone, else weights
    drawn at random.
    """

    target_class: Any
    body_class: Any
    """Which classes of transformers the two are."""

    def __init__(self, shape: Shape, lengths: Lengths, device: str, with_distiller: bool = True):
        self.lengths, self.device = lengths, device
        # Fused attention is what runs; only unfused attention asks nothing of values, which meta tensors lack.
        attention = {"attn_implementation": "eager" if device == "meta" else "sdpa"}
        with torch.device("meta"):
            self.target: Any = self.target_class.from_config(shape.target, **attention)
            self.body: Any = self.body_class.from_config(shape.distiller, **attention) if with_distiller else None
        self.width, narrow = shape.target.hidden_size, shape.distiller.hidden_size
        self.adapter = self._new_adapter(narrow) if with_distiller else nn.Identity()
        for module in filter(None, (self.target, self.body, self.adapter)):
            module.eval()
            if device != "meta":
                fill(module.to_empty(device=device))

    def _new_adapter(self, narrow: int) -> nn.Module:
        """The paper's: none where the widths are equal."""
        if narrow == self.width:
            return nn.Identity()
        return nn.Sequential(nn.Linear(narrow, self.width, device="meta"), nn.Tanh())

    def tokens(self, batch: int, count: int) -> Tensor:
        return torch.ones(batch, count, dtype=torch.long, device=self.device)

    def noise(self, count: int, width: int) -> Tensor:
        """Embeddings `[1, count, width]` that mean nothing."""
        return torch.full((1, count, width), 0.01, device=self.device)

    def demonstrations(self) -> Tensor:
        """Embeddings `[1, P, d]` of the demonstrations."""
        return self.target.get_input_embeddings()(self.tokens(1, self.lengths.demonstrations))

    def prompt(self) -> Tensor:
        """The learned prompt of PromptTuning, `[1, l, d]`."""
        return self.noise(self.lengths.vectors, self.width)

    def distil(self) -> Tensor:
        """Distilled vectors `[1, l, d]`: the last states of the distiller behind the demonstrations."""
        read = self.body.get_input_embeddings()(self.tokens(1, self.lengths.distiller))
        placeholders = self.noise(self.lengths.vectors, read.shape[2])
        inputs = torch.cat([read, placeholders], dim=1)
        return self.adapter(self.states(inputs)[:, self.lengths.distiller :])

    @abstractmethod
    def states(self, inputs: Tensor) -> Tensor:
        """The distiller's last states of embeddings `[1, T, d_s]`."""

    @abstractmethod
    def answer(self, prefix: Tensor, batch: int) -> Tensor:
        """Logits `[B, q, V]` of the queries' tokens, with the prefix `[1, P, d]` (`P` may be 0) read for each."""

    @abstractmethod
    def remember(self, prefix: Tensor) -> Layers:
        """Reads a prefix once: keys and values to answer behind."""

    @abstractmethod
    def answer_behind(self, memory: Layers, batch: int) -> Tensor:
        """The same logits, with the prefix read already."""


@torch.inference_mode()
def fill(module: nn.Module) -> None:
    """
    Random weights, small and none of them zero; one block of them over and over, since drawing billions takes longer
    than reading them does.
    """
    block = torch.empty(1 << 20).uniform_(-0.03, 0.03, generator=torch.Generator().manual_seed(1))
    for tensor in [*module.parameters(), *module.buffers()]:
        flat = tensor.data.view(-1)
        for start in range(0, len(flat), len(block)):
            part = flat[start : start + len(block)]
            part.copy_(block[: len(part)])
