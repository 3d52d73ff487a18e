"""Words for synthetic tasks: common words of the text, invented words, and small categories."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

import yaml

_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "bl",
    "br",
    "cl",
    "dr",
    "fl",
    "gr",
    "pl",
    "sh",
    "st",
    "th",
    "tr",
]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "oo"]
_CODAS = ["", "", "", "n", "r", "l", "s", "t", "x", "nd", "mp"]

# Category → its words.
CATEGORIES: dict[str, list[str]] = {
    name: words.split()
    for name, words in yaml.safe_load(files(__package__).joinpath("categories.yaml").read_text("utf-8")).items()
}


def common_words(texts: Iterable[str], count: int) -> list[str]:
    """The `count` commonest lower-case words of three to nine letters."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(re.findall(r"\b[a-z]{3,9}\b", text))
    return [word for word, _ in found.most_common(count)]


def invented_word(rng: random.Random) -> str:
    """One to three syllables: a word the model has never read."""
    syllables = rng.choice([1, 2, 2, 3])
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(syllables))
