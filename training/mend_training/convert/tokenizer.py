"""The tokenizer of a checkpoint, as one tokenizer.json that the engine reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from ..checkpoint_tokenizer import read_tokenizer
from ..export.errors import ExportError
from ..wording import reason

_UNIGRAM_PARTS = {
    "normalizer": {"Sequence", "Precompiled", "Strip", "Replace"},
    "pre_tokenizer": {"Sequence", "WhitespaceSplit", "Metaspace"},
    "decoder": {"Sequence", "Metaspace", "ByteFallback", "Replace", "Fuse"},
}
_BPE_PARTS = {
    "normalizer": {"Sequence"},
    "pre_tokenizer": {"Sequence", "ByteLevel"},
    "decoder": {"Sequence", "ByteLevel"},
}
"""What the engine understands of each model's parts."""


def tokenizer_text(folder: Path) -> str:
    """
    tokenizer.json of a checkpoint's folder, made of vocab.json and merges.txt or of spiece.model where there is none.
    ExportError where there is no tokenizer, or one that the engine does not read.
    """
    tokenizer = _tokenizer(folder)
    _check(json.loads(tokenizer.to_str()), folder)
    if (folder / "tokenizer.json").exists() and tokenizer.truncation is None and tokenizer.padding is None:
        # As it is: its hash is in every vector file, and other versions of the library write it otherwise.
        return (folder / "tokenizer.json").read_text("utf-8")
    # They would cut and fill up what is encoded.
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer.to_str()


def _tokenizer(folder: Path) -> Tokenizer:
    if not any((folder / name).exists() for name in ("tokenizer.json", "vocab.json", "spiece.model")):
        raise ExportError(f"{folder} holds no tokenizer: no tokenizer.json, vocab.json or spiece.model")
    try:
        return read_tokenizer(str(folder))
    # The libraries raise plain Exception for a file that they cannot read.
    except Exception as error:
        raise ExportError(f"the tokenizer in {folder} cannot be read: {reason(error)}") from error


def _check(description: dict[str, Any], folder: Path) -> None:
    kind = description["model"].get("type")
    known = {"Unigram": _UNIGRAM_PARTS, "BPE": _BPE_PARTS}.get(kind)
    if known is None:
        raise ExportError(f"the tokenizer in {folder} is a {kind} model; the engine reads BPE and Unigram ones")
    for part, understood in known.items():
        for each in _types(description.get(part)):
            if each not in understood:
                raise ExportError(f"the tokenizer in {folder} has a {part} {each}, which the engine does not read")


def _types(part: dict[str, Any] | None) -> list[str]:
    """The types of a part and of all parts inside it."""
    if part is None:
        return []
    inner = part.get("normalizers") or part.get("pretokenizers") or part.get("decoders") or []
    return [part["type"], *(kind for each in inner for kind in _types(each))]
