"""What the manifest of a converted model says beyond the models themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ..export.errors import ExportError
from ..template import Template
from .distiller import Distiller
from .files import FAMILIES
from .order import Order
from .target import Target

PAPER = Template(input_prefix="", input_suffix="", output_prefix=" ", output_suffix="")
"""The format that the authors' distillers were trained with (spec: MEND, 4.2)."""
DEMONSTRATIONS, EXAMPLE = 643, 256
"""Their token limits: of all demonstrations, and of one example."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def fields_of(order: Order, target: Target, distiller: Distiller) -> dict[str, Any]:
    """
    `manifest_fields` of the export. A distiller from a model folder brings template, limits and what else it was
    trained with; one of the authors' has the paper's. The model's id is the name of the folder that is written.
    """
    name, kind = order.to.absolute().name, target.family.name
    if not _ID.fullmatch(name):
        raise ExportError(f"{name} cannot be a model's id: name the folder with letters, digits, '.', '_' and '-'")
    if kind != "t5" and (order.query_in or order.context):
        raise ExportError(f"{order.source} is a {FAMILIES[kind]}: --query-in and --context are for a T5 alone")
    made = _trained_with(distiller.manifest) if distiller.manifest else _of_the_paper(target, distiller)
    asked = {"queryIn": order.query_in, "contextTokens": order.context}
    return (
        made
        | {key: value for key, value in asked.items() if value is not None}
        | {
            "id": name,
            "name": name,
            "description": f"{_name_of(order.source)}, a {FAMILIES[kind]}, with a distiller: converted.",
            "targetId": _as_id(_name_of(order.source)),
            "distillerId": _as_id(_name_of(order.distiller_source)),
            "defaultDtype": order.dtypes[0],
            "licences": _licences(target.folder, distiller.manifest),
            "training": {"target": order.source, "distiller": order.distiller_source},
        }
    )


def _of_the_paper(target: Target, distiller: Distiller) -> dict[str, Any]:
    context, vectors = target.weights.positions or 0, len(distiller.placeholders)
    example = min(EXAMPLE, context // 4)
    room = distiller.body.config.n_positions - vectors, context - example // 2 - 2
    limits = {"demonstrationTokens": min(DEMONSTRATIONS, *room), "exampleTokens": example}
    return {"template": PAPER.manifest(), "limits": limits}


def _trained_with(manifest: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: manifest[key] for key in ("template", "limits")}
    target = manifest["target"]
    return kept | {key: target[key] for key in ("contextTokens", "queryIn") if key in target}


def _licences(folder: Path, manifest: Mapping[str, Any] | None) -> dict[str, Any]:
    if manifest and "licences" in manifest:
        return dict(manifest["licences"])
    stated = _card(folder).get("license")
    target = stated if isinstance(stated, str) else "not stated where it was converted from"
    return {"code": "Apache-2.0", "weights": f"target LM: {target}; distiller: as its authors say", "data": []}


def _card(folder: Path) -> Mapping[str, Any]:
    """The head of a model card, as the hub has them."""
    path = folder / "README.md"
    found = re.match(r"---\n(.*?)\n---", path.read_text("utf-8", "replace"), re.S) if path.exists() else None
    try:
        content = yaml.safe_load(found[1]) if found else {}
    except yaml.YAMLError:
        content = {}
    return content if isinstance(content, dict) else {}


def _name_of(source: str) -> str:
    """The last part of a path or a hub id, less revision."""
    return Path(source).expanduser().resolve().name if Path(source).exists() else source.split("@")[0].split("/")[-1]


def _as_id(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", name).lstrip("._-")[:100] or "model"
