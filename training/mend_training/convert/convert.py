"""Conversion of a checkpoint and a distiller to a model folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import nn

from ..export.checks import check_parts
from ..export.errors import ExportError
from ..export.folder import appearing, write_texts
from ..export.graph_files import GraphFiles
from ..export.manifest import manifest_of
from ..export.read import read_distiller
from ..export.storage import Storage, as_stored, narrowed
from ..wording import listed
from .authors import PREFIX, is_authors, read_authors
from .checking import check_dtype, expected_of
from .checkpoint import open_checkpoint, open_file
from .distiller import Distiller
from .fields import fields_of
from .files import read_json
from .hub import local_folder
from .order import Order, check_place, check_room
from .own import check_unchanged, read_own
from .target import Target, open_target
from .tokenizer import tokenizer_text

Say = Callable[[str], None]


def convert(order: Order, say: Say = print) -> dict[str, Any]:
    """
    Writes the model folder, whole or not at all, and returns its manifest. The target LM's weights are read a tensor at
    a time; only checking holds it whole, once, in float32. ExportError, one sentence, for what cannot be converted.
    """
    check_place(order)
    named = order.distiller_source
    folder = local_folder(order.source)
    target = open_target(folder, order.source)
    if target.left_out:
        say(f"left out, as no part of a {target.family.name} language model: {listed(target.left_out)}")
    distiller = open_distiller(named, target)
    tokenizer, fields = tokenizer_text(folder), fields_of(order, target, distiller)
    weights, own, dtypes, storage = target.weights, read_distiller(distiller), order.all_dtypes, _storage(order, target)
    check_parts(weights, own, tokenizer, fields, dtypes, storage)
    check_room(order.to, weights.tensors.count() + own.named().count(), dtypes, storage)
    say(f"reading {weights.tensors.count() / 1e6:,.0f} million weights of {order.source}")
    manifest = manifest_of(target.family, weights, own, fields, dtypes)
    _keep_names(manifest, folder, distiller, say)
    expected = expected_of(target, distiller, tokenizer, manifest, say) if order.check else []
    if storage == "float16":
        weights = replace(weights, tensors=weights.tensors.changed(narrowed))
        own = read_distiller(as_stored(storage, nn.Identity(), distiller)[1])
    with appearing(order.to) as place:
        for dtype in GraphFiles(place, target.family, storage, weights, own).write(dtypes):
            say(f"writing {dtype}")
        for dtype in dtypes if expected else ():
            manifest["quality"][dtype] = check_dtype(place, dtype, manifest, expected, say)
        write_texts(place, target.family, target.config, weights, tokenizer, manifest)
    return manifest


def open_distiller(source: str, target: Target) -> Distiller:
    """
    `source`: a model folder or its distiller's file; a checkpoint of MEND's authors, a file, or the folder or hub id
    that holds it. ExportError, naming tensors, where it is neither or does not fit the target.
    """
    path = Path(source).expanduser()
    path = path if path.is_file() else local_folder(source)
    folder = path.parent if path.name == "distiller.safetensors" else path
    if (folder / "mend.json").exists():
        return read_own(folder, target)
    found = open_file(path) if path.is_file() else open_checkpoint(path)
    if not is_authors(found):
        raise ExportError(
            f"{source} holds no distiller: it is no model folder, and none of its tensors is named {PREFIX}*, "
            "as MEND's authors save theirs"
        )
    return read_authors(found, path, target)


def _storage(order: Order, target: Target) -> Storage:
    """float16 where it is asked for, or where nothing is lost of the target's weights."""
    return "float16" if "fp16" in order.dtypes or target.weights.tensors.half else "float32"


def _keep_names(manifest: dict[str, Any], folder: Path, distiller: Distiller, say: Say) -> None:
    """
    Of models that come from a model folder, ids and hashes stay: the vectors that it made are good for the converted
    one too, though float16 may have rounded the weights that its hashes name.
    """
    if (folder / "mend.json").exists():
        before = read_json(folder / "mend.json")
        check_unchanged(folder, "model.safetensors", before)
        _keep(manifest, before, "target")
    if distiller.manifest is None:
        return
    _keep(manifest, distiller.manifest, "distiller")
    if distiller.manifest["target"]["hash"] == manifest["target"]["hash"]:
        _keep(manifest, distiller.manifest, "target")
    else:
        say("the distiller was trained for other weights of the target LM than these, and may do badly with them")


def _keep(manifest: dict[str, Any], before: Mapping[str, Any], part: str) -> None:
    manifest[part] |= {key: before[part][key] for key in ("id", "hash")}
