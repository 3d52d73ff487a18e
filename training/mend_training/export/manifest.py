"""The JSON files of a model folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transformers import PreTrainedConfig

from .family import Family
from .paths import graph_paths
from .weights import BodyWeights, DistillerWeights, hash_distiller, hash_target

FORMAT_VERSION = 1


def manifest_of(
    family: Family,
    target: BodyWeights,
    distiller: DistillerWeights,
    fields: Mapping[str, Any],
    dtypes: Sequence[str],
) -> dict[str, Any]:
    return {
        "formatVersion": FORMAT_VERSION,
        "id": fields["id"],
        "name": fields["name"],
        "description": fields["description"],
        "family": family.name,
        "target": {
            "id": fields.get("targetId", f"{fields['id']}-target"),
            "hash": hash_target(target),
            "layers": target.layers,
            "heads": target.heads,
            "width": target.width,
            "vocabulary": target.vocabulary,
            "contextTokens": context_tokens(target, fields),
            "parameters": target.tensors.count(),
            **family.target_fields(target, fields),
        },
        "distiller": {
            "id": fields.get("distillerId", f"{fields['id']}-distiller"),
            "hash": hash_distiller(distiller),
            "layers": distiller.body.layers,
            "heads": distiller.body.heads,
            "width": distiller.out_width,
            "vectors": distiller.placeholders.shape[0],
            "anchors": distiller.anchors,
            **({"leastRatio": distiller.anchoring.least_ratio} if distiller.anchoring.least_ratio else {}),
            "parameters": distiller.named().count(),
        },
        "limits": dict(fields["limits"]),
        "template": dict(fields["template"]),
        "dtypes": {dtype: graph_paths(family.graph_names, dtype) for dtype in dtypes},
        "defaultDtype": fields.get("defaultDtype", dtypes[0]),
        "licences": dict(fields["licences"]),
        "quality": dict(fields.get("quality", {})),
        "training": dict(fields.get("training", {})),
        "files": [],
    }


def context_tokens(target: BodyWeights, fields: Mapping[str, Any]) -> int:
    """The positions that the architecture has, or what the target LM was made for where it sets no limit."""
    return fields["contextTokens"] if target.positions is None else target.positions


def config_of(family: Family, config: PreTrainedConfig, target: BodyWeights) -> dict[str, Any]:
    """The target LM's configuration as transformers reads it, without what depends on who wrote it."""
    content = config.to_diff_dict()
    for varying in ("transformers_version", "_name_or_path", "torch_dtype"):
        content.pop(varying, None)
    own = {"model_type": family.name, "architectures": [family.target.__name__], "dtype": "float32"}
    return content | own | family.config(target)


def tokenizer_config_of(family: Family, manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": manifest["target"]["contextTokens"],
        "clean_up_tokenization_spaces": False,
        **family.tokenizer_fields,
    }
