"""
Synthetic tasks whose answer can only be read from the demonstrations. Each kind draws a fresh task and gives its
examples.
"""

import random
from collections.abc import Callable

from .example import Example
from .words import CATEGORIES, invented_word

Draw = Callable[[], Example]


def _only(name: str, names: list[str]) -> list[str]:
    """The words of a category that stand in no other of `names`: a word of two categories has no right answer."""
    others = {word for other in names if other != name for word in CATEGORIES[other]}
    return [word for word in CATEGORIES[name] if word not in others]


class SyntheticTasks:
    """Draws tasks of every kind. `words` are common words of the language the tasks are written in."""

    def __init__(self, words: list[str]):
        self.words = words
        self.kinds: dict[str, Callable[[random.Random], Draw]] = {
            "mapping": self.mapping,
            "category": self.category,
            "keyword": self.keyword,
            "position": self.position,
            "member": self.member,
            "order": self.order,
            "letter": self.letter,
            "affix": self.affix,
        }

    def draw(self, rng: random.Random, kind: str) -> Draw:
        """A fresh task of a kind: a function that gives one example at a time."""
        return self.kinds[kind](rng)

    def word(self, rng: random.Random) -> str:
        return invented_word(rng) if rng.random() < 0.3 else rng.choice(self.words)

    def distinct(self, rng: random.Random, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[self.word(rng)] = None
        return list(found)

    def mapping(self, rng: random.Random) -> Draw:
        """
        A few words, each with an arbitrary label: what the query's word was called must be looked up in the
        demonstrations.
        """
        labels = self.distinct(rng, rng.choice([2, 2, 3, 3, 4, 5, 8]))
        inputs = [
            " ".join(self.distinct(rng, rng.choice([1, 1, 1, 2])))
            for _ in range(max(len(labels), rng.choice([2, 3, 4, 6, 8])))
        ]
        return self._table(rng, inputs, labels)

    def _table(self, rng: random.Random, inputs: list[str], labels: list[str]) -> Draw:
        table = {word: labels[index % len(labels)] for index, word in enumerate(inputs)}
        keys, options = list(table), tuple(labels)

        def example() -> Example:
            word = rng.choice(keys)
            return Example(word, table[word], options)

        return example

    def category(self, rng: random.Random) -> Draw:
        """
        Two to four meanings (animal, tool, ...) under arbitrary names: the query's word itself need not have been
        shown.
        """
        names = rng.sample(sorted(CATEGORIES), rng.choice([2, 2, 3, 4]))
        labels = self.distinct(rng, len(names)) if rng.random() < 0.8 else list(names)
        options = tuple(labels)
        words = [_only(name, names) for name in names]

        def example() -> Example:
            index = rng.randrange(len(names))
            return Example(rng.choice(words[index]), labels[index], options)

        return example

    def keyword(self, rng: random.Random) -> Draw:
        """Several words of which one decides the label."""
        labels = self.distinct(rng, rng.choice([2, 2, 3]))
        keys = self.distinct(rng, len(labels) * rng.choice([1, 1, 2]))
        length, options = rng.choice([2, 3, 4, 6]), tuple(labels)

        def example() -> Example:
            index = rng.randrange(len(keys))
            words = [self.word(rng) for _ in range(length - 1)]
            words.insert(rng.randrange(length), keys[index])
            return Example(" ".join(words), labels[index % len(labels)], options)

        return example

    def _list(self, rng: random.Random, low: int = 2, high: int = 6) -> tuple[int, str]:
        return rng.randint(low, high), rng.choice([", ", ", ", ", ", ", ", " ", "; ", " / "])

    def position(self, rng: random.Random) -> Draw:
        """The item at one place of a list, mostly the first or the last."""
        length, separator = self._list(rng, 2, 5)
        place = rng.choice([0, 0, 0, length - 1, length - 1, length // 2, rng.randrange(length)])

        def example() -> Example:
            words = self.distinct(rng, length)
            return Example(separator.join(words), words[place], tuple(words))

        return example

    def member(self, rng: random.Random) -> Draw:
        """The one item of a list that belongs to a category."""
        length, separator = self._list(rng)
        chosen, *others = names = rng.sample(sorted(CATEGORIES), rng.choice([2, 2, 3, 4]))
        answers, rest = _only(chosen, names), [_only(name, names) for name in others]

        def example() -> Example:
            words = [rng.choice(rng.choice(rest)) for _ in range(length - 1)]
            answer = rng.choice(answers)
            words.insert(rng.randrange(length), answer)
            return Example(separator.join(words), answer, tuple(dict.fromkeys(words)))

        return example

    def order(self, rng: random.Random) -> Draw:
        """The item of a list that comes first or last in the alphabet, or is the longest."""
        length, separator = self._list(rng, 2, 5)
        pick = rng.choice([min, max, lambda words: max(words, key=len)])

        def example() -> Example:
            words = self.distinct(rng, length)
            return Example(separator.join(words), pick(words), tuple(words))

        return example

    def letter(self, rng: random.Random) -> Draw:
        """A letter of the word, the word in other case, or its length."""
        shape = rng.choice([str.lower, str.upper, str.capitalize])
        rule = rng.choice(
            [
                lambda word: word[0].lower(),
                lambda word: word[0].upper(),
                lambda word: word[-1].lower(),
                lambda word: word[-1].upper(),
                lambda word: word[1].upper(),
                str.upper,
                str.capitalize,
                lambda word: str(len(word)),
            ]
        )

        def example() -> Example:
            word = rng.choice(self.words)
            return Example(shape(word), rule(word))

        return example

    def affix(self, rng: random.Random) -> Draw:
        """The input with a word before or after it, twice, or reversed."""
        extra = self.word(rng)
        rule = rng.choice(
            [
                lambda words: [extra, *words],
                lambda words: [*words, extra],
                lambda words: [*words, *words],
                lambda words: words[::-1],
                lambda words: list(words),
                lambda words: words[:1],
                lambda words: words[-1:],
            ]
        )

        def example() -> Example:
            words = self.distinct(rng, rng.choice([1, 2, 3]))
            return Example(" ".join(words), " ".join(rule(words)))

        return example
