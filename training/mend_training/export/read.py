"""Reads the weights of models of any family out of PyTorch."""

from __future__ import annotations

import numpy as np
from torch import nn

from .errors import ExportError
from .families import family_of
from .family import Family
from .tensors import Tensors, as_array
from .weights import AdapterWeights, BodyWeights, DistillerLike, DistillerWeights


def read_target(target: nn.Module) -> BodyWeights:
    """A target LM's weights, which stay where they are; ExportError for what the graphs do not know."""
    return family_of(target).read_target(target.config, Tensors.of(target.state_dict()))


def read_models(target: nn.Module, distiller: DistillerLike) -> tuple[Family, BodyWeights, DistillerWeights]:
    """Both models, and the family that both must be of; ExportError for what the graphs do not know."""
    family = family_of(target)
    if not isinstance(distiller.body, family.body):
        found, expected = type(distiller.body).__name__, family.body.__name__
        raise ExportError(f"the distiller's body is a {found}; a {family.name} target LM needs a {expected}")
    return family, read_target(target), read_distiller(distiller)


def read_distiller(distiller: DistillerLike) -> DistillerWeights:
    """A distiller's weights, the body's left where they are; ExportError for what the graphs do not know."""
    placeholders = as_array("placeholders", distiller.placeholders)
    body = family_of(distiller.body).read_body(distiller.body.config, Tensors.of(distiller.body.state_dict()))
    if placeholders.ndim != 2 or placeholders.shape[1] != body.width or placeholders.shape[0] == 0:
        raise ExportError(f"placeholders of shape {placeholders.shape} do not fit a distiller of width {body.width}")
    adapter = _read_adapter(distiller.adapter, "adapter")
    recent = _read_adapter(distiller.recent_adapter or nn.Identity(), "recent_adapter")
    return DistillerWeights(body, placeholders, adapter, distiller.anchoring, recent)


def _read_adapter(adapter: nn.Module, name: str) -> AdapterWeights | None:
    if isinstance(adapter, nn.Identity):
        return None
    tanh = isinstance(adapter, nn.Sequential)
    if tanh and not (len(adapter) == 2 and isinstance(adapter[1], nn.Tanh)):
        raise ExportError(f"unknown adapter {adapter}; expected Identity, Linear, or Sequential(Linear, Tanh)")
    linear = adapter[0] if isinstance(adapter, nn.Sequential) else adapter
    if not isinstance(linear, nn.Linear):
        raise ExportError(f"unknown adapter {adapter}; expected Identity, Linear, or Sequential(Linear, Tanh)")
    weight = as_array(f"{name}.weight", linear.weight)
    bias = np.zeros(weight.shape[0], np.float32) if linear.bias is None else as_array(f"{name}.bias", linear.bias)
    return AdapterWeights(weight, bias, tanh)
