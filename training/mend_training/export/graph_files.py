"""Writes the graphs of one dtype, and the files their weights lie in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from .external import ExternalFile, ExternalTensor, write_safetensors
from .family import Family
from .int8 import Int8Linear, QuantizedTable
from .linear import FloatLinear, Linear
from .paths import SUFFIXES, graph_paths
from .storage import Storage
from .weights import BodyWeights, DistillerWeights

EXPORTER_VERSION = "2"

Dtype = Literal["fp32", "int8"]


def write_graphs(
    folder: Path, family: Family, dtype: Dtype, storage: Storage, target: BodyWeights, distiller: DistillerWeights
) -> None:
    """
    Writes `*.onnx` of one dtype with their weights: `model.safetensors` and `distiller.safetensors` for fp32, inside
    the graphs (but for the token embeddings) for int8. onnxruntime refuses weights outside a graph's own folder, so
    that graphs and weights lie side by side.
    """
    shared = np.array_equal(target.table, distiller.body.table)
    if dtype == "fp32":
        of_target, of_distiller = _float(folder, np.dtype(storage), target, distiller, shared)
    else:
        of_target, of_distiller = _int8(folder, target, distiller, shared)
    paths = graph_paths(family.graph_names, dtype)
    for part, graph in family.graphs(of_target, target, of_distiller, distiller).items():
        (folder / paths[part]).write_bytes(graph.build(EXPORTER_VERSION))


def _float(
    folder: Path, storage: np.dtype, target: BodyWeights, distiller: DistillerWeights, shared: bool
) -> tuple[Linear, Linear]:
    def write(location: str, tensors: dict[str, np.ndarray], prefix: str) -> dict[str, ExternalTensor]:
        places = write_safetensors(folder, location, {name: array.astype(storage) for name, array in tensors.items()})
        return {name.removeprefix(prefix): place for name, place in places.items()}

    body = distiller.body
    of_target = write("model.safetensors", target.named(), target.prefix)
    own = distiller.named()
    if shared:
        del own[f"{body.prefix}{body.layout.table}"]
    of_distiller = write("distiller.safetensors", own, body.prefix)
    if shared:
        of_distiller[body.layout.table] = of_target[target.layout.table]
    return FloatLinear(of_target, target.layout), FloatLinear(of_distiller, body.layout)


def _int8(folder: Path, target: BodyWeights, distiller: DistillerWeights, shared: bool) -> tuple[Linear, Linear]:
    file, body = ExternalFile(f"embeddings{SUFFIXES['int8']}.bin"), distiller.body
    table = QuantizedTable.of(target.table).placed_in(file)
    file.write(folder)
    own = table if shared else QuantizedTable.of(body.table)
    tensors = {name.removeprefix(body.prefix): array for name, array in distiller.named().items()}
    return Int8Linear(target.tensors, target.layout, table), Int8Linear(tensors, body.layout, own)
