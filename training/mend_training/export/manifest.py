"""The JSON files of a model folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transformers import GPT2LMHeadModel

from .weights import BodyWeights, DistillerWeights, count_parameters, hash_distiller, hash_target

FORMAT_VERSION = 1

SUFFIXES = {"fp32": "", "int8": "_quantized"}
"""What the file names of each dtype end in."""


def graph_paths(dtype: str) -> dict[str, str]:
    names = {"embedTokens": "embed_tokens", "decoder": "decoder_model_merged", "distiller": "distiller"}
    return {part: f"{name}{SUFFIXES[dtype]}.onnx" for part, name in names.items()}


def manifest_of(
    target: BodyWeights, distiller: DistillerWeights, fields: Mapping[str, Any], dtypes: Sequence[str]
) -> dict[str, Any]:
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
            "anchors": distiller.anchors,
            "parameters": count_parameters(distiller.named()),
        },
        "limits": dict(fields["limits"]),
        "template": dict(fields["template"]),
        "dtypes": {dtype: graph_paths(dtype) for dtype in dtypes},
        "defaultDtype": fields.get("defaultDtype", dtypes[0]),
        "licences": dict(fields["licences"]),
        "quality": dict(fields.get("quality", {})),
        "training": dict(fields.get("training", {})),
        "files": [],
    }


def config_of(target: GPT2LMHeadModel) -> dict[str, Any]:
    config = target.config.to_diff_dict()
    for varying in ("transformers_version", "_name_or_path", "torch_dtype"):
        config.pop(varying, None)
    return config | {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "dtype": "float32"}


def tokenizer_config_of(target: BodyWeights) -> dict[str, Any]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": target.positions,
        "clean_up_tokenization_spaces": False,
    }
