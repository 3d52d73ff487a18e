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
from tokenizers import Tokenizer
from transformers import GPT2LMHeadModel

from . import graphs
from .graph import ExternalFile
from .linear import FloatLinear, Int8Linear, Linear
from .pytorch_weights import TransformersWeights, write_transformers_weights
from .quality import QualitySequence, measure
from .weights import (
    BodyWeights,
    DistillerLike,
    DistillerWeights,
    ExportError,
    count_parameters,
    hash_distiller,
    hash_target,
    read_distiller,
    read_target,
)

FORMAT_VERSION = 1
EXPORTER_VERSION = "1"

Dtype = Literal["fp32", "int8"]
Storage = Literal["float32", "float16"]
_SUFFIXES = {"fp32": "", "int8": "_quantized"}
_REQUIRED_FIELDS = ("id", "name", "description", "template", "limits", "licences")


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
    Writes the folder that docs/model-folder.md describes and returns its manifest. The folder appears whole or not at all; an older
    one of the same name is replaced. The same weights and fields give the same bytes.

    `manifest_fields`: `id`, `name`, `description`, `template`, `limits`, `licences`, and optionally `targetId`, `distillerId`,
    `defaultDtype`, `quality`, `training`. `quality_sequences`: where given, int8 is measured on them into `quality.int8`.
    `transformers_weights`: also write `model.safetensors`, so that `GPT2LMHeadModel.from_pretrained(out_folder)` works.
    `fp32_storage`: how the fp32 graphs' weights lie on disk; with float16 they take half the room and compute in float32 as before.

    Raises ExportError where the parts do not fit together.
    """
    target_weights, distiller_weights = read_target(target), read_distiller(distiller)
    tokenizer_text = Path(tokenizer_file).read_text("utf-8")
    _check(target_weights, distiller_weights, tokenizer_text, manifest_fields, dtypes)

    out_folder = Path(out_folder).absolute()
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out_folder.name}.", dir=out_folder.parent))
    try:
        (temporary / "onnx").mkdir()
        for dtype in dtypes:
            _write_graphs(temporary, dtype, fp32_storage, target_weights, distiller_weights)
        (temporary / "tokenizer.json").write_text(tokenizer_text, "utf-8")
        _write_json(temporary / "tokenizer_config.json", _tokenizer_config(target_weights))
        _write_json(temporary / "config.json", _config(target))
        if transformers_weights:
            write_transformers_weights(temporary / "model.safetensors", target_weights, transformers_weights)
        manifest = _manifest(target_weights, distiller_weights, manifest_fields, dtypes)
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
    suffix = _SUFFIXES[dtype]
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


def _manifest(
    target: BodyWeights, distiller: DistillerWeights, fields: Mapping[str, Any], dtypes: Sequence[Dtype]
) -> dict[str, Any]:
    names = {"embedTokens": "embed_tokens", "decoder": "decoder_model_merged", "distiller": "distiller"}
    distiller_tensors = distiller.body.tensors | {"placeholders": distiller.placeholders}
    if distiller.adapter:
        distiller_tensors |= {"adapter.weight": distiller.adapter.matrix, "adapter.bias": distiller.adapter.bias}
    return {
        "formatVersion": FORMAT_VERSION,
        "id": fields["id"],
        "name": fields["name"],
        "description": fields["description"],
        "family": "gpt2",
        "target": {
            "id": fields.get("targetId", f"{fields['id']}-target"),
            "hash": hash_target(target),
            "layers": target.layers,
            "heads": target.heads,
            "width": target.width,
            "vocabulary": target.vocabulary,
            "contextTokens": target.positions,
            "parameters": count_parameters(target.tensors),
        },
        "distiller": {
            "id": fields.get("distillerId", f"{fields['id']}-distiller"),
            "hash": hash_distiller(distiller),
            "layers": distiller.body.layers,
            "width": distiller.body.width,
            "vectors": distiller.placeholders.shape[0],
            "parameters": count_parameters(distiller_tensors),
        },
        "limits": dict(fields["limits"]),
        "template": dict(fields["template"]),
        "dtypes": {
            dtype: {part: f"onnx/{name}{_SUFFIXES[dtype]}.onnx" for part, name in names.items()} for dtype in dtypes
        },
        "defaultDtype": fields.get("defaultDtype", "int8" if "int8" in dtypes else dtypes[0]),
        "licences": dict(fields["licences"]),
        "quality": dict(fields.get("quality", {})),
        "training": dict(fields.get("training", {})),
        "files": [],
    }


def _check(
    target: BodyWeights,
    distiller: DistillerWeights,
    tokenizer_text: str,
    fields: Mapping[str, Any],
    dtypes: Sequence[Dtype],
) -> None:
    missing = [name for name in _REQUIRED_FIELDS if name not in fields]
    if missing:
        raise ExportError(f"manifest_fields lacks {', '.join(missing)}")
    if not dtypes or any(dtype not in _SUFFIXES for dtype in dtypes):
        raise ExportError(f"dtypes are {list(dtypes)}; expected one or more of {list(_SUFFIXES)}")
    if fields.get("defaultDtype", dtypes[0]) not in dtypes:
        raise ExportError(f"defaultDtype {fields['defaultDtype']} is not among the dtypes exported, {list(dtypes)}")
    out_width = distiller.adapter.matrix.shape[1] if distiller.adapter else distiller.body.width
    if out_width != target.width:
        raise ExportError(f"the distiller gives vectors of width {out_width}; the target LM's width is {target.width}")
    if distiller.body.vocabulary != target.vocabulary:
        raise ExportError(f"vocabularies differ: distiller {distiller.body.vocabulary}, target LM {target.vocabulary}")
    try:
        tokens = Tokenizer.from_str(tokenizer_text).get_vocab_size(with_added_tokens=True)
    except Exception as error:
        raise ExportError(f"the tokenizer file cannot be read: {error}") from error
    if tokens > target.vocabulary:
        raise ExportError(f"the tokenizer has {tokens} tokens, the target LM embeds only {target.vocabulary}")
    _check_limits(target, distiller, fields["limits"])


def _check_limits(target: BodyWeights, distiller: DistillerWeights, limits: Mapping[str, int]) -> None:
    demonstrations, example = limits["demonstrationTokens"], limits["exampleTokens"]
    vectors = distiller.placeholders.shape[0]
    if demonstrations + vectors > distiller.body.positions:
        raise ExportError(
            f"{demonstrations} demonstration tokens and {vectors} placeholders exceed the distiller's {distiller.body.positions} positions"
        )
    if max(demonstrations, vectors) + example // 2 + 2 > target.positions:
        raise ExportError(f"limits {dict(limits)} leave no room for a query in {target.positions} positions")


def _config(target: GPT2LMHeadModel) -> dict[str, Any]:
    config = target.config.to_diff_dict()
    for varying in ("transformers_version", "_name_or_path", "torch_dtype"):
        config.pop(varying, None)
    return config | {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "dtype": "float32"}


def _tokenizer_config(target: BodyWeights) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": target.positions,
        "clean_up_tokenization_spaces": False,
    }


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
