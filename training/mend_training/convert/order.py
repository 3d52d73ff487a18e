"""What is to be converted, and whether that is possible at all, before anything is fetched or read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ..export.errors import ExportError
from ..export.graph_files import STORED
from ..export.paths import Dtype
from ..export.storage import Storage


@dataclass(frozen=True)
class Order:
    """
    `source`: folder or hub id of a GPT-2 or T5; `to`: the model folder; `distiller`: file, folder or hub id of one for
    it (None: the source's own, where that is a model folder). `query_in`, `context`: of a T5, where they are to be
    others than its distiller was trained with. `check`: the graphs are measured against transformers.
    """

    source: str
    to: Path
    distiller: str | None = None
    dtypes: tuple[Dtype, ...] = ("int8",)
    query_in: str | None = None
    context: int | None = None
    check: bool = True

    @property
    def all_dtypes(self) -> tuple[Dtype, ...]:
        """fp16 brings fp32 along: its graphs read the same weights, and run where there are no products in float16."""
        also: tuple[Dtype, ...] = ("fp32",) if "fp16" in self.dtypes else ()
        return tuple(dict.fromkeys((*self.dtypes, *also)))

    @property
    def distiller_source(self) -> str:
        """ExportError where there is none: what that is, and what to do."""
        if self.distiller is not None:
            return self.distiller
        if (Path(self.source).expanduser() / "mend.json").exists():
            return self.source
        raise ExportError(
            f"{self.source} has no distiller, without which no demonstrations can be distilled for it: "
            "train one with `mend-train pretrain` and `finetune`, or name one with --distiller"
        )


def check_place(order: Order) -> None:
    """ExportError where something that is no model folder, or the source itself, would be replaced."""
    place, source = order.to.absolute(), Path(order.source).expanduser()
    if source.exists() and place.exists() and place.samefile(source):
        raise ExportError(f"{order.to} is what is to be converted: write into another folder")
    if place.exists() and not (place / "mend.json").exists() and not (place.is_dir() and not any(place.iterdir())):
        raise ExportError(f"{order.to} exists and is no model folder: write into another one, or remove it first")


_BYTES = {"int8": 1.0, "q4": 0.7}
"""Of a weight on disk, about, in the dtypes that have files of their own."""


def check_room(place: Path, weights: int, dtypes: tuple[Dtype, ...], storage: Storage) -> None:
    """ExportError where the disk has less room than so many weights take."""
    stored = {"float32": 4, "float16": 2}[storage] if set(dtypes) & set(STORED) else 0
    needed = weights * (stored + sum(_BYTES.get(dtype, 0) for dtype in dtypes))
    there = next(parent for parent in place.absolute().parents if parent.exists())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise ExportError(f"{place} needs about {needed / 1e9:.1f} GB, and the disk there has {free / 1e9:.1f} GB free")
