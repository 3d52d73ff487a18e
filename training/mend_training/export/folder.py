"""Writes a model folder: graphs, tokenizer, configuration and manifest, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from transformers import GPT2LMHeadModel

from . import graphs
from .checks import check_parts
from .graph import ExternalFile
from .linear import FloatLinear, Int8Linear, Linear
from .manifest import SUFFIXES, config_of, manifest_of, tokenizer_config_of
from .pytorch_weights import TransformersWeights, write_transformers_weights
from .quality import QualitySequence, measure
from .weights import BodyWeights, DistillerLike, DistillerWeights, read_distiller, read_target

EXPORTER_VERSION = "1"

Dtype = Literal["fp32", "int8"]
Storage = Literal["float32", "float16"]


def export_model(
    target: GPT2LMHeadModel,
    distiller: DistillerLike,
    tokenizer_file: str | Path,
    out_folder: str | Path,
    manifest_fields: Mapping[str, Any],
    dtypes: Sequence[Dtype] = ("fp32", "int8"),
    quality_sequences: Sequence[QualitySequence] = (),
    transformers_weights: TransformersWeights | None = None,
    fp32_storage: Storage = "float32",
) -> dict[str, Any]:
    """
    Writes the folder that docs/model-folder.md describes and returns its manifest. The folder appears whole or not at
    all; an older one of the same name is replaced. The same weights and fields give the same bytes.

    `manifest_fields`: `id`, `name`, `description`, `template`, `limits`, `licences`, and optionally `targetId`,
    `distillerId`, `defaultDtype`, `quality`, `training`. `quality_sequences`: where given, int8 is measured on them
    into `quality.int8`. `transformers_weights`: also write `model.safetensors`, so that
    `GPT2LMHeadModel.from_pretrained(out_folder)` works. `fp32_storage`: how the fp32 graphs' weights lie on disk;
    with float16 they take half the room and compute in float32 as before.

    Raises ExportError where the parts do not fit together.
    """
    target_weights, distiller_weights = read_target(target), read_distiller(distiller)
    tokenizer_text = Path(tokenizer_file).read_text("utf-8")
    check_parts(target_weights, distiller_weights, tokenizer_text, manifest_fields, dtypes)

    out_folder = Path(out_folder).absolute()
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out_folder.name}.", dir=out_folder.parent))
    try:
        (temporary / "onnx").mkdir()
        for dtype in dtypes:
            _write_graphs(temporary, dtype, fp32_storage, target_weights, distiller_weights)
        (temporary / "tokenizer.json").write_text(tokenizer_text, "utf-8")
        _write_json(temporary / "tokenizer_config.json", tokenizer_config_of(target_weights))
        _write_json(temporary / "config.json", config_of(target))
        if transformers_weights:
            write_transformers_weights(temporary / "model.safetensors", target_weights, transformers_weights)
        manifest = manifest_of(target_weights, distiller_weights, manifest_fields, dtypes)
        _write_json(temporary / "mend.json", manifest)
        if quality_sequences and "int8" in dtypes:
            manifest["quality"]["int8"] = measure(target, distiller, temporary, "int8", quality_sequences)
        manifest["files"] = _list_files(temporary)
        _write_json(temporary / "mend.json", manifest)
        temporary.chmod(0o755)
        _replace(temporary, out_folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


def _write_graphs(
    folder: Path, dtype: Dtype, storage: Storage, target: BodyWeights, distiller: DistillerWeights
) -> None:
    suffix = SUFFIXES[dtype]
    linear: Linear = Int8Linear()
    if dtype == "fp32":
        linear = FloatLinear(np.dtype(storage).type)
        if storage == "float16":
            target, distiller = target.rounded(), distiller.rounded()
    shared = ExternalFile(f"embeddings{suffix}.bin")
    table = linear.table(target.tensors["wte.weight"], shared)
    own = distiller.body.tensors["wte.weight"]
    distiller_table = table if np.array_equal(own, target.tensors["wte.weight"]) else linear.table(own, None)
    onnx_folder = folder / "onnx"
    shared.write(onnx_folder)
    for name, graph in {
        "embed_tokens": graphs.embed_tokens(linear, table, target.width),
        "decoder_model_merged": graphs.decoder(linear, table, target),
        "distiller": graphs.distiller(linear, distiller_table, distiller),
    }.items():
        (onnx_folder / f"{name}{suffix}.onnx").write_bytes(graph.build(EXPORTER_VERSION))


def _list_files(folder: Path) -> list[dict[str, Any]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "mend.json")
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in paths
    ]


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", "utf-8")


def _replace(new: Path, place: Path) -> None:
    """Puts a finished folder in its place; the older one stays until the new one is there."""
    older = place.with_name(f".{place.name}.replaced-{os.getpid()}")
    if place.exists():
        place.rename(older)
    try:
        new.rename(place)
    except OSError:
        if older.exists():
            older.rename(place)
        raise
    shutil.rmtree(older, ignore_errors=True)
