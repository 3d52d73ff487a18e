"""
Writes token ids of many strings, by the `tokenizers` library, for the engine's tests of its own tokenizers.

    python -m mend_training.export.tokenizer_golden
"""

from __future__ import annotations

import json
from typing import Any

from tokenizers import Tokenizer

from .tiny import Fixture
from .tiny_gpt2 import TINY_GPT2
from .tiny_t5 import TINY_T5
from .tokenizer_strings import bpe_strings, spacing_strings, tie_strings, unigram_strings

FIXTURES = {"tokenizer.json": TINY_GPT2, "tokenizer-unigram.json": TINY_T5}
"""By the name of the file in test/golden, the fixture whose tokenizer it is about."""
ABOUT = "Written by `python -m mend_training.export.tokenizer_golden`, without special tokens."
_METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
_RUNS = {"Regex": " {2,}"}
CONVERTED: dict[str, dict[str, Any]] = {
    "stripped, runs of spaces marked": {
        "normalizers": [
            {"type": "Strip", "strip_left": False, "strip_right": True},
            {"type": "Replace", "pattern": _RUNS, "content": "▁"},
        ],
        "pre_tokenizer": _METASPACE,
        "decoder": _METASPACE,
        "strips": True,
    },
    "the first word alone marked": {
        "normalizers": [
            {"type": "Strip", "strip_left": False, "strip_right": True},
            {"type": "Replace", "pattern": _RUNS, "content": "▁"},
        ],
        "pre_tokenizer": {**_METASPACE, "prepend_scheme": "first"},
        "decoder": {**_METASPACE, "prepend_scheme": "first"},
        "strips": True,
    },
    "runs of spaces made one, no word marked": {
        "normalizers": [
            {"type": "Strip", "strip_left": True, "strip_right": True},
            {"type": "Replace", "pattern": _RUNS, "content": " "},
        ],
        "pre_tokenizer": {**_METASPACE, "prepend_scheme": "never", "split": False},
        "decoder": {**_METASPACE, "prepend_scheme": "never", "split": False},
        "strips": False,
    },
    "spaces marked by the normalizer": {
        "normalizers": [{"type": "Replace", "pattern": {"String": " "}, "content": "▁"}],
        "pre_tokenizer": None,
        "decoder": {
            "type": "Sequence",
            "decoders": [
                {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                {"type": "ByteFallback"},
                {"type": "Fuse"},
            ],
        },
        "strips": False,
    },
}
"""
Parts of `tokenizer.json` as transformers' converters have written them over the years. `normalizers` come behind the
charsmap; with `strips`, special tokens take the white space around them.
"""


def golden(fixture: Fixture) -> dict[str, Any]:
    """
    `cases` of the fixture's tokenizer. Of a Unigram tokenizer also `withoutBytes`, the cases that differ where it has
    no byte fallback, as T5's has none; `converted`, cases of it put together otherwise; and `ties`, with a tokenizer of
    their own, as it stands in a file.
    """
    description = json.loads((fixture.folder / "tokenizer.json").read_text("utf-8"))
    if description["model"]["type"] != "Unigram":
        return {"about": ABOUT, "cases": _cases(description, bpe_strings())}
    cases = _cases(description, unigram_strings())
    plain = _cases(without_bytes(description), unigram_strings())
    return {
        "about": ABOUT,
        "cases": cases,
        "withoutBytes": [case for case, same in zip(plain, cases, strict=True) if case != same],
        "converted": [
            {"name": name, **parts, "cases": _cases(converted(description, **parts), spacing_strings())}
            for name, parts in CONVERTED.items()
        ],
        "ties": {"tokenizer": tied(), "cases": _cases(tied(), tie_strings())},
    }


def without_bytes(description: dict[str, Any]) -> dict[str, Any]:
    """A Unigram tokenizer with T5's own model and decoder: what no piece holds is unknown."""
    model = {**description["model"], "byte_fallback": False}
    return {**description, "model": model, "decoder": _METASPACE}


def converted(
    description: dict[str, Any], normalizers: list[Any], pre_tokenizer: Any, decoder: Any, strips: bool
) -> dict[str, Any]:
    """A Unigram tokenizer put together as `CONVERTED` says."""
    tokens = [{**token, "lstrip": strips, "rstrip": strips} for token in description["added_tokens"]]
    normalizer = {"type": "Sequence", "normalizers": [description["normalizer"], *normalizers]}
    parts = {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "decoder": decoder}
    return {**description, **parts, "added_tokens": tokens}


def tied() -> dict[str, Any]:
    """
    Scores of two letters' pieces, with as many digits as SentencePiece's. The library reads them digit by digit, so
    that some differ in the last bit from what they say, and a last bit decides between the same pieces in two orders.
    """
    scores = {
        "<unk>": 0.0,
        "▁": -2.0122928619384766,
        "a": -3.663234233856201,
        "b": -2.5826518535614014,
        "aa": -3.27258038520813,
        "ab": -3.8759403228759766,
        "ba": -4.302257537841797,
        "bb": -3.1038596630096436,
        "aab": -4.6605305671691895,
        "aaa": -5.455633163452148,
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": _METASPACE,
        "post_processor": None,
        "decoder": _METASPACE,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": list(map(list, scores.items())), "byte_fallback": False},
    }


def _cases(description: dict[str, Any], strings: list[str]) -> list[dict[str, Any]]:
    tokenizer = Tokenizer.from_str(json.dumps(description))
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in strings]
    return [
        {"text": text, "ids": each, "decoded": tokenizer.decode(each, skip_special_tokens=False)}
        for text, each in zip(strings, ids, strict=True)
    ]


def main() -> None:
    for name, fixture in FIXTURES.items():
        # ASCII only: the strings hold control characters and unpaired marks that editors and diffs would garble.
        (fixture.golden.parent / name).write_text(json.dumps(golden(fixture), indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
