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

KINDS = ("answers", "copies", "after")
"""
`answers`: anchored to the demonstrations' answers; `copies`: the same, and each placeholder starts from the embedding
of its anchor's token besides its own; `after`: counted on after the last token, as in the paper.
"""


@dataclass(frozen=True)
class Anchoring:
    """The rule for `count` placeholders; `kind` is one of `KINDS`."""

    kind: str
    count: int

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"anchors are {self.kind!r}; expected one of {', '.join(KINDS)}")

    @property
    def copies(self) -> bool:
        """Whether placeholders start from the tokens at their anchors."""
        return self.kind == "copies"

    def behind(self, tokens: int, answers: Sequence[Span]) -> list[int]:
        """Position ids behind demonstrations of `tokens` tokens with their answers at `answers`."""
        return self._after(tokens) if self.kind == "after" else answer_anchors(answers, self.count)

    def behind_text(self, tokens: int) -> list[int]:
        """The same behind plain text, which has no answers: spread evenly, the last at the text's end."""
        if self.kind == "after":
            return self._after(tokens)
        return [max(0, (index + 1) * tokens // self.count - 1) for index in range(self.count)]

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
