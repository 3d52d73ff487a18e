"""
Distillers in the layout of MEND's authors (spec: MEND, 2.1): everything in their checkpoints is named `hypernet.*`.
"""

from __future__ import annotations

import re
from pathlib import Path

from torch import Tensor, nn
from transformers import GPT2Config

from ..anchors import Anchoring
from ..export.errors import ExportError
from .bodies import read_body
from .checkpoint import Sources
from .distiller import Distiller, linear
from .files import read_json
from .target import Target

PREFIX = "hypernet."
PLACEHOLDERS, ADAPTER = "init_prompt_weight", "adap_pooler.dense"
"""The placeholders `[l, d_s]`, and the linear part of the adapter; the rest is a GPT-2 without head."""

_BUFFERS = re.compile(r"\.attn\.(masked_)?bias$")


def is_authors(found: Sources) -> bool:
    return any(name.startswith(PREFIX) for name in found)


def read_authors(found: Sources, path: Path, target: Target) -> Distiller:
    """
    A distiller whose placeholders stand, and count on, behind the demonstrations, and whose adapter ends in tanh; there
    is one only where widths differ. ExportError, naming tensors, where some are missing, unknown, or do not fit each
    other or the target. `path`: the file or folder that holds it; a config.json there tells how many heads it has.
    """
    if not isinstance(target.config, GPT2Config):
        raise ExportError(f"{path} is a distiller of MEND's authors, who have them for GPT-2 alone; the target is a T5")
    # A target LM that was trained itself may be saved along: that is not what is converted here.
    tensors = {
        name.removeprefix(PREFIX): source
        for name, source in found.items()
        if name.startswith(PREFIX) and not _BUFFERS.search(name)
    }
    placeholders, adapter = _take(tensors, PLACEHOLDERS, path), _adapter(tensors, path)
    beside = (path if path.is_dir() else path.parent) / "config.json"
    heads = read_json(beside).get("n_head") if beside.exists() else None
    body = read_body(tensors, target.config, heads, str(path), PREFIX)
    _check_widths(placeholders, adapter, body.config.n_embd, target.weights.width, path)
    anchoring = Anchoring("after", len(placeholders))
    whole = nn.Identity() if adapter is None else nn.Sequential(adapter, nn.Tanh())
    return Distiller(body, nn.Parameter(placeholders), whole, anchoring)


def _take(tensors: Sources, name: str, path: Path) -> Tensor:
    """Takes a tensor, in float32, out of those that remain."""
    if name not in tensors:
        raise ExportError(f"{path} lacks {PREFIX}{name}")
    return tensors.pop(name).read().float()


def _adapter(tensors: Sources, path: Path) -> nn.Linear | None:
    if not any(name.startswith(ADAPTER) for name in tensors):
        return None
    weight, bias = (_take(tensors, f"{ADAPTER}.{part}", path) for part in ("weight", "bias"))
    if weight.ndim != 2 or bias.shape != weight.shape[:1]:
        shapes = f"{list(weight.shape)} and its bias {list(bias.shape)}"
        raise ExportError(f"{path}: {PREFIX}{ADAPTER}.weight is {shapes}, where [d, d_s] and [d] are expected")
    return linear(weight, bias)


def _check_widths(placeholders: Tensor, adapter: nn.Linear | None, width: int, target: int, path: Path) -> None:
    if placeholders.ndim != 2 or placeholders.shape[1] != width or len(placeholders) == 0:
        shape = list(placeholders.shape)
        raise ExportError(f"{path}: {PREFIX}{PLACEHOLDERS} is {shape}, where [l, {width}] is expected")
    if adapter is None and width != target:
        raise ExportError(
            f"{path} lacks {PREFIX}{ADAPTER}.weight: it gives vectors of width {width}, the target's width is {target}"
        )
    if adapter is not None and (adapter.out_features, adapter.in_features) != (target, width):
        found = [adapter.out_features, adapter.in_features]
        raise ExportError(
            f"{path}: {PREFIX}{ADAPTER}.weight is {found}, where the target LM asks for {[target, width]}"
        )
