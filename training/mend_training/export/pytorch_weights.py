"""`model.safetensors`, so that plain transformers loads the target LM of a model folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from safetensors.numpy import save

from .linear import dequantize, quantize
from .weights import BodyWeights, Weights, round_to_half

TransformersWeights = Literal["fp32", "fp16", "int8-dequantized"]
"""
`fp32`: the training weights, what the fp32 graphs hold. `fp16`: the same rounded, what the fp32 graphs stored as
float16 hold. `int8-dequantized`: what the int8 graphs' codes stand for, stored as float16.
"""


def write_transformers_weights(path: Path, target: BodyWeights, kind: TransformersWeights) -> None:
    tensors = dequantized(target) if kind == "int8-dequantized" else target.tensors
    if kind != "fp32":
        tensors = {name: round_to_half(tensor).astype(np.float16) for name, tensor in tensors.items()}
    named = {f"transformer.{name}": np.ascontiguousarray(tensors[name]) for name in sorted(tensors)}
    path.write_bytes(save(named, metadata={"format": "pt"}))


def dequantized(target: BodyWeights) -> Weights:
    """The weights that the int8 graphs compute with: matrices and token embeddings pass through their codes."""
    return {name: _through_codes(name, tensor) for name, tensor in target.tensors.items()}


def _through_codes(name: str, tensor: np.ndarray) -> np.ndarray:
    if name == "wte.weight":
        return dequantize(*quantize(tensor, axis=1), axis=1)
    is_product = tensor.ndim == 2 and name != "wpe.weight"
    return dequantize(*quantize(tensor, axis=0), axis=0) if is_product else tensor
