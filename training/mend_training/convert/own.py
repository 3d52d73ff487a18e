"""Distillers of model folders."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnx
from torch import Tensor, nn

from ..anchors import KINDS, Anchoring
from ..export.errors import ExportError
from ..export.weights import BODY_PREFIX
from .bodies import read_body
from .checkpoint import Sources, open_file
from .distiller import Distiller, linear
from .files import read_json
from .target import Target

_TABLES = {"gpt2": ("wte.weight", "transformer.wte.weight"), "t5": ("embed_tokens.weight", "shared.weight")}
"""Token embeddings: of a body, and of the target, whose they may be."""


def read_own(folder: Path, target: Target) -> Distiller:
    """The distiller of a model folder that has its weights as floats; ExportError where it does not fit the target."""
    manifest = read_json(folder / "mend.json")
    said, kind = manifest.get("distiller"), target.family.name
    if not isinstance(said, dict) or manifest.get("family") != kind or said.get("anchors") not in KINDS:
        raise ExportError(f"{folder / 'mend.json'} describes no distiller for a {kind}")
    found = _opened(folder, "distiller.safetensors", manifest)
    tensors = {name.removeprefix(BODY_PREFIX): source for name, source in found.items()}
    own, shared = _TABLES[kind]
    if own not in tensors:
        of_target = _opened(folder, "model.safetensors", manifest)
        if shared not in of_target:
            raise ExportError(f"{folder} holds no token embeddings for its distiller")
        tensors[own] = of_target[shared]
    placeholders, adapter = _take(tensors, "placeholders", folder), _adapter(tensors, folder)
    recent = _linear(tensors, "recent_adapter", folder)
    # Older manifests do not say; a body of the target's own width is shaped as the target is.
    alike = tensors[own].shape[-1] == target.weights.width
    heads = said.get("heads") or (target.weights.heads if alike else None)
    body = read_body(tensors, target.config, heads, str(folder / "distiller.safetensors"), BODY_PREFIX)
    anchoring = Anchoring(said["anchors"], len(placeholders), said.get("leastRatio", 0.0))
    return Distiller(body, nn.Parameter(placeholders), adapter, anchoring, recent, manifest)


def check_unchanged(folder: Path, name: str, manifest: Mapping[str, Any]) -> None:
    """ExportError where a file is not the one that the manifest lists."""
    listed = {entry["path"]: entry["sha256"] for entry in manifest.get("files", [])}
    with (folder / name).open("rb") as file:
        if listed.get(name) != hashlib.file_digest(file, "sha256").hexdigest():
            raise ExportError(f"{folder / name} is not the file that mend.json lists: it was changed")


def _opened(folder: Path, name: str, manifest: Mapping[str, Any]) -> Sources:
    if not (folder / name).exists():
        raise ExportError(f"{folder} holds no {name}: convert from a folder that has fp32 or fp16")
    check_unchanged(folder, name, manifest)
    return open_file(folder / name)


def _take(tensors: Sources, name: str, folder: Path) -> Tensor:
    if name not in tensors:
        raise ExportError(f"{folder / 'distiller.safetensors'} lacks {name}")
    return tensors.pop(name).read().float()


def _adapter(tensors: Sources, folder: Path) -> nn.Module:
    matrix = _linear(tensors, "adapter", folder)
    if matrix is None:
        return nn.Identity()
    return nn.Sequential(matrix, nn.Tanh()) if _ends_in_tanh(folder) else matrix


def _linear(tensors: Sources, name: str, folder: Path) -> nn.Linear | None:
    if not any(each.startswith(f"{name}.") for each in tensors):
        return None
    return linear(*(_take(tensors, f"{name}.{part}", folder) for part in ("weight", "bias")))


def _ends_in_tanh(folder: Path) -> bool:
    """Only the graph tells; nothing else in it is a tanh, since gelu has an operator of its own."""
    graph = onnx.load(folder / "distiller.onnx", load_external_data=False).graph
    return any(node.op_type == "Tanh" for node in graph.node)
