"""Refuses models, tokenizers and limits that do not fit together, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tokenizers import Tokenizer

from .errors import ExportError
from .manifest import context_tokens
from .paths import SUFFIXES
from .weights import BodyWeights, DistillerWeights

_REQUIRED_FIELDS = ("id", "name", "description", "template", "limits", "licences")


def check_parts(
    target: BodyWeights,
    distiller: DistillerWeights,
    tokenizer_text: str,
    fields: Mapping[str, Any],
    dtypes: Sequence[str],
    storage: str,
) -> None:
    required = [*_REQUIRED_FIELDS, *(["contextTokens"] if target.positions is None else [])]
    missing = [name for name in required if name not in fields]
    if missing:
        raise ExportError(f"manifest_fields lacks {', '.join(missing)}")
    if not dtypes or any(dtype not in SUFFIXES for dtype in dtypes):
        raise ExportError(f"dtypes are {list(dtypes)}; expected one or more of {list(SUFFIXES)}")
    if "fp16" in dtypes and storage != "float16":
        raise ExportError("fp16 graphs read float16 weights: export with storage float16")
    if fields.get("defaultDtype", dtypes[0]) not in dtypes:
        raise ExportError(f"defaultDtype {fields['defaultDtype']} is not among the dtypes exported, {list(dtypes)}")
    if distiller.out_width != target.width:
        found, wanted = distiller.out_width, target.width
        raise ExportError(f"the distiller gives vectors of width {found}; the target LM's width is {wanted}")
    if distiller.body.vocabulary != target.vocabulary:
        raise ExportError(f"vocabularies differ: distiller {distiller.body.vocabulary}, target LM {target.vocabulary}")
    try:
        tokens = Tokenizer.from_str(tokenizer_text).get_vocab_size(with_added_tokens=True)
    except Exception as error:
        raise ExportError(f"the tokenizer file cannot be read: {error}") from error
    if tokens > target.vocabulary:
        raise ExportError(f"the tokenizer has {tokens} tokens, the target LM embeds only {target.vocabulary}")
    _check_limits(context_tokens(target, fields), distiller, fields["limits"])


def _check_limits(context: int, distiller: DistillerWeights, limits: Mapping[str, int]) -> None:
    demonstrations, example = limits["demonstrationTokens"], limits["exampleTokens"]
    vectors = distiller.placeholders.shape[0]
    after = vectors if distiller.anchors == "after" else 0
    positions = distiller.body.positions
    if positions is not None and demonstrations + after > positions:
        raise ExportError(
            f"{demonstrations} demonstration tokens and {after} placeholders after them exceed "
            f"the distiller's {positions} positions"
        )
    if max(demonstrations, vectors) + example // 2 + 2 > context:
        raise ExportError(f"limits {dict(limits)} leave no room for a query in {context} positions")
