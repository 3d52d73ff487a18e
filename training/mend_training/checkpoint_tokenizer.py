"""The tokenizer of a target LM that exists, which its distiller must share."""

import json

from tokenizers import Tokenizer
from transformers import AutoTokenizer
from transformers.utils import cached_file

from .model_settings import CheckpointSettings
from .wording import reason

_PROBES = (
    "The soup was warm; nobody knew why.",
    "  two  spaces\tand a tab\n\nand lines",
    "naïve café, Straße, 東京, Ωμέγα, 🙂",
    "x1 = 3.14159 * (2024 - 7) ** 2  # don't",
    "UPPER lower CamelCase snake_case <|endoftext|> </s>",
)
"""Texts on which tokenizers with the same vocabulary would still differ in how they cut or normalize."""

_FEWEST = 100
"""Tokens that every tokenizer has: transformers makes an all but empty one where it finds no files."""


def tokenizer_of(settings: CheckpointSettings) -> Tokenizer:
    """The target's tokenizer; refuses a distiller whose tokenizer gives other ids."""
    tokenizer = load_checkpoint_tokenizer(settings.target, "model.target")
    if settings.distiller != settings.target:
        other = load_checkpoint_tokenizer(settings.distiller, "model.distiller")
        if not alike(tokenizer, other):
            raise SystemExit(
                f"model.distiller: {settings.distiller} has another vocabulary than {settings.target}; a distiller "
                "must read the token ids of its target LM"
            )
    return tokenizer


def load_checkpoint_tokenizer(source: str, setting: str) -> Tokenizer:
    """The tokenizer of a model folder or of a model on the hub, without truncation and padding."""
    try:
        tokenizer = read_tokenizer(source)
    except Exception as error:
        raise SystemExit(f"{setting}: {source} has no tokenizer that can be read: {reason(error)}") from error
    if tokenizer.get_vocab_size() < _FEWEST:
        raise SystemExit(f"{setting}: {source} has no tokenizer: expected a tokenizer.json beside the weights")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_tokenizer(source: str) -> Tokenizer:
    """
    The tokenizer of a model's folder, or of a model on the hub. tokenizer.json is read as it stands where there is one:
    transformers may build a tokenizer that is alike, but not the same. Raises whatever the libraries raise.
    """
    file = cached_file(source, "tokenizer.json", _raise_exceptions_for_missing_entries=False)
    return Tokenizer.from_file(file) if file else AutoTokenizer.from_pretrained(source).backend_tokenizer


def alike(one: Tokenizer, other: Tokenizer) -> bool:
    """Whether two tokenizers give the same ids."""
    if one.get_vocab() != other.get_vocab() or _merges(one) != _merges(other):
        return False
    return all(
        one.encode(text, add_special_tokens=False).ids == other.encode(text, add_special_tokens=False).ids
        for text in _PROBES
    )


def _merges(tokenizer: Tokenizer) -> list:
    return json.loads(tokenizer.to_str())["model"].get("merges", [])
