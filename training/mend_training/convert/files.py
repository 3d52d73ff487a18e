"""The files of a checkpoint, as far as they are known without PyTorch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..export.errors import ExportError

WEIGHTS = ("model.safetensors", "pytorch_model.bin")
INDEXES = tuple(f"{name}.index.json" for name in WEIGHTS)
"""Files of weights in the order they are looked for, and the indexes in their place where they are shards."""

FAMILIES = {"gpt2": "GPT-2", "t5": "T5"}


def read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ExportError(f"{path.parent} has no {path.name}") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ExportError(f"{path} is not a readable JSON file: {error}") from error
    if not isinstance(content, dict):
        raise ExportError(f"{path} holds no JSON object")
    return content


def config_family(folder: Path, source: str) -> str:
    """The family of a folder's checkpoint, by its config.json; ExportError, naming `source`, for any but the two."""
    kind = read_json(folder / "config.json").get("model_type")
    if kind not in FAMILIES:
        known = " and ".join(FAMILIES.values())
        raise ExportError(f"{source} is of model_type {kind!r}: only checkpoints of {known} can be converted")
    return kind
