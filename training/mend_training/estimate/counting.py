"""FLOPs and remembered bytes of what runs under fake tensors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode, sdpa_backward_flop_count, sdpa_flop_count

Shape = tuple[int, ...]


def _attention(query: Shape, key: Shape, value: Shape, *_: object, **__: object) -> int:
    return sdpa_flop_count(query, key, value)


def _attention_backward(gradient: Shape, query: Shape, key: Shape, value: Shape, *_: object, **__: object) -> int:
    return sdpa_backward_flop_count(gradient, query, key, value)


_FUSED_ATTENTION = {
    # Fake tensors stand on the CPU, whose fused attention torch's counter does not know yet.
    torch.ops.aten._scaled_dot_product_flash_attention_for_cpu: _attention,
    torch.ops.aten._scaled_dot_product_flash_attention_for_cpu_backward: _attention_backward,
}


def count_flops(run: Callable[[], None]) -> int:
    """Floating point operations (two a multiply-add) of matrix products and attention, backward passes too."""
    with FlopCounterMode(display=False, custom_mapping=_FUSED_ATTENTION) as counter:
        run()
    return counter.get_total_flops()


@dataclass
class Remembered:
    bytes: int = 0


@contextmanager
def remembering(*modules: nn.Module) -> Iterator[Remembered]:
    """Bytes that a forward pass keeps for its backward pass, other than the modules' own weights."""
    kept: dict[int, Tensor] = {}
    found = Remembered()
    own = {_storage(parameter) for module in modules for parameter in module.parameters()}

    def keep(tensor: Tensor) -> Tensor:
        # The tensor itself is kept here, so that no storage freed meanwhile lends its place to another.
        kept[_storage(tensor)] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        yield found
    found.bytes = sum(tensor.untyped_storage().nbytes() for place, tensor in kept.items() if place not in own)


def _storage(tensor: Tensor) -> int:
    return tensor.untyped_storage()._cdata
