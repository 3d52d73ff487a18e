"""Writes the graphs of a model folder, and the files their weights lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .external import ExternalFile, ExternalTensor
from .family import Family
from .floats import FloatLinear, HalfLinear
from .int8 import Int8Linear
from .linear import Linear
from .nbits import TABLE_BITS, NBitsLinear
from .paths import SUFFIXES, Dtype, graph_paths
from .safetensors_file import write_safetensors
from .storage import Storage
from .tensors import Tensors
from .weights import BodyWeights, DistillerWeights

EXPORTER_VERSION = "3"

STORED: tuple[Dtype, ...] = ("fp32", "fp16")
"""The dtypes whose graphs read the safetensors files."""


class GraphFiles:
    """
    Writes `*.onnx` into a folder, and the files beside them that all weights lie in: for fp32 and fp16
    `model.safetensors` and `distiller.safetensors`, for each other dtype `model_*.bin` and `distiller_*.bin`.
    onnxruntime refuses weights outside a graph's own folder, so that graphs and weights lie side by side; and a graph
    may not be larger than 2 GB, which with weights outside it never is.
    """

    def __init__(
        self, folder: Path, family: Family, storage: Storage, target: BodyWeights, distiller: DistillerWeights
    ):
        self._folder, self._family, self._storage = folder, family, np.dtype(storage)
        self._target, self._distiller = target, distiller
        # A distiller of the target's own size may read by the target's token embeddings; they are then stored once.
        own, others = distiller.body, target
        same_shape = own.tensors.shape(own.layout.table) == others.tensors.shape(others.layout.table)
        self._shared = same_shape and np.array_equal(own.table, others.table)

    def write(self, dtypes: Sequence[Dtype]) -> Iterator[Dtype]:
        """Writes the graphs of each dtype in turn, and says which is about to be."""
        places = None
        for dtype in dtypes:
            yield dtype
            if dtype in STORED:
                places = places or self._store()
                self._write_graphs(dtype, *self._floats(dtype, *places))
            else:
                with self._codes(dtype) as linears:
                    self._write_graphs(dtype, *linears)

    def _write_graphs(self, dtype: Dtype, of_target: Linear, of_distiller: Linear) -> None:
        paths = graph_paths(self._family.graph_names, dtype)
        for part, graph in self._family.graphs(of_target, self._target, of_distiller, self._distiller).items():
            (self._folder / paths[part]).write_bytes(graph.build(EXPORTER_VERSION))

    def _store(self) -> tuple[dict[str, ExternalTensor], dict[str, ExternalTensor]]:
        """The safetensors files, and where in them the tensors of target and distiller lie, by the graphs' names."""

        def write(location: str, tensors: Tensors, prefix: str) -> dict[str, ExternalTensor]:
            places = write_safetensors(self._folder, location, tensors, self._storage)
            return {name.removeprefix(prefix): place for name, place in places.items()}

        target, body, own = self._target, self._distiller.body, self._distiller.named()
        of_target = write("model.safetensors", target.named(), target.prefix)
        if self._shared:
            own = own.without(f"{body.prefix}{body.layout.table}")
        of_distiller = write("distiller.safetensors", own, body.prefix)
        if self._shared:
            of_distiller[body.layout.table] = of_target[target.layout.table]
        return of_target, of_distiller

    def _floats(
        self, dtype: Dtype, of_target: dict[str, ExternalTensor], of_distiller: dict[str, ExternalTensor]
    ) -> tuple[Linear, Linear]:
        layouts = self._target.layout, self._distiller.body.layout
        pairs = zip((of_target, of_distiller), layouts, strict=True)
        if dtype == "fp32":
            first, second = (FloatLinear(*pair) for pair in pairs)
        else:
            first, second = (HalfLinear(*pair, self._family.wide) for pair in pairs)
        return first, second

    @contextmanager
    def _codes(self, dtype: Dtype) -> Iterator[tuple[Linear, Linear]]:
        target, body, suffix = self._target, self._distiller.body, SUFFIXES[dtype]
        own = self._distiller.named().renamed(lambda name: name.removeprefix(body.prefix))
        with (
            ExternalFile(self._folder, f"model{suffix}.bin") as file,
            ExternalFile(self._folder, f"distiller{suffix}.bin") as own_file,
        ):
            if dtype == "int8":
                first = Int8Linear(target.tensors, target.layout, file)
                yield first, Int8Linear(own, body.layout, own_file, first.table if self._shared else None)
            else:
                most = NBitsLinear(target.tensors, target.layout, file, bits=4)
                # Its errors go into the vectors as they are, and it is the smaller one.
                table = most.table if self._shared else None
                yield most, NBitsLinear(own, body.layout, own_file, TABLE_BITS, table)
