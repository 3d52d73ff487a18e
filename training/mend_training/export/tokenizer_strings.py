"""The strings whose token ids are golden: written ones of every kind of Unicode, and seeded random ones."""

from __future__ import annotations

import random

from .tiny import SEED, SENTENCES

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
_UNIGRAM = [
    # Special tokens in the text, what looks like one, and what becomes one only once it is normalized.
    "<pad>", "</s>", "<unk>", "<extra_id_0>", "<extra_id_7>", "<extra_id_8>", "a<extra_id_0>b", " <extra_id_0> ",
    "The soup<extra_id_0> was <extra_id_1>.</s>", "<extra_id_0><extra_id_1>", "<extra_id_0>\n<extra_id_1>", "</s",
    "<extra_id_", "<extra_id_0", "< extra_id_0>", "<EXTRA_ID_0>", "<<pad>>", "x</s>y</s>", "<unk><unk>", "< pad >",
    "日<unk>本", "<unk>日", "\uff1cpad\uff1e", "\uff1cunk\uff1e", "日\uff1cunk\uff1e本", "\uff1c/s\uff1e",
    "<\u200bpad>", "<0x41>", "<0x0A>", "<0xE6><0x97><0xA5>", "\uff1c0x41\uff1e", "<0x", "\u00a0</s>\u00a0",
    "\t<extra_id_0>\n", "e\u0301<extra_id_0>\u0301", "▁", "▁▁", "a▁b", "▁▁a", "▁ a ▁", "the▁soup", "▁<extra_id_0>▁",
    # Characters whose bytes are pieces, alone, together, and beside known ones.
    "日", "日本", "a日b", "日 本", "日a本", "ř", "řž ř", "🙂the🙂", "\U00010348\U00010349", "\ufdd0",
    "\uffff", "\U0001fffe",
    # Clusters that the normalizer reads whole: composed, cut short, or too long to be looked up.
    "a\u0300", "a\u0300\u0301", "a\u0301\u0300", "\u00aa\u0300", "\u00aa\u0300\u0301", "A\u030a", "\u212b",
    "e\u0323\u0302", "\u1e9b\u0323", "ﬁ\u0301", "ﬁn ﬂy ﬀ ﬃ", "\uff11\u0300", "①②③\u20e3", "½ ⅓ ㎏ ㍿ ℡ ™",
    "\uff76\uff9e", "か\u3099", "가\u11a8", "\u0600a\u0300", "\u0600\u0661", "न\u093c", "\u0958", "ำ\u0e33", "ກຳ",
    "\r\n\u0300", "\u00a0\u0301", "\u3000\u0301", "\u00b4\u0301", "\u0344", "\u0340\u0341", "ﷺ", "ﬆ",
    "\uff26\uff55\u3000\uff57", "𝐁𝐨𝐥𝐝 𝒮𝒸𝓇𝒾𝓅𝓉 𝟘𝟙", "a\u200db", "a\u200cb", "👨\u200d👩", "👍\U0001f3ff",
    "©\u200d©", "™\u0300", "\u2126\u0301",
    "~\uff5e\u301c", "z" + "\u0335" * 20, "a" + "\u0301" * 40,
    # White space that the normalizer knows, that only the splitter knows, and that is none.
    "a\u0085b", "a\u1680b", "a\u2000b\u200ac", "a\u2028b", "a\u202fb", "a\u205fb", "a\ufeffb", "a\u180eb", "a\u2060b",
    "a\u001cb\u001fc", "a\u000bb", "a \u0301b", "\u0085the\u0085", "the\u00a0the",
    # Words that fall into equally likely pieces in several orders, and words that are very long.
    "oo", "ooo", "oooo", "ooooo", "o" * 31, "o" * 400, "thethethe", "thehehethe", "ininging" * 9, "atattata" * 20,
    "sesesese", "thesoupwaswarm" * 60, "aothereinor" * 100, "日" * 300, "the日" * 100, "1212121" * 30, "ab" * 500,
    "<0x41>" * 20,
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


def bpe_strings() -> list[str]:
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


def unigram_strings() -> list[str]:
    """More than 500 strings: those of BPE, and what Unigram tokenizers treat in ways of their own."""
    generator = random.Random(SEED + 1)
    parts = ["<pad>", "</s>", "<unk>", "<extra_id_0>", "<extra_id_7>", "<0x41>", "日", "the", "oo", " ", "\n", "<", "▁"]
    special = ["".join(generator.choices(parts, k=generator.randint(2, 9))) for _ in range(60)]
    words = ["".join(generator.choices("othein", k=generator.randint(2, 40))) for _ in range(80)]
    bases = "aeﬁ\uff21\u00aa\u00a0\u0600\u0e01\u0915"
    marks = "\u0300\u0301\u0323\u0327\u093c\u200d"
    clusters = ["".join(generator.choices(bases + marks, k=8)) for _ in range(60)]
    return list(dict.fromkeys([*bpe_strings(), *_UNIGRAM, *special, *words, *clusters]))


def spacing_strings() -> list[str]:
    """White space of every kind around and between words and special tokens, where newer converters changed rules."""
    generator = random.Random(SEED + 3)
    parts = ["the", "soup", "日", "▁", "<extra_id_0>", "<extra_id_1>", "</s>", "e\u0301", "."]
    blanks = ["", " ", "  ", "   ", "\n", "\t ", " \u00a0", "\u3000", "\u0085", "\x07", "\x07 "]
    mixed = [
        "".join(generator.choice(blanks) + generator.choice(parts) for _ in range(generator.randint(1, 7)))
        + generator.choice(blanks)
        for _ in range(150)
    ]
    return list(dict.fromkeys([*blanks, *(blank + part for blank in blanks for part in parts), *mixed]))


def tie_strings() -> list[str]:
    """Words of two letters, in which many segmentations have the same pieces."""
    generator = random.Random(SEED + 2)
    mixed = ["".join(generator.choices("ab", k=generator.randint(3, 60))) for _ in range(200)]
    return ["a" * length for length in range(2, 40)] + mixed


def _scalar(generator: random.Random) -> int:
    """A random code point that UTF-8 can hold."""
    while True:
        value = generator.randrange(0x110000)
        if not 0xD800 <= value <= 0xDFFF:
            return value
