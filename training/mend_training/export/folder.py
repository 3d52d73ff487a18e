"""Writes a model folder: graphs, tokenizer, configuration and manifest, all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from transformers import PreTrainedConfig, PreTrainedModel

from .checks import check_parts
from .family import Family
from .graph_files import GraphFiles
from .manifest import config_of, manifest_of, tokenizer_config_of
from .paths import Dtype
from .quality import QualitySequence, measure_int8
from .read import read_models
from .storage import Storage, as_stored
from .weights import BodyWeights, DistillerLike


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
    be it among `dtypes` or not. `storage`: how the weights of fp32 and fp16 lie on disk; with float16 all weights are
    rounded first, for every dtype, and fp32 computes with them in float32.

    Raises ExportError where the parts do not fit together.
    """
    target, distiller = as_stored(storage, target, distiller)
    family, *weights = read_models(target, distiller)
    tokenizer_text = Path(tokenizer_file).read_text("utf-8")
    check_parts(*weights, tokenizer_text, manifest_fields, dtypes, storage)
    manifest = manifest_of(family, *weights, manifest_fields, dtypes)
    if quality_sequences:
        manifest["quality"]["int8"] = measure_int8(target, distiller, manifest, quality_sequences)
    with appearing(Path(out_folder)) as folder:
        for _ in GraphFiles(folder, family, storage, *weights).write(dtypes):
            pass
        write_texts(folder, family, target.config, weights[0], tokenizer_text, manifest)
    return manifest


@contextmanager
def appearing(place: Path) -> Iterator[Path]:
    """
    A folder beside `place` to write into, which takes its place when all went well, also that of an older one. Where it
    did not, nothing is left.
    """
    place = place.absolute()
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        yield temporary
        temporary.chmod(0o755)
        _replace(temporary, place)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_texts(
    folder: Path,
    family: Family,
    config: PreTrainedConfig,
    target: BodyWeights,
    tokenizer_text: str,
    manifest: dict[str, Any],
) -> None:
    """What stands beside the graphs, `mend.json` last; `manifest` gets its list of files."""
    (folder / "tokenizer.json").write_text(tokenizer_text, "utf-8")
    _write_json(folder / "tokenizer_config.json", tokenizer_config_of(family, manifest))
    _write_json(folder / "config.json", config_of(family, config, target))
    manifest["files"] = _list_files(folder)
    _write_json(folder / "mend.json", manifest)


def _list_files(folder: Path) -> list[dict[str, Any]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "mend.json")
    return [
        {
            "path": path.relative_to(folder).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": _sha256(path),
        }
        for path in paths
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
