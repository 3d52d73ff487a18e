"""Writes a model folder: graphs, tokenizer, configuration and manifest, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel

from .checks import check_parts
from .graph_files import Dtype, write_graphs
from .manifest import config_of, manifest_of, tokenizer_config_of
from .quality import QualitySequence, measure_int8
from .read import read_models
from .storage import Storage, as_stored
from .weights import DistillerLike


def export_model(
    target: PreTrainedModel,
    distiller: DistillerLike,
    tokenizer_file: str | Path,
    out_folder: str | Path,
    manifest_fields: Mapping[str, Any],
    dtypes: Sequence[Dtype] = ("fp32", "int8"),
    quality_sequences: Sequence[QualitySequence] = (),
    storage: Storage = "float16",
) -> dict[str, Any]:
    """
    Writes the folder that docs/model-folder.md describes and returns its manifest. The folder appears whole or not at
    all; an older one of the same name is replaced. The same weights and fields give the same bytes.

    `manifest_fields`: `id`, `name`, `description`, `template`, `limits`, `licences`, and optionally `targetId`,
    `distillerId`, `defaultDtype` (else the first of `dtypes`), `quality`, `training`; a T5 needs `contextTokens` and
    may have `queryIn` (else `decoder`). `quality_sequences`: where given, int8 is measured on them into `quality.int8`,
    be it among `dtypes` or not. `storage`: how the fp32 graphs' weights lie on disk; with float16 all weights are
    rounded first, for every dtype, and computed with in float32.

    Raises ExportError where the parts do not fit together.
    """
    target, distiller = as_stored(storage, target, distiller)
    family, *weights = read_models(target, distiller)
    tokenizer_text = Path(tokenizer_file).read_text("utf-8")
    check_parts(*weights, tokenizer_text, manifest_fields, dtypes)
    manifest = manifest_of(family, *weights, manifest_fields, dtypes)
    if quality_sequences:
        manifest["quality"]["int8"] = measure_int8(target, distiller, manifest, quality_sequences)

    out_folder = Path(out_folder).absolute()
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out_folder.name}.", dir=out_folder.parent))
    try:
        for dtype in dtypes:
            write_graphs(temporary, family, dtype, storage, *weights)
        (temporary / "tokenizer.json").write_text(tokenizer_text, "utf-8")
        _write_json(temporary / "tokenizer_config.json", tokenizer_config_of(family, manifest))
        _write_json(temporary / "config.json", config_of(family, target))
        manifest["files"] = _list_files(temporary)
        _write_json(temporary / "mend.json", manifest)
        temporary.chmod(0o755)
        _replace(temporary, out_folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return manifest


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
