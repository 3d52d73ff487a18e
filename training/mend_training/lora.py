"""Low-rank adapters on a distiller's body, by peft: which matrices get them, and how they are merged away."""

import copy
from typing import TypeVar

import torch
from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.lora import LoraLayer
from torch import nn
from transformers import GPT2Model

from .families.body import Body
from .model_settings import LoraSettings

_MARK = "lora_"
"""In the names of peft's weights, and of no others."""

T = TypeVar("T", bound=nn.Module)


def add_lora(body: Body, settings: LoraSettings) -> None:
    """Freezes a body and puts low-rank adapters on its matrices, which change nothing until they are trained."""
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=list(settings.modules) or None,
        fan_in_fan_out=isinstance(body, GPT2Model),
    )
    try:
        inject_adapter_in_model(config, body)
    except ValueError as error:
        raise SystemExit(f"model.lora: {error}") from error
    for parameter in body.parameters():
        if parameter.requires_grad:
            # In full precision whatever the body's, since small steps would be lost in bfloat16.
            parameter.data = parameter.data.float()


def names_without_lora(body: Body) -> list[str]:
    """Names of the weights that adapters stand on; none where there are no adapters."""
    names = list(body.state_dict())
    return [name for name in names if _MARK not in name] if any(_MARK in name for name in names) else []


def without_lora(module: T) -> T:
    """A copy in float32 whose matrices hold what the adapters added to them; that of a module without is itself."""
    if not any(isinstance(part, LoraLayer) for part in module.modules()):
        return module
    merged = copy.deepcopy(module).float()
    for name, part in list(merged.named_modules()):
        if isinstance(part, LoraLayer):
            part.merge()
            merged.set_submodule(name, part.get_base_layer())
    return merged


def sharing(body: T) -> T:
    """A body of its own modules over the very same weights, so that what is put on it leaves the original alone."""
    tensors: list[torch.Tensor] = [*body.parameters(), *body.buffers()]
    return copy.deepcopy(body, {id(tensor): tensor for tensor in tensors})
