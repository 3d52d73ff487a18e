"""
Writes token ids of many strings, by the `tokenizers` library, for the engine's tests of its own tokenizer.

    python -m mend_training.export.tokenizer_golden [--tokenizer TOKENIZER.json] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from tokenizers import Tokenizer

from .tiny import REPOSITORY, SEED, SENTENCES
from .tiny_gpt2 import TINY_GPT2

FILE = REPOSITORY / "test" / "golden" / "tokenizer.json"

# fmt: off
_WRITTEN = [
    "", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", " \n ", "\t\t x", "a", " a", "a ", " a ", "  a  b  ",
    "a\u00a0b", "a\u200bb", "\ufefftext", "\u2028line\u2029paragraph", "\x00", "a\x00b", "\x07\x1b[31m", "\x7f",
    "\x85", "\u3000wide\u3000", "don't", "DON'T", "I'll we've they're it's I'm you'd", "’s ‘quoted’ “double”",
    "'s", " 's", "1234567890", "3.14159", "1,234.56", "x1y2z3", "２０２４", "Ⅷ ½ ²",
    "snake_case camelCase kebab-case", "__init__", "C++ C# F#", "...", "!!!", "?!", "—–-", "a…b",
    "<|endoftext|>", "x<|endoftext|>y", "<|endoftext", "naïve café", "cafe\u0301",
    "Ångström A\u030angstro\u0308m", "İstanbul ıI", "ß ẞ", "ﬁ ﬂ", "Čeština je těžká", "Ωμέγα", "Привет, мир!",
    "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया", "ภาษาไทย", "日本語のテキスト", "中文文本，标点。", "한국어 텍스트",
    "\u1112\u1161\u11ab", "🙂", "🙂🙃", "a🙂b", "👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇨🇿🇯🇵", "☃\ufe0f", "1\ufe0f\u20e3", "𝒳𝓎 𝟙",
    "𐍈", "\U0010ffff", "\ufffd", "\ue000", "\u202eright to left\u202c",
    "z\u0335\u0321a\u0334l\u0337g\u0336o\u0338", "{\"input\": \"a\", \"output\": \"b\"}",
    "if (x) {\n\treturn 1;\n}\n", "https://example.org/a?b=c&d=%20#e", "user@example.org", "C:\\Users\\x\\n",
    "\\u0041 \\n", "<p class=\"a\">text</p>", "# Title\n\n- item\n- item\n", "$100 €5 £3 ¥7",
    "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋", "←↑→↓", "│├└", "\u00ad", " positive\n", " negative\n", " The soup was warm.", "\tx",
    "x\t", "\t positive", "a\rb", "\v\f", "a  \n  b", "   leading", "trailing   ", "tab\tin\tside",
    "UPPER lower Title", "supercalifragilisticexpialidocious", "a" * 100, " " * 100, "\n" * 50, "ab " * 60,
    "🙂" * 30, "é" * 60, "1" * 60, "The film was slow. " * 40,
]
# fmt: on
_ALPHABETS = [
    "abc ABC.,!?'\n\t 019",
    "éüñßøčřž ",
    "日本語中文한국어 ",
    "🙂👩‍👧🏽🇨🇿 ",
    " \t\n\r\u00a0\u2003\u3000x",
    "абвґ αβγ אבג عرب ",
    "".join(map(chr, range(256))),
]


def strings() -> list[str]:
    """
    More than 300 strings: written ones, the sentences the fixture's tokenizer learned from, and seeded random ones.
    """
    generator = random.Random(SEED)
    mixed = [
        "".join(generator.choices(alphabet, k=generator.randint(1, 40))) for alphabet in _ALPHABETS for _ in range(20)
    ]
    anything = ["".join(chr(_scalar(generator)) for _ in range(generator.randint(1, 20))) for _ in range(50)]
    bytes_each = [chr(value) for value in range(256)]
    return list(dict.fromkeys([*_WRITTEN, *SENTENCES, *mixed, *anything, "".join(bytes_each)]))


def golden(tokenizer_file: Path) -> dict[str, object]:
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    encoded = ((text, tokenizer.encode(text, add_special_tokens=False).ids) for text in strings())
    return {
        "about": "Written by `python -m mend_training.export.tokenizer_golden`, without special tokens.",
        "cases": [
            {"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False)}
            for text, ids in encoded
        ],
    }


def _scalar(generator: random.Random) -> int:
    """A random code point that UTF-8 can hold."""
    while True:
        value = generator.randrange(0x110000)
        if not 0xD800 <= value <= 0xDFFF:
            return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, default=TINY_GPT2.folder / "tokenizer.json")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    # ASCII only: the strings hold control characters and unpaired marks that editors and diffs would garble.
    arguments.out.write_text(json.dumps(golden(arguments.tokenizer), indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
