"""Runs a model folder's graphs with onnxruntime in Python: for tests and for measuring, not for users."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .families import family_named
from .paths import graph_paths
from .sessions import OnnxModel


def open_model(folder: Path, dtype: str, manifest: Mapping[str, Any] | None = None) -> OnnxModel:
    """The graphs of one dtype. `manifest`: given where the folder has graphs, but no mend.json yet."""
    manifest = manifest or json.loads((folder / "mend.json").read_text("utf-8"))
    family = family_named(manifest["family"])
    return family.onnx_model(folder, graph_paths(family.graph_names, dtype), manifest["target"])
