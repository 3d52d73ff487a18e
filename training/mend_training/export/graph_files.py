"""Writes the three graphs of one dtype, and the files their weights lie in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from . import graphs
from .external import ExternalFile, ExternalTensor, write_safetensors
from .linear import FloatLinear, Int8Linear, Linear, QuantizedTable
from .manifest import SUFFIXES, graph_paths
from .storage import Storage
from .weights import BODY_PREFIX, TARGET_PREFIX, BodyWeights, DistillerWeights

EXPORTER_VERSION = "2"

Dtype = Literal["fp32", "int8"]


def write_graphs(
    folder: Path, dtype: Dtype, storage: Storage, target: BodyWeights, distiller: DistillerWeights
) -> None:
    """
    Writes `*.onnx` of one dtype with their weights: `model.safetensors` and `distiller.safetensors` for fp32, inside
    the graphs (but for the token embeddings) for int8. onnxruntime refuses weights outside a graph's own folder, so
    that graphs and weights lie side by side.
    """
    shared = np.array_equal(target.tensors["wte.weight"], distiller.body.tensors["wte.weight"])
    if dtype == "fp32":
        of_target, of_distiller = _float(folder, np.dtype(storage), target, distiller, shared)
    else:
        of_target, of_distiller = _int8(folder, target, distiller, shared)
    paths = graph_paths(dtype)
    for part, graph in {
        "embedTokens": graphs.embed_tokens(of_target, target.width),
        "decoder": graphs.decoder(of_target, target),
        "distiller": graphs.distiller(of_distiller, distiller),
    }.items():
        (folder / paths[part]).write_bytes(graph.build(EXPORTER_VERSION))


def _float(
    folder: Path, storage: np.dtype, target: BodyWeights, distiller: DistillerWeights, shared: bool
) -> tuple[Linear, Linear]:
    def write(location: str, tensors: dict[str, np.ndarray], prefix: str) -> dict[str, ExternalTensor]:
        places = write_safetensors(folder, location, {name: array.astype(storage) for name, array in tensors.items()})
        return {name.removeprefix(prefix): place for name, place in places.items()}

    of_target = write("model.safetensors", target.named(TARGET_PREFIX), TARGET_PREFIX)
    own = distiller.named()
    if shared:
        del own[f"{BODY_PREFIX}wte.weight"]
    of_distiller = write("distiller.safetensors", own, BODY_PREFIX)
    return FloatLinear(of_target), FloatLinear({"wte.weight": of_target["wte.weight"]} | of_distiller)


def _int8(folder: Path, target: BodyWeights, distiller: DistillerWeights, shared: bool) -> tuple[Linear, Linear]:
    file = ExternalFile(f"embeddings{SUFFIXES['int8']}.bin")
    table = QuantizedTable.of(target.tensors["wte.weight"]).placed_in(file)
    file.write(folder)
    own = table if shared else QuantizedTable.of(distiller.body.tensors["wte.weight"])
    tensors = {name.removeprefix(BODY_PREFIX): array for name, array in distiller.named().items()}
    return Int8Linear(target.tensors, table), Int8Linear(tensors, own)
