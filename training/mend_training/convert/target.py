"""The target LM of a checkpoint: its configuration, and its weights where they lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig, PreTrainedConfig

from ..checkpoint_config import completed
from ..export.errors import ExportError
from ..export.families import family_named
from ..export.family import Family
from ..export.tensors import Tensors
from ..export.weights import BodyWeights
from ..wording import reason
from .checkpoint import Sources, open_checkpoint
from .files import config_family, read_json
from .names import expected_shapes, fitted

_BUFFERS = re.compile(r"(^|\.)attn\.(masked_)?bias$|EncDecAttention\.relative_attention_bias\.weight$")
"""What older versions of transformers saved, and nothing reads: causal masks of GPT-2, and a bias that no T5 uses."""


@dataclass(frozen=True)
class Target:
    """A target LM that lies in `folder`; `left_out`: names of tensors there that are no part of it, as other heads."""

    folder: Path
    family: Family
    config: PreTrainedConfig
    weights: BodyWeights
    left_out: list[str]


def open_target(folder: Path, source: str) -> Target:
    """
    Opens the checkpoint in a folder, `source` for its user; ExportError where it is no GPT-2 or T5 that the graphs
    know, or tensors are missing or have another shape than config.json says.
    """
    family = family_named(config_family(folder, source))
    try:
        config = completed(AutoConfig.from_pretrained(folder, local_files_only=True))
    except (ValueError, TypeError, OSError, StrictDataclassError) as error:
        raise ExportError(f"{folder / 'config.json'} describes no {family.name}: {reason(error)}") from error
    found = _called(family, open_checkpoint(folder))
    expected = expected_shapes(lambda: family.target(config))
    for name, original in _COPIES[family.name].items():
        ties = name != "lm_head.weight" or read_json(folder / "config.json").get("tie_word_embeddings", True)
        if name not in found and original in found and ties:
            found[name] = found[original]
    weights = family.read_target(config, Tensors(fitted(found, expected, str(folder))))
    return Target(folder, family, config, weights, sorted(set(found) - set(expected)))


_COPIES = {
    "gpt2": {"lm_head.weight": "transformer.wte.weight"},
    "t5": {name: "shared.weight" for name in ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight")}
    | {"lm_head.weight": "shared.weight"},
}
"""Tensors that a checkpoint need not hold, because another one is meant."""


def _called(family: Family, found: Sources) -> Sources:
    """A checkpoint's tensors by the names of the family's target class; bodies are saved without what stands before."""
    kept = {name: source for name, source in found.items() if not _BUFFERS.search(name)}
    if family.name == "gpt2" and "wte.weight" in kept:
        return {name if name == "lm_head.weight" else f"transformer.{name}": each for name, each in kept.items()}
    return kept
