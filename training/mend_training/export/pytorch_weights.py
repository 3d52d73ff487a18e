"""`model.safetensors`, so that plain transformers loads the target LM of a model folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from safetensors.numpy import save

from .linear import dequantize, quantize
from .weights import BodyWeights, Weights

TransformersWeights = Literal["fp32", "int8-dequantized", "int8-dequantized-fp16"]
"""
`fp32`: the training weights, what the fp32 graphs hold. `int8-dequantized`: the values that the int8 graphs' codes stand for, in
float32; `…-fp16` rounds them to half the size.
"""


def write_transformers_weights(path: Path, target: BodyWeights, kind: TransformersWeights) -> None:
    tensors = target.tensors if kind == "fp32" else dequantized(target)
    if kind == "int8-dequantized-fp16":
        tensors = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
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
