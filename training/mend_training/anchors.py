"""Anchors: the position ids that the distiller's placeholders take.

The paper's placeholders stand, and count on, after the demonstrations. Each must then find the demonstration it is to
keep, and a small distiller spends most of its training on finding. Here a placeholder still stands after the
demonstrations and sees all of them, but takes the position id of a token inside them, so that heads that look by
position look there. (That position ids are a lever of soft compression: Zhao et al. 2024, arXiv 2409.14364.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""Where an answer begins among the tokens of the demonstrations, and how many tokens it has."""

KINDS = ("answers", "copies", "hybrid", "after")
"""
`answers`: anchored to the demonstrations' answers; `copies`: the same, and each placeholder starts from the embedding
of its anchor's token besides its own; `hybrid`: copies, of which the second half is anchored to the last tokens of the
text, in its order, and gives vectors that start as those tokens' embeddings; `after`: counted on after the last token,
as in the paper.
"""


@dataclass(frozen=True)
class Anchoring:
    """
    The rule for `count` placeholders; `kind` is one of `KINDS`. `least_ratio`: how many times fewer vectors than tokens
    there are at least, where nobody asks for a number of them (0: always all).
    """

    kind: str
    count: int
    least_ratio: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"anchors are {self.kind!r}; expected one of {', '.join(KINDS)}")

    @property
    def copies(self) -> bool:
        """Whether placeholders start from the tokens at their anchors."""
        return self.kind in ("copies", "hybrid")

    @property
    def recent(self) -> int:
        """How many placeholders, the last ones, are anchored to the last tokens."""
        return self.count // 2 if self.kind == "hybrid" else 0

    def usual(self, tokens: int) -> int:
        """How many vectors stand for demonstrations of `tokens` tokens where nobody asks for a number."""
        return max(1, min(self.count, int(tokens / self.least_ratio))) if self.least_ratio else self.count

    def kept(self, count: int) -> list[int]:
        """
        Which vectors are taken, in their order, where `count` are wanted: the first; of `hybrid` the last half of them
        from the end, and before them anchors of answers that are spread evenly.
        """
        if not self.recent:
            return list(range(count))
        recent = count // 2
        answers = sorted(spread(self.count - self.recent)[: count - recent])
        return answers + list(range(self.count - recent, self.count))

    def behind(self, tokens: int, answers: Sequence[Span]) -> list[int]:
        """Position ids behind demonstrations of `tokens` tokens with their answers at `answers`."""
        if self.kind == "after":
            return self._after(tokens)
        return answer_anchors(answers, self.count - self.recent) + self._last(tokens)

    def behind_text(self, tokens: int) -> list[int]:
        """The same behind plain text, which has no answers: spread evenly, the last at the text's end."""
        if self.kind == "after":
            return self._after(tokens)
        count = self.count - self.recent
        return [max(0, (index + 1) * tokens // count - 1) for index in range(count)] + self._last(tokens)

    def _last(self, tokens: int) -> list[int]:
        return [max(0, tokens - self.recent + index) for index in range(self.recent)]

    def _after(self, tokens: int) -> list[int]:
        return list(range(tokens, tokens + self.count))


def answer_anchors(answers: Sequence[Span], count: int) -> list[int]:
    """
    Places of answer tokens. With as many demonstrations as placeholders or more: the first token of every answer,
    or of `count` of them, evenly. With fewer: all first tokens, then all second ones and so on, and again from the
    start when there are no more.
    """
    starts = [start for start, _ in answers]
    if len(starts) >= count:
        return [starts[index * len(starts) // count] for index in range(count)]
    longest = max(length for _, length in answers)
    places = [start + step for step in range(longest) for start, length in answers if step < length]
    return [places[index % len(places)] for index in range(count)]


def spread(count: int) -> list[int]:
    """
    0 to `count` - 1 in an order whose beginnings, of any length, are spread evenly: numbers by their reversed bits (van
    der Corput's sequence).
    """
    bits = max(1, (count - 1).bit_length())
    numbers = (int(f"{index:0{bits}b}"[::-1], 2) for index in range(1 << bits))
    return [number for number in numbers if number < count]
