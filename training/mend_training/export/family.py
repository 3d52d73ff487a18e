"""What the export needs of a family of models; everything else is the same for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from .graph import GraphBuilder
from .linear import Linear
from .sessions import OnnxModel
from .tensors import Tensors
from .weights import BodyWeights, DistillerWeights


@dataclass(frozen=True)
class Family:
    name: str
    """In the manifest."""
    target: type[nn.Module]
    body: type[nn.Module]
    """The classes of a target LM and of a distiller's body."""

    graph_names: Mapping[str, str]
    """File names of the graphs, less dtype and ending, by the parts' names in the manifest."""
    wide: tuple[str, ...]
    """What the names of matrices end in whose products leave the range of float16."""
    graphs: Callable[[Linear, Any, Linear, DistillerWeights], dict[str, GraphBuilder]]
    """`(of_target, target, of_distiller, distiller)` -> every graph by its part's name."""

    read_target: Callable[[Any, Tensors], BodyWeights]
    read_body: Callable[[Any, Tensors], BodyWeights]
    """`(config, tensors)`, named as in the classes above; ExportError for what the graphs do not know."""

    config: Callable[[Any], dict[str, Any]]
    """The target LM's own share of config.json: what transformers would not write by itself."""
    target_fields: Callable[[Any, Mapping[str, Any]], dict[str, Any]]
    """`(target weights, manifest_fields)` -> what the manifest says of such a target beyond the common fields."""
    tokenizer_fields: Mapping[str, Any]
    """For tokenizer_config.json."""

    states: Callable[[Any, torch.Tensor, torch.Tensor], torch.Tensor]
    """`(body, embeds [T, d_s], positions [T])` -> states `[T, d_s]`, in PyTorch."""
    logits_after: Callable[[Any, torch.Tensor, torch.Tensor, torch.Tensor, str], torch.Tensor]
    """`(target, prefix [P, width], query [Q], answer [A], query_in)` -> logits, in PyTorch; see reference.py."""
    onnx_model: type[OnnxModel]
